package io.diemnet.vertx.impl.discovery;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.WireProfile;
import io.diemnet.vertx.impl.bcs.Bytes;
import io.diemnet.vertx.impl.connectivity.DiscoveredPeer;
import io.diemnet.vertx.impl.connectivity.DiscoverySource;
import io.diemnet.vertx.impl.connectivity.PeerUpdates;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears the sources of peers and tells the connectivity manager what they say (specification
 * section 11). One instance per network. Files are read and everything is parsed on workers, one
 * after the other where the order matters; what cannot be read changes nothing.
 *
 * <p>{@link #seeds} and {@link #validatorSet} may be called from any thread.
 */
public final class DiscoveryVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(DiscoveryVerticle.class);

  private static final int PROBLEMS_LOGGED = 10;

  /**
   * What the verticle is given.
   *
   * @param network the network's name, for the log
   * @param networkId decides which addresses of a validator set are used
   * @param self this node
   * @param profile decides how ids and addresses are read
   * @param files the peers files, read at once and then at their intervals
   * @param addressKeys for encrypted addresses
   */
  public record Options(
      String network,
      NetworkId networkId,
      PeerId self,
      WireProfile profile,
      List<FileSource> files,
      AddressKeys addressKeys) {

    public Options {
      files = List.copyOf(files);
    }
  }

  /**
   * A peers file.
   *
   * @param intervalMillis from the end of one reading to the next
   */
  public record FileSource(String path, long intervalMillis) {}

  private final Options options;
  private final PeerUpdates updates;
  private final Supplier<PublicKey> ownKey;
  private final Supplier<? extends Future<?>> onStop;
  private final List<PeersFileWatch> files = new ArrayList<>();
  private final Map<DiscoverySource, LongAdder> failures = new EnumMap<>(DiscoverySource.class);
  private volatile Context owner;
  private volatile Set<PublicKey> ownKeysInSet;
  private volatile boolean stopped;

  /**
   * @param updates takes what is found
   * @param ownKey this node's public key, asked anew each time
   * @param onStop gives what undeploying waits for, once nothing is read any more
   */
  public DiscoveryVerticle(
      Options options,
      PeerUpdates updates,
      Supplier<PublicKey> ownKey,
      Supplier<? extends Future<?>> onStop) {
    this.options = options;
    this.updates = updates;
    this.ownKey = ownKey;
    this.onStop = onStop;
    for (DiscoverySource source : DiscoverySource.values()) {
      failures.put(source, new LongAdder());
    }
  }

  @Override
  public void init(Vertx vertx, Context context) {
    super.init(vertx, context);
    owner = context;
  }

  @Override
  public Future<?> start() {
    for (FileSource source : options.files()) {
      PeersFileWatch watch = new PeersFileWatch(source.path());
      files.add(watch);
      read(watch, source.intervalMillis());
    }
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    return onStop.get();
  }

  // ---- peers files

  private void read(PeersFileWatch watch, long intervalMillis) {
    if (stopped) {
      return;
    }
    Bytes known = watch.digest();
    context
        .executeBlocking(() -> PeersFileWatch.read(watch.path(), known, options.profile()), false)
        .onComplete(
            read -> {
              if (stopped) {
                return;
              }
              // First: a reading that fails must not be the last.
              vertx.setTimer(intervalMillis, id -> read(watch, intervalMillis));
              if (read.succeeded()) {
                accept(watch, read.result());
              } else {
                accept(
                    watch,
                    new PeersFileWatch.Reading(null, null, "cannot be read: " + read.cause()));
              }
            });
  }

  private void accept(PeersFileWatch watch, PeersFileWatch.Reading reading) {
    boolean news = watch.accept(reading);
    if (watch.problem() != null) {
      count(DiscoverySource.FILE);
      if (news) {
        LOG.warn(
            "{}: peers file {} changes nothing: {}",
            options.network(),
            watch.path(),
            watch.problem());
      }
    } else if (news) {
      LOG.info(
          "{}: peers file {} lists {} peers",
          options.network(),
          watch.path(),
          watch.peers().size());
      update(DiscoverySource.FILE, allFiles());
    }
  }

  /** Several files are one source: of a peer that is in two, all addresses and keys count. */
  private Map<PeerId, DiscoveredPeer> allFiles() {
    Map<PeerId, DiscoveredPeer> all = new LinkedHashMap<>();
    for (PeersFileWatch watch : files) {
      if (watch.peers() != null) {
        watch.peers().forEach((peer, listing) -> all.merge(peer, listing, DiscoveredPeer::and));
      }
    }
    return all;
  }

  // ---- from the event bus

  /**
   * Replaces the configured seeds.
   *
   * @param peers as in a peers file
   * @return counts: {@code {source, peers, addresses, keys}}; fails with {@link
   *     FailureCode#INVALID_REQUEST} and then nothing has changed
   */
  public Future<JsonObject> seeds(JsonObject peers) {
    return seeds(() -> PeersFile.peers(peers, options.profile()));
  }

  /** As {@link #seeds(JsonObject)}. */
  public Future<JsonObject> seeds(Map<PeerId, PeerConfig> peers) {
    return seeds(() -> PeersFile.peers(peers));
  }

  private Future<JsonObject> seeds(Callable<Map<PeerId, DiscoveredPeer>> parse) {
    return inOrder(parse, DiscoverySource.CONFIG)
        .compose(found -> update(DiscoverySource.CONFIG, found));
  }

  /**
   * Takes a validator set over.
   *
   * @param bytes BCS of a ValidatorSet
   * @return counts: {@code {source, peers, addresses, keys, failed, keyMismatch}}, where {@code
   *     failed} is the number of validators whose addresses could not be read; fails with {@link
   *     FailureCode#INVALID_REQUEST} if the set does not decode, and then nothing has changed
   */
  public Future<JsonObject> validatorSet(Buffer bytes) {
    return inOrder(
            () ->
                ValidatorSetReader.read(
                    bytes.getBytes(), options.networkId(), options.addressKeys()),
            DiscoverySource.VALIDATOR_SET)
        .compose(
            set -> {
              report(set.problems());
              compareOwnKey(set.peers().get(options.self()));
              return update(DiscoverySource.VALIDATOR_SET, set.peers())
                  .map(
                      counts ->
                          counts
                              .put("failed", set.problems().size())
                              .put("keyMismatch", keyMismatch() != 0));
            });
  }

  /** Parses on a worker; results come in the order of the calls. */
  private <T> Future<T> inOrder(Callable<T> parse, DiscoverySource source) {
    Context context = owner;
    if (context == null) {
      return Future.failedFuture(
          new DiemNetException(FailureCode.CONNECTION_LOST, "the network is not started yet"));
    }
    return context
        .executeBlocking(parse, true)
        .recover(
            failure -> {
              count(source);
              LOG.warn(
                  "{}: {} changes nothing: {}", options.network(), source, failure.getMessage());
              return Future.failedFuture(
                  new DiemNetException(
                      FailureCode.INVALID_REQUEST, source + ": " + failure.getMessage()));
            });
  }

  private void report(Map<PeerId, String> problems) {
    int logged = 0;
    for (Map.Entry<PeerId, String> problem : problems.entrySet()) {
      count(DiscoverySource.VALIDATOR_SET);
      if (logged++ < PROBLEMS_LOGGED) {
        LOG.warn(
            "{}: validator {} has no addresses: {}",
            options.network(),
            problem.getKey(),
            problem.getValue());
      }
    }
    if (logged > PROBLEMS_LOGGED) {
      LOG.warn("{}: and {} validators more", options.network(), logged - PROBLEMS_LOGGED);
    }
  }

  private void compareOwnKey(DiscoveredPeer self) {
    ownKeysInSet = self == null ? null : self.keys();
    if (keyMismatch() != 0) {
      LOG.error(
          "{}: the validator set gives this node the keys {}, but its key is {}",
          options.network(),
          ownKeysInSet,
          ownKey.get());
    }
  }

  private Future<JsonObject> update(DiscoverySource source, Map<PeerId, DiscoveredPeer> peers) {
    int addresses = 0;
    int keys = 0;
    for (DiscoveredPeer peer : peers.values()) {
      addresses += peer.addresses().size();
      keys += peer.keys().size();
    }
    JsonObject counts = new JsonObject().put("addresses", addresses).put("keys", keys);
    return updates
        .update(source, peers)
        .map(count -> counts.put("source", source.toString()).put("peers", count));
  }

  // ---- for the metrics, from any thread

  private void count(DiscoverySource source) {
    failures.get(source).increment();
  }

  /** Times that a source could not be read, and validators whose addresses could not be. */
  public long failures(DiscoverySource source) {
    return failures.get(source).sum();
  }

  /** 1 if the validator set lists this node, but not with the key that it has; else 0. */
  public int keyMismatch() {
    Set<PublicKey> keys = ownKeysInSet;
    return keys != null && !keys.contains(ownKey.get()) ? 1 : 0;
  }
}

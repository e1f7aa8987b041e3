package io.diemnet.vertx.impl.discovery;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PublicKey;
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
 * Reads the discovery sources and passes their peers to the connectivity manager (specification
 * section 11). One instance per network. Files are read and content is parsed on worker threads, in
 * order where the order matters. Content that cannot be read changes nothing.
 *
 * <p>{@link #seeds} and {@link #validatorSet} are thread-safe.
 */
public final class DiscoveryVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(DiscoveryVerticle.class);

  private static final int PROBLEMS_LOGGED = 10;

  /**
   * The options of the verticle.
   *
   * @param network the name of the network, for log lines
   * @param networkId selects the addresses of a validator set that are used
   * @param self the peer id of this node
   * @param files the peers files, read at once and then at their intervals
   * @param addressKeys the keys for encrypted addresses
   * @param validatorSets files with a validator set, read again at their interval
   */
  public record Options(
      String network,
      NetworkId networkId,
      PeerId self,
      List<FileSource> files,
      AddressKeys addressKeys,
      List<FileSource> validatorSets) {

    public Options {
      files = List.copyOf(files);
      validatorSets = List.copyOf(validatorSets);
    }
  }

  /**
   * A peers file, or a file with a validator set.
   *
   * @param intervalMillis the time from the end of one reading to the start of the next
   */
  public record FileSource(String path, long intervalMillis) {}

  private final Options options;
  private final PeerUpdates updates;
  private final Supplier<PublicKey> ownKey;
  private final Supplier<? extends Future<?>> onStop;
  private final List<PeersFileWatch> files = new ArrayList<>();
  private final List<ValidatorSetFile> validatorSets = new ArrayList<>();
  private final Map<DiscoverySource, LongAdder> failures = new EnumMap<>(DiscoverySource.class);
  private volatile Context owner;
  private volatile Set<PublicKey> ownKeysInSet;
  private volatile boolean stopped;

  /**
   * @param updates receives the discovered peers
   * @param ownKey returns the current public key of this node
   * @param onStop returns a future that the undeployment waits for, after the last reading
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
    for (FileSource source : options.validatorSets()) {
      ValidatorSetFile file = new ValidatorSetFile(source, context, fromFile(source.path()));
      validatorSets.add(file);
      file.start();
    }
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    validatorSets.forEach(ValidatorSetFile::stop);
    return onStop.get();
  }

  // ---- peers files

  private void read(PeersFileWatch watch, long intervalMillis) {
    if (stopped) {
      return;
    }
    Bytes known = watch.digest();
    context
        .executeBlocking(() -> PeersFileWatch.read(watch.path(), known), false)
        .onComplete(
            read -> {
              if (stopped) {
                return;
              }
              // First, so that a failed reading is not the last one.
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

  /** Merges all files into one source. A peer in two files has the addresses and keys of both. */
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
   * @param peers the seeds in the form of a peers file
   * @return the counts {@code {source, peers, addresses, keys}}; fails with {@link
   *     FailureCode#INVALID_REQUEST}, and then nothing is changed
   */
  public Future<JsonObject> seeds(JsonObject peers) {
    return seeds(() -> PeersFile.peers(peers, options.networkId().defaultSeedRole()));
  }

  /** See {@link #seeds(JsonObject)}. */
  public Future<JsonObject> seeds(Map<PeerId, PeerConfig> peers) {
    return seeds(() -> PeersFile.peers(peers));
  }

  private Future<JsonObject> seeds(Callable<Map<PeerId, DiscoveredPeer>> parse) {
    return inOrder(parse, DiscoverySource.CONFIG)
        .compose(found -> update(DiscoverySource.CONFIG, found));
  }

  /**
   * Replaces the validator set.
   *
   * @param bytes a BCS-encoded ValidatorSet
   * @return the counts {@code {source, peers, addresses, keys, failed, keyMismatch}}, where {@code
   *     failed} is the number of validators whose addresses could not be read; fails with {@link
   *     FailureCode#INVALID_REQUEST} if the set cannot be decoded, and then nothing is changed
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

  /** A set from a file replaces one from the event bus, and the other way round. */
  private ValidatorSetFile.Listener fromFile(String path) {
    return new ValidatorSetFile.Listener() {
      @Override
      public void content(Buffer bytes) {
        validatorSet(bytes)
            .onSuccess(
                counts -> LOG.info("{}: validator set {}: {}", options.network(), path, counts));
      }

      @Override
      public void problem(String problem, boolean first) {
        count(DiscoverySource.VALIDATOR_SET);
        if (first) {
          LOG.warn("{}: validator set {} changes nothing: {}", options.network(), path, problem);
        }
      }
    };
  }

  /** Parses on a worker thread. Results arrive in the order of the calls. */
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
      LOG.warn("{}: and {} more validators", options.network(), logged - PROBLEMS_LOGGED);
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

  /**
   * The number of failed reads of a source, plus the number of validators whose addresses could not
   * be read.
   */
  public long failures(DiscoverySource source) {
    return failures.get(source).sum();
  }

  /** 1 if the validator set lists this node with other keys than its own, else 0. */
  public int keyMismatch() {
    Set<PublicKey> keys = ownKeysInSet;
    return keys != null && !keys.contains(ownKey.get()) ? 1 : 0;
  }
}

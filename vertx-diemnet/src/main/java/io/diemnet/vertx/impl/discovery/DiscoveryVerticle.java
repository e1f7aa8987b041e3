package io.diemnet.vertx.impl.discovery;

import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.WireProfile;
import io.diemnet.vertx.impl.connectivity.DiscoverySource;
import io.diemnet.vertx.impl.connectivity.PeerUpdates;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Runs the sources of peers, which report to the connectivity manager (specification section 11).
 * One instance per network. Files are read and everything is parsed on workers, in order where the
 * order matters; what cannot be read changes nothing. A further source is a {@link PeerSource} and
 * a line in the list of this class.
 *
 * <p>{@link #seeds} and {@link #validatorSet} may be called from any thread.
 */
public final class DiscoveryVerticle extends VerticleBase {

  /**
   * What the verticle is given.
   *
   * @param network the network's name, for the log
   * @param networkId decides which addresses of a validator set are used
   * @param self this node
   * @param profile decides how ids and addresses are read
   * @param files the peers files, read at once and then at their intervals
   * @param addressKeys the keys for encrypted addresses
   * @param validatorSets files with a validator set, read again at their interval
   */
  public record Options(
      String network,
      NetworkId networkId,
      PeerId self,
      WireProfile profile,
      List<FileSource> files,
      AddressKeys addressKeys,
      List<FileSource> validatorSets) {

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
  private final Supplier<? extends Future<?>> onStop;
  private final Map<DiscoverySource, Findings> findings = new EnumMap<>(DiscoverySource.class);
  private final SeedSource seeds;
  private final ValidatorSetSource validatorSet;
  private final List<PeerSource> sources;
  private volatile Context owner;
  private volatile boolean stopped;

  /**
   * @param updates takes what is found
   * @param ownKey gives this node's current public key
   * @param onStop gives what undeploying waits for, once nothing is read any more
   */
  public DiscoveryVerticle(
      Options options,
      PeerUpdates updates,
      Supplier<PublicKey> ownKey,
      Supplier<? extends Future<?>> onStop) {
    this.options = options;
    this.updates = updates;
    this.onStop = onStop;
    seeds =
        new SeedSource(
            findings(DiscoverySource.CONFIG),
            options.profile(),
            options.networkId().defaultSeedRole());
    validatorSet = new ValidatorSetSource(options, findings(DiscoverySource.VALIDATOR_SET), ownKey);
    sources =
        List.of(
            seeds,
            validatorSet,
            new PeersFileSource(
                options.files(), options.profile(), findings(DiscoverySource.FILE), () -> stopped),
            new ValidatorSetFileSource(
                options.validatorSets(),
                validatorSet,
                findings(DiscoverySource.VALIDATOR_SET),
                () -> stopped));
  }

  private Findings findings(DiscoverySource source) {
    return findings.computeIfAbsent(
        source, any -> new Findings(options.network(), source, updates, () -> owner));
  }

  @Override
  public void init(Vertx vertx, Context context) {
    super.init(vertx, context);
    owner = context;
  }

  @Override
  public Future<?> start() {
    sources.forEach(PeerSource::start);
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    return onStop.get();
  }

  /**
   * Replaces the configured seeds.
   *
   * @param peers as in a peers file
   * @return counts: {@code {source, peers, addresses, keys}}; fails with {@link
   *     FailureCode#INVALID_REQUEST} and then nothing has changed
   */
  public Future<JsonObject> seeds(JsonObject peers) {
    return seeds.replace(peers);
  }

  /** As {@link #seeds(JsonObject)}. */
  public Future<JsonObject> seeds(Map<PeerId, PeerConfig> peers) {
    return seeds.replace(peers);
  }

  /**
   * Replaces the validator set.
   *
   * @param bytes BCS of a ValidatorSet
   * @return counts: {@code {source, peers, addresses, keys, failed, keyMismatch}}, where {@code
   *     failed} is the number of validators whose addresses could not be read; fails with {@link
   *     FailureCode#INVALID_REQUEST} if the set does not decode, and then nothing has changed
   */
  public Future<JsonObject> validatorSet(Buffer bytes) {
    return validatorSet.replace(bytes);
  }

  // ---- for the metrics, from any thread

  /** Times that a source could not be read, and validators whose addresses could not be. */
  public long failures(DiscoverySource source) {
    Findings found = findings.get(source);
    return found == null ? 0 : found.failures();
  }

  /** Seconds since the source was last read without a failure; NaN if it never was. */
  public double ageSeconds(DiscoverySource source) {
    Findings found = findings.get(source);
    return found == null ? Double.NaN : found.ageSeconds();
  }

  /** 1 if the validator set lists this node, but not with the key that it has; else 0. */
  public int keyMismatch() {
    return validatorSet.keyMismatch() ? 1 : 0;
  }
}

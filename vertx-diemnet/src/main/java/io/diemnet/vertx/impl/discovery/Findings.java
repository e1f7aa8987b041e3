package io.diemnet.vertx.impl.discovery;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.connectivity.DiscoveredPeer;
import io.diemnet.vertx.impl.connectivity.DiscoverySource;
import io.diemnet.vertx.impl.connectivity.PeerUpdates;
import io.diemnet.vertx.impl.util.LogFields;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a {@link PeerSource} reports to: the peers that it lists, and its failures. One for each
 * source of a network. Thread-safe.
 */
final class Findings {

  private static final Logger LOG = LoggerFactory.getLogger(DiscoveryVerticle.class);

  private final String network;
  private final DiscoverySource source;
  private final PeerUpdates updates;
  private final Supplier<Context> owner;
  private final LongAdder failures = new LongAdder();
  private volatile long readAt;
  private volatile boolean everRead;

  /**
   * @param owner gives the context of the verticle, null before it is deployed
   */
  Findings(String network, DiscoverySource source, PeerUpdates updates, Supplier<Context> owner) {
    this.network = network;
    this.source = source;
    this.updates = updates;
    this.owner = owner;
  }

  /** The network's name, for the log. */
  String network() {
    return network;
  }

  /**
   * Parses on a worker; results come in the order of the calls. A failure is counted.
   *
   * @return fails with {@link FailureCode#INVALID_REQUEST}, or with {@link
   *     FailureCode#CONNECTION_LOST} before the network is started
   */
  <T> Future<T> parse(Callable<T> parse) {
    Context context = owner.get();
    if (context == null) {
      return Future.failedFuture(
          new DiemNetException(FailureCode.CONNECTION_LOST, "the network is not started yet"));
    }
    return context
        .executeBlocking(parse, true)
        .recover(
            failure -> {
              failed();
              LogFields.network(LOG.atWarn(), network)
                  .log("{}: {} changes nothing: {}", network, source, failure.getMessage());
              return Future.failedFuture(
                  new DiemNetException(
                      FailureCode.INVALID_REQUEST, source + ": " + failure.getMessage()));
            });
  }

  /**
   * Replaces all peers of the source.
   *
   * @return counts: {@code {source, peers, addresses, keys}}
   */
  Future<JsonObject> update(Map<PeerId, DiscoveredPeer> peers) {
    int addresses = 0;
    int keys = 0;
    for (DiscoveredPeer peer : peers.values()) {
      addresses += peer.addresses().size();
      keys += peer.keys().size();
    }
    JsonObject counts = new JsonObject().put("addresses", addresses).put("keys", keys);
    read();
    return updates
        .update(source, peers)
        .map(count -> counts.put("source", source.toString()).put("peers", count));
  }

  /** The source was read, with or without a change. */
  void read() {
    readAt = System.nanoTime();
    everRead = true;
  }

  /** Seconds since the source was last read without a failure; NaN if it never was. */
  double ageSeconds() {
    return everRead ? (System.nanoTime() - readAt) / 1e9 : Double.NaN;
  }

  /** Counts a failure of the source. */
  void failed() {
    failures.increment();
  }

  long failures() {
    return failures.sum();
  }
}

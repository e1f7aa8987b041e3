package io.diemnet.vertx.impl.metrics;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.DisconnectReason;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.health.PingOutcome;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * The counters of one network. They always count and all exist from the start. {@link MeterBinding}
 * registers them in a registry. Thread-safe.
 */
public final class NetworkMetrics {

  private final TrafficMeters requests = new TrafficMeters();
  private final TrafficMeters responses = new TrafficMeters();
  private final TrafficMeters directSends = new TrafficMeters();
  private final Counters<InvalidMessage> invalidMessages = new Counters<>(InvalidMessage.class);
  private final Counters<FailureReason> inboundFailures = new Counters<>(FailureReason.class);
  private final Counters<FailureReason> outboundFailures = new Counters<>(FailureReason.class);
  private final Counters<PingOutcome> healthPings = new Counters<>(PingOutcome.class);
  private final Counters<ConnectionOrigin> rateLimited = new Counters<>(ConnectionOrigin.class);
  private final Counters<DisconnectReason> closed = new Counters<>(DisconnectReason.class);
  private final Counters<CloseReason> closedByRemote = new Counters<>(CloseReason.class);
  private final AtomicInteger inboundUpgrades = new AtomicInteger();
  private final AtomicInteger outboundUpgrades = new AtomicInteger();

  private volatile UpgradeRecorder upgradeTimes = UpgradeRecorder.NONE;
  private volatile LatencyRecorder latency = LatencyRecorder.NONE;

  // ---- messages

  public TrafficMeter rpcRequests(MessageState state) {
    return requests.of(state);
  }

  public TrafficMeter rpcResponses(MessageState state) {
    return responses.of(state);
  }

  public TrafficMeter directSends(MessageState state) {
    return directSends.of(state);
  }

  /** The number of invalid messages. */
  public LongAdder invalidMessages(InvalidMessage type) {
    return invalidMessages.of(type);
  }

  /** Records the time from an outbound call to its response. */
  public void rpcLatency(ProtocolId protocol, long nanos) {
    latency.outbound(protocol.number(), nanos);
  }

  /** Records the time the application took to answer a request. */
  public void rpcHandling(ProtocolId protocol, long nanos) {
    latency.inbound(protocol.number(), nanos);
  }

  /** The number of times a connection was delayed by its rate limit, by direction. */
  public LongAdder rateLimited(ConnectionOrigin direction) {
    return rateLimited.of(direction);
  }

  // ---- connections

  /** The number of refused and failed connections. */
  public LongAdder connectionFailures(ConnectionOrigin direction, FailureReason reason) {
    return (direction == ConnectionOrigin.INBOUND ? inboundFailures : outboundFailures).of(reason);
  }

  /** The reasons that have occurred, with their counts. */
  public Map<String, Long> connectionFailures(ConnectionOrigin direction) {
    Map<String, Long> counts = new TreeMap<>();
    for (FailureReason reason : FailureReason.values()) {
      long count = connectionFailures(direction, reason).sum();
      if (count > 0) {
        counts.put(reason.tag(), count);
      }
    }
    return counts;
  }

  /** The number of established connections that have ended without a reason of the remote. */
  public LongAdder connectionsClosed(DisconnectReason reason) {
    return closed.of(reason);
  }

  /** The number of established connections that the remote ended with this reason. */
  public LongAdder connectionsClosed(CloseReason told) {
    return closedByRemote.of(told);
  }

  /** The number of connections whose handshake is in progress. */
  public AtomicInteger pendingUpgrades(ConnectionOrigin direction) {
    return direction == ConnectionOrigin.INBOUND ? inboundUpgrades : outboundUpgrades;
  }

  /** Records the duration of a connection upgrade. */
  public void upgraded(ConnectionOrigin direction, boolean success, long nanos) {
    upgradeTimes.record(direction, success, nanos);
  }

  /** Counts the outcome of a health ping. */
  public void healthPing(PingOutcome outcome) {
    healthPings(outcome).increment();
  }

  public LongAdder healthPings(PingOutcome outcome) {
    return healthPings.of(outcome);
  }

  // ---- recorders

  void recordLatency(LatencyRecorder recorder) {
    latency = recorder;
  }

  void recordUpgrades(UpgradeRecorder recorder) {
    upgradeTimes = recorder;
  }
}

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
 * What one network counts, whether anybody reads it or not. Thread-safe. Every counter is there
 * from the start; {@link MeterBinding} shows them to a registry.
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

  /** Messages that could not be used. */
  public LongAdder invalidMessages(InvalidMessage type) {
    return invalidMessages.of(type);
  }

  /** The time from a call of ours to its response. */
  public void rpcLatency(ProtocolId protocol, long nanos) {
    latency.outbound(protocol.number(), nanos);
  }

  /** The time that the application took to answer a request. */
  public void rpcHandling(ProtocolId protocol, long nanos) {
    latency.inbound(protocol.number(), nanos);
  }

  /** How often a connection had to wait for its rate limit, by the direction that waited. */
  public LongAdder rateLimited(ConnectionOrigin direction) {
    return rateLimited.of(direction);
  }

  // ---- connections

  /** Refused and failed connections. */
  public LongAdder connectionFailures(ConnectionOrigin direction, FailureReason reason) {
    return (direction == ConnectionOrigin.INBOUND ? inboundFailures : outboundFailures).of(reason);
  }

  /** The reasons that there were so far, and how often. */
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

  /** Connections that were usable and have ended. */
  public LongAdder connectionsClosed(DisconnectReason reason) {
    return closed.of(reason);
  }

  /** Connections between accept or connect and the end of the handshake. */
  public AtomicInteger pendingUpgrades(ConnectionOrigin direction) {
    return direction == ConnectionOrigin.INBOUND ? inboundUpgrades : outboundUpgrades;
  }

  /** How long the upgrade of a connection took. */
  public void upgraded(ConnectionOrigin direction, boolean success, long nanos) {
    upgradeTimes.record(direction, success, nanos);
  }

  /** Counts how a health ping ended. */
  public void healthPing(PingOutcome outcome) {
    healthPings(outcome).increment();
  }

  public LongAdder healthPings(PingOutcome outcome) {
    return healthPings.of(outcome);
  }

  // ---- who takes the times

  void recordLatency(LatencyRecorder recorder) {
    latency = recorder;
  }

  void recordUpgrades(UpgradeRecorder recorder) {
    upgradeTimes = recorder;
  }
}

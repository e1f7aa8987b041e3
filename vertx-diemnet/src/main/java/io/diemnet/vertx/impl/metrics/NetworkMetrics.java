package io.diemnet.vertx.impl.metrics;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.health.PingOutcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one network counts. Thread-safe; the data path holds the {@link TrafficMeter}s it adds to.
 */
public final class NetworkMetrics {

  private final Map<MessageState, TrafficMeter> requests = meters();
  private final Map<MessageState, TrafficMeter> responses = meters();
  private final Map<MessageState, TrafficMeter> directSends = meters();
  private final Map<String, LongAdder> invalidMessages = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> inboundFailures = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> outboundFailures = new ConcurrentHashMap<>();
  private final Map<PingOutcome, LongAdder> healthPings = new EnumMap<>(PingOutcome.class);
  private final AtomicInteger inboundUpgrades = new AtomicInteger();
  private final AtomicInteger outboundUpgrades = new AtomicInteger();

  private volatile UpgradeRecorder upgrades = (direction, success, nanos) -> {};
  private volatile LatencyRecorder latency = LatencyRecorder.NONE;

  /** The time from a call of ours to its response. */
  public void rpcLatency(ProtocolId protocol, long nanos) {
    latency.outbound(protocol.number(), nanos);
  }

  /** The time that the application took to answer a request. */
  public void rpcHandling(ProtocolId protocol, long nanos) {
    latency.inbound(protocol.number(), nanos);
  }

  public void recordLatency(LatencyRecorder recorder) {
    latency = recorder;
  }

  public NetworkMetrics() {
    for (PingOutcome outcome : PingOutcome.values()) {
      healthPings.put(outcome, new LongAdder());
    }
  }

  public TrafficMeter rpcRequests(MessageState state) {
    return requests.get(state);
  }

  public TrafficMeter rpcResponses(MessageState state) {
    return responses.get(state);
  }

  public TrafficMeter directSends(MessageState state) {
    return directSends.get(state);
  }

  /** A message that could not be used, by type: one of a few fixed words. */
  public LongAdder invalidMessages(String type) {
    return invalidMessages.computeIfAbsent(type, any -> new LongAdder());
  }

  /** Counts a refused or failed connection under its reason: one of a few fixed words. */
  public void connectionFailure(ConnectionOrigin direction, String reason) {
    (direction == ConnectionOrigin.INBOUND ? inboundFailures : outboundFailures)
        .computeIfAbsent(reason, any -> new LongAdder())
        .increment();
  }

  /** Failures so far, by reason. */
  public Map<String, Long> connectionFailures(ConnectionOrigin direction) {
    Map<String, Long> counts = new TreeMap<>();
    (direction == ConnectionOrigin.INBOUND ? inboundFailures : outboundFailures)
        .forEach((reason, count) -> counts.put(reason, count.sum()));
    return counts;
  }

  /** Counts how a health ping ended. */
  public void healthPing(PingOutcome outcome) {
    healthPings.get(outcome).increment();
  }

  public long healthPings(PingOutcome outcome) {
    return healthPings.get(outcome).sum();
  }

  /** Connections between accept or connect and the end of the handshake. */
  public AtomicInteger pendingUpgrades(ConnectionOrigin direction) {
    return direction == ConnectionOrigin.INBOUND ? inboundUpgrades : outboundUpgrades;
  }

  /** How long the upgrade of a connection took. */
  public void upgraded(ConnectionOrigin direction, boolean success, long nanos) {
    upgrades.record(direction, success, nanos);
  }

  public void recordUpgrades(UpgradeRecorder recorder) {
    upgrades = recorder;
  }

  private static Map<MessageState, TrafficMeter> meters() {
    Map<MessageState, TrafficMeter> meters = new EnumMap<>(MessageState.class);
    for (MessageState state : MessageState.values()) {
      meters.put(state, new TrafficMeter());
    }
    return meters;
  }
}

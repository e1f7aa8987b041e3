package io.diemnet.vertx.impl.metrics;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.DisconnectReason;
import io.diemnet.vertx.KnownPeer;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.connectivity.DiscoverySource;
import io.diemnet.vertx.impl.health.PingOutcome;
import io.diemnet.vertx.impl.memory.MemoryClass;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers the counters of a network in a registry: every meter of the specification, section 13,
 * with every value of its tags, from the start until {@link #close}. Tags never contain addresses,
 * and peer ids only in {@link PeerGauges}. The registry reads the counters at each scrape. Only
 * timers receive values, and they are found by index.
 */
public final class MeterBinding implements NetworkMeters.Binding {

  private static final Logger LOG = LoggerFactory.getLogger(MeterBinding.class);

  private static final String KEY_MISMATCH = "diemnet.network.key.mismatch";
  private static final int PROTOCOL_NUMBERS = 256;

  private final MeterRegistry registry;
  private final Tags network;
  private final NetworkMetrics metrics;
  private final NetworkGauges gauges;
  private final List<Meter> meters = new ArrayList<>();
  private final PeerGauges peers;

  private MeterBinding(
      MeterRegistry registry, String network, NetworkMetrics metrics, NetworkGauges gauges) {
    this.registry = registry;
    this.network = Tags.of("network", network);
    this.metrics = metrics;
    this.gauges = gauges;
    this.peers = new PeerGauges(registry, this.network, gauges);
  }

  /** Returns a destination that registers meters in this registry. */
  public static NetworkMeters in(MeterRegistry registry) {
    Objects.requireNonNull(registry);
    return (network, metrics, protocols, gauges) ->
        bind(registry, network, metrics, protocols, gauges);
  }

  /**
   * Registers nothing if the registry has the meters of another network with the same name, because
   * the two would mix.
   */
  private static NetworkMeters.Binding bind(
      MeterRegistry registry,
      String network,
      NetworkMetrics metrics,
      List<ProtocolId> protocols,
      NetworkGauges gauges) {
    synchronized (registry) {
      if (registry.find(KEY_MISMATCH).tag("network", network).meter() != null) {
        LOG.warn(
            "{}: not measured, because this meter registry has another network of that name;"
                + " give the networks different names, or each its own registry",
            network);
        return () -> {};
      }
      MeterBinding binding = new MeterBinding(registry, network, metrics, gauges);
      binding.bindConnections();
      binding.bindMessages();
      binding.bindQueues();
      binding.bindMemory();
      binding.bindDiscovery();
      binding.bindTimers(protocols);
      binding.bindBuild();
      return binding;
    }
  }

  @Override
  public void close() {
    metrics.recordLatency(LatencyRecorder.NONE);
    metrics.recordUpgrades(UpgradeRecorder.NONE);
    synchronized (registry) {
      meters.forEach(registry::remove);
      meters.clear();
      peers.close();
    }
  }

  @Override
  public void peers(Set<PeerId> trusted) {
    synchronized (registry) {
      peers.set(trusted);
    }
  }

  private void bindConnections() {
    for (ConnectionOrigin direction : ConnectionOrigin.values()) {
      Tags tags = network.and("direction", direction.toString());
      gauge("diemnet.connections", tags, "Connections", () -> gauges.connections(direction));
      gauge(
          "diemnet.connections.pending.upgrades",
          tags,
          "Connections whose handshake is in progress",
          metrics.pendingUpgrades(direction)::get);
      for (FailureReason reason : FailureReason.values()) {
        boolean rejected = reason.kind() == FailureReason.Kind.REJECTED;
        counter(
            rejected ? "diemnet.connections.rejected" : "diemnet.handshake.failures",
            tags.and("reason", reason.tag()),
            rejected
                ? "Connections that this node refused"
                : "Connections that failed before they were established",
            metrics.connectionFailures(direction, reason),
            LongAdder::sum);
      }
      counter(
          "diemnet.rate.limited",
          tags,
          "Number of times a connection was delayed by its rate limit",
          metrics.rateLimited(direction),
          LongAdder::sum);
    }
    for (DisconnectReason reason : DisconnectReason.values()) {
      counter(
          "diemnet.connections.closed",
          network.and("reason", reason.toString()),
          "Established connections that have ended",
          metrics.connectionsClosed(reason),
          LongAdder::sum);
    }
    for (PingOutcome outcome : PingOutcome.values()) {
      counter(
          "diemnet.health.pings",
          network.and("outcome", outcome.toString()),
          "Health pings sent",
          metrics.healthPings(outcome),
          LongAdder::sum);
    }
  }

  private void bindMessages() {
    for (MessageState state : MessageState.values()) {
      Tags tags = network.and("state", state.tag());
      traffic("diemnet.rpc", "RPC", tags.and("type", "request"), metrics.rpcRequests(state));
      traffic("diemnet.rpc", "RPC", tags.and("type", "response"), metrics.rpcResponses(state));
      traffic("diemnet.direct.send", "Direct send", tags, metrics.directSends(state));
    }
    for (InvalidMessage type : InvalidMessage.values()) {
      counter(
          "diemnet.invalid.messages",
          network.and("type", type.tag()),
          "Invalid messages",
          metrics.invalidMessages(type),
          LongAdder::sum);
    }
  }

  private void bindQueues() {
    for (ConnectionOrigin direction : ConnectionOrigin.values()) {
      Tags tags = network.and("queue", direction.toString());
      gauge(
          "diemnet.queue.messages",
          tags,
          "Messages that wait to be written or processed",
          () -> gauges.queueMessages(direction));
      gauge(
          "diemnet.queue.bytes",
          tags,
          "Bytes of the messages that wait to be written or processed",
          () -> gauges.queueBytes(direction));
    }
  }

  private void bindMemory() {
    for (MemoryClass of : MemoryClass.values()) {
      Tags tags = network.and("class", of.tag());
      gauge(
          "diemnet.memory.bytes",
          tags,
          "Bytes that this network holds because of remote peers",
          () -> gauges.memoryBytes(of));
      gauge(
          "diemnet.memory.limit.bytes",
          tags,
          "Limit of the class in bytes, for all networks of the process together",
          () -> gauges.memoryLimit(of));
    }
  }

  private void bindDiscovery() {
    for (DiscoverySource source : DiscoverySource.values()) {
      Tags tags = network.and("source", source.toString());
      gauge(
          "diemnet.discovery.peers",
          tags,
          "Peers that the source lists",
          () -> gauges.discoveryPeers(source));
      counter(
          "diemnet.discovery.failures",
          tags,
          "Failed reads of the source or of its entries",
          gauges,
          asked -> asked.discoveryFailures(source));
    }
    for (KnownPeer.State state : KnownPeer.State.values()) {
      gauge(
          "diemnet.peers.known",
          network.and("state", state.toString()),
          "Peers that the seeds or a discovery source list",
          () -> gauges.knownPeers(state));
    }
    gauge(
        "diemnet.peers.missing",
        network,
        "Known peers that should be connected and are not",
        gauges::missingPeers);
    gauge(
        KEY_MISMATCH,
        network,
        "1 if the validator set lists other keys for this node than its own",
        () -> gauges.keyMismatch() ? 1 : 0);
  }

  private void bindBuild() {
    BuildInfo build = BuildInfo.get();
    gauge(
        "diemnet.build.info",
        network.and("version", build.version(), "jdk", build.jdk(), "vertx", build.vertx()),
        "1; the tags name the versions",
        () -> 1);
  }

  private void bindTimers(List<ProtocolId> protocols) {
    Timer[] outbound = new Timer[PROTOCOL_NUMBERS];
    Timer[] inbound = new Timer[PROTOCOL_NUMBERS];
    for (ProtocolId protocol : protocols) {
      Tags tags = network.and("protocol", protocol.name());
      outbound[protocol.number()] =
          timer("diemnet.rpc.outbound.latency", tags, "Time from the call to the response");
      inbound[protocol.number()] =
          timer(
              "diemnet.rpc.inbound.latency",
              tags,
              "Time from the request to the answer of the application");
    }
    metrics.recordLatency(
        new LatencyRecorder() {
          @Override
          public void outbound(int protocol, long nanos) {
            outbound[protocol].record(nanos, TimeUnit.NANOSECONDS);
          }

          @Override
          public void inbound(int protocol, long nanos) {
            inbound[protocol].record(nanos, TimeUnit.NANOSECONDS);
          }
        });
    metrics.recordUpgrades(
        new UpgradeTimers(
            upgradeTimer(ConnectionOrigin.INBOUND, "success"),
            upgradeTimer(ConnectionOrigin.INBOUND, "failure"),
            upgradeTimer(ConnectionOrigin.OUTBOUND, "success"),
            upgradeTimer(ConnectionOrigin.OUTBOUND, "failure")));
  }

  private record UpgradeTimers(
      Timer inboundSuccess, Timer inboundFailure, Timer outboundSuccess, Timer outboundFailure)
      implements UpgradeRecorder {

    @Override
    public void record(ConnectionOrigin direction, boolean success, long nanos) {
      Timer timer =
          direction == ConnectionOrigin.INBOUND
              ? success ? inboundSuccess : inboundFailure
              : success ? outboundSuccess : outboundFailure;
      timer.record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  private Timer upgradeTimer(ConnectionOrigin direction, String outcome) {
    return timer(
        "diemnet.connection.upgrade",
        network.and("direction", direction.toString(), "outcome", outcome),
        "Time from the connected socket to the end of the handshake");
  }

  private void traffic(String prefix, String what, Tags tags, TrafficMeter meter) {
    counter(prefix + ".messages", tags, what + " messages", meter, TrafficMeter::messages);
    counter(
        prefix + ".bytes",
        tags,
        what + " bytes, length prefixes included",
        meter,
        TrafficMeter::bytes);
  }

  /**
   * The registry holds only a weak reference to the subject, so this binding must hold a strong
   * one.
   */
  private <T> void counter(
      String name, Tags tags, String description, T subject, ToDoubleFunction<T> count) {
    meters.add(
        FunctionCounter.builder(name, subject, count)
            .tags(tags)
            .description(description)
            .register(registry));
  }

  private void gauge(String name, Tags tags, String description, Supplier<Number> value) {
    meters.add(
        Gauge.builder(name, value)
            .tags(tags)
            .description(description)
            .strongReference(true)
            .register(registry));
  }

  private Timer timer(String name, Tags tags, String description) {
    Timer timer = Timer.builder(name).tags(tags).description(description).register(registry);
    meters.add(timer);
    return timer;
  }
}

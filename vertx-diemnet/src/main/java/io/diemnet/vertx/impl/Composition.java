package io.diemnet.vertx.impl;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.EventBusAddresses;
import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.impl.connectivity.AccessLists;
import io.diemnet.vertx.impl.connectivity.ConnectivityManagerVerticle;
import io.diemnet.vertx.impl.discovery.DiscoveryVerticle;
import io.diemnet.vertx.impl.eventbus.EventBusService;
import io.diemnet.vertx.impl.eventbus.EventBusSettings;
import io.diemnet.vertx.impl.handshake.HandshakeMsg;
import io.diemnet.vertx.impl.health.MonitoringService;
import io.diemnet.vertx.impl.metrics.NetworkMeters;
import io.diemnet.vertx.impl.noise.HandshakeExecutor;
import io.diemnet.vertx.impl.noise.NoiseIdentity;
import io.diemnet.vertx.impl.noise.TrustedPeers;
import io.diemnet.vertx.impl.peer.PeerEnvironment;
import io.diemnet.vertx.impl.peer.PeerSettings;
import io.diemnet.vertx.impl.peer.RateLimits;
import io.diemnet.vertx.impl.peermanager.ConnectionWaits;
import io.diemnet.vertx.impl.peermanager.PeerManagerSettings;
import io.diemnet.vertx.impl.peermanager.PeerManagerVerticle;
import io.diemnet.vertx.impl.peermanager.UnknownPeers;
import io.diemnet.vertx.impl.transport.EdgeSettings;
import io.diemnet.vertx.impl.transport.ListenSocket;
import io.diemnet.vertx.impl.transport.Refusals;
import io.diemnet.vertx.impl.transport.TransportSettings;
import io.diemnet.vertx.impl.transport.UpgradeLimits;
import io.diemnet.vertx.impl.transport.UpgradeSettings;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Creates the components of a network from its options and connects them. It deploys, binds and
 * dials nothing. An instance is used once.
 */
final class Composition {

  private final NetworkCore core;
  private final DiemNetOptions options;
  private final Supplier<Future<?>> onUndeploy;
  private final TrustedPeers trusted = new TrustedPeers();
  private final NetworkLoops loops;
  private OwnIdentity identity;
  private PeerManagerVerticle peerManager;

  /**
   * @param onUndeploy is called when one of the verticles is undeployed; the undeployment waits for
   *     the returned future
   */
  Composition(NetworkCore core, Supplier<Future<?>> onUndeploy) {
    this.core = core;
    this.options = core.options();
    this.onUndeploy = onUndeploy;
    this.loops = new NetworkLoops(core.clock(), onUndeploy);
  }

  /**
   * Creates the components of a node with this identity. The meters of the network must be
   * registered before.
   */
  RunningNetwork rooms(NoiseIdentity loaded, DiemNet network) {
    identity = new OwnIdentity(core, trusted, loaded);
    Refusals refusals =
        new Refusals(
            core.name(), core.metrics(), core.clock(), event -> peerManager.publish(event));
    peerManager = peerManager(refusals);
    TransportSettings transport = transport(refusals);
    ControlPlane control = new ControlPlane(options, core.profile(), core.clock(), onUndeploy);
    ConnectivityManagerVerticle connectivity =
        control.connectivity(identity.peerId(), peerManager, trusted);
    DiscoveryVerticle discovery =
        control.discovery(identity.peerId(), connectivity, identity::publicKey);
    EventBusService eventBus = eventBus(network);
    core.handlers().setFallback(eventBus.inbound());
    core.events().relayTo(eventBus::publish);
    core.events().relayTo(connectivity::onPeerEvent);
    return new RunningNetwork(
        core.profile(),
        identity,
        transport,
        loops,
        new ListenSocket(transport),
        peerManager,
        connectivity,
        control.health(core.registry(), core.metrics()),
        control.latency(core.registry(), core.metrics()),
        discovery,
        eventBus,
        meters(connectivity, discovery));
  }

  private PeerManagerVerticle peerManager(Refusals refusals) {
    PeerEnvironment environment =
        new PeerEnvironment(
            PeerSettings.of(options.getLimits(), core.protocols(), core.profile().messages()),
            core.handlers(),
            core.metrics(),
            core.clock(),
            RateLimits.of(options.getRateLimit()),
            core.profile().monitored() ? new MonitoringService(core.clock().nanos()) : null);
    return new PeerManagerVerticle(
        new PeerManagerSettings(
            core.name(),
            identity.peerId(),
            unknownPeers(),
            waits(),
            loops,
            environment,
            loops::deadlines),
        core.registry(),
        core.events(),
        refusals,
        onUndeploy);
  }

  private ConnectionWaits waits() {
    ConnectionWaits waits =
        new ConnectionWaits(core.name(), core.vertx(), core.registry(), trusted);
    core.events().relayTo(event -> waits.check());
    trusted.onChange(waits::check);
    return waits;
  }

  private TransportSettings transport(Refusals refusals) {
    LimitsOptions limits = options.getLimits();
    HandshakeMsg handshake =
        HandshakeMsg.v1(core.protocols().supported(), options.getChainId(), options.getNetworkId());
    return new TransportSettings(
        new UpgradeSettings(
            identity::initiator,
            identity::responder,
            handshake,
            core.profile(),
            core.protocols(),
            new EdgeSettings(
                options.isProxyProtocol(),
                new UpgradeLimits(
                    limits.getMaxUpgrades(),
                    limits.getMaxUpgradesPerAddress(),
                    peer -> trusted.get(peer) != null),
                new InboundAdmission(
                    options.isMutualAuthentication(),
                    trusted,
                    unknownPeers(),
                    core.memory().budget())),
            HandshakeExecutor.shared(),
            core.memory(),
            core.clock(),
            new AtomicLong()::getAndIncrement,
            TimeUnit.MILLISECONDS.toNanos(limits.getUpgradeTimeout())),
        refusals,
        core.metrics(),
        peerManager::inbound);
  }

  private UnknownPeers unknownPeers() {
    return new UnknownPeers(
        options.getLimits().getMaxInbound(),
        options.getLimits().getMaxUnknownPerAddress(),
        trusted,
        core.registry(),
        AccessLists.of(options.getAccess()));
  }

  private EventBusService eventBus(DiemNet network) {
    return new EventBusService(
        core.vertx(),
        network,
        new EventBusSettings(
            core.name(),
            EventBusAddresses.of(options.getEventBusPrefix(), core.name()),
            core.profile(),
            core.vertx().isClustered(),
            options.getLimits().getRpcTimeout()));
  }

  private NetworkMeters.Binding meters(
      ConnectivityManagerVerticle connectivity, DiscoveryVerticle discovery) {
    NetworkMeters.Binding meters =
        core.meters()
            .bind(
                core.name(),
                core.metrics(),
                core.protocols().all(),
                new RuntimeGauges(core.registry(), core.memory(), connectivity, discovery));
    if (options.isMetricsPerPeer()) {
      trusted.onChange(() -> meters.peers(trusted.snapshot().keySet()));
      meters.peers(trusted.snapshot().keySet());
    }
    return meters;
  }
}

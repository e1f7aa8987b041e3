package io.diemnet.vertx.impl;

import static io.diemnet.vertx.FailureCode.CONNECTION_LOST;
import static io.diemnet.vertx.FailureCode.INVALID_REQUEST;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.EventBusAddresses;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerInfo;
import io.diemnet.vertx.impl.connectivity.ConnectivityManagerVerticle;
import io.diemnet.vertx.impl.connectivity.PeerDirectory;
import io.diemnet.vertx.impl.discovery.DiscoveryVerticle;
import io.diemnet.vertx.impl.eventbus.AdminHooks;
import io.diemnet.vertx.impl.eventbus.EventBusService;
import io.diemnet.vertx.impl.eventbus.EventBusSettings;
import io.diemnet.vertx.impl.handshake.HandshakeMsg;
import io.diemnet.vertx.impl.memory.MemoryBudgets;
import io.diemnet.vertx.impl.memory.NetworkMemory;
import io.diemnet.vertx.impl.metrics.MeterBinding;
import io.diemnet.vertx.impl.metrics.NetworkMetrics;
import io.diemnet.vertx.impl.metrics.VertxRegistry;
import io.diemnet.vertx.impl.noise.Authenticator;
import io.diemnet.vertx.impl.noise.CipherWarmUp;
import io.diemnet.vertx.impl.noise.HandshakeExecutor;
import io.diemnet.vertx.impl.noise.NoiseIdentity;
import io.diemnet.vertx.impl.noise.NoiseInitiator;
import io.diemnet.vertx.impl.noise.NoiseResponder;
import io.diemnet.vertx.impl.noise.ReplayTable;
import io.diemnet.vertx.impl.noise.TimestampSource;
import io.diemnet.vertx.impl.noise.TrustedPeers;
import io.diemnet.vertx.impl.noise.crypto.CryptoProvider;
import io.diemnet.vertx.impl.noise.crypto.CryptoProviders;
import io.diemnet.vertx.impl.peer.PeerEnvironment;
import io.diemnet.vertx.impl.peer.PeerSettings;
import io.diemnet.vertx.impl.peer.PeerVerticle;
import io.diemnet.vertx.impl.peer.ProtocolHandlers;
import io.diemnet.vertx.impl.peer.RateLimits;
import io.diemnet.vertx.impl.peermanager.PeerEvents;
import io.diemnet.vertx.impl.peermanager.PeerManagerSettings;
import io.diemnet.vertx.impl.peermanager.PeerManagerVerticle;
import io.diemnet.vertx.impl.peermanager.PeerRegistry;
import io.diemnet.vertx.impl.peermanager.Refusals;
import io.diemnet.vertx.impl.transport.EdgeSettings;
import io.diemnet.vertx.impl.transport.ListenSocket;
import io.diemnet.vertx.impl.transport.TransportSettings;
import io.diemnet.vertx.impl.transport.TransportVerticle;
import io.diemnet.vertx.impl.transport.UpgradeLimits;
import io.diemnet.vertx.impl.transport.UpgradeSettings;
import io.diemnet.vertx.impl.wire.ProtocolRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running network: makes the rooms, connects them, starts them in order and ends them in order.
 */
final class NetworkRuntime implements PeerDirectory {

  private static final Logger LOG = LoggerFactory.getLogger(NetworkRuntime.class);

  final DiemNetOptions options;
  final ProtocolRegistry protocols;
  final PeerRegistry registry = new PeerRegistry();
  final ProtocolHandlers handlers = new ProtocolHandlers();
  final PeerEvents events = new PeerEvents();
  final NetworkMetrics metrics = new NetworkMetrics();
  final CryptoProvider crypto;
  final Clock clock = Clock.SYSTEM;

  private final VertxInternal vertx;
  private final MeterRegistry meterRegistry;
  private final ControlPlane control;
  private final NetworkMemory memory;
  private final TrustedPeers trusted = new TrustedPeers();
  private final ReplayTable replays = new ReplayTable();
  private final TimestampSource timestamps = new TimestampSource(clock::millis);
  private final Queue<String> deployments = new ConcurrentLinkedQueue<>();
  private final AtomicInteger nextDial = new AtomicInteger();
  private final Promise<Void> drained = Promise.promise();

  private volatile NoiseIdentity identity;
  private volatile NoiseInitiator initiator;
  private volatile NoiseResponder responder;
  private volatile NetworkAddress listenAddress;
  private PeerManagerVerticle peerManager;
  private ConnectivityManagerVerticle connectivity;
  private DiscoveryVerticle discovery;
  private EventBusService eventBus;
  private ListenSocket listenSocket;
  private Map<EventLoop, PeerVerticle> homes = Map.of();
  private List<TransportVerticle> dialers = List.of();
  private MeterBinding meters;
  private volatile boolean shutdownBegun;

  /**
   * @param meterRegistry gets the meters; null for that of Vert.x, if it has one
   */
  NetworkRuntime(VertxInternal vertx, DiemNetOptions options, MeterRegistry meterRegistry) {
    this.vertx = vertx;
    this.options = options;
    this.meterRegistry = meterRegistry != null ? meterRegistry : VertxRegistry.of(vertx);
    this.protocols = ProtocolRegistry.of(options.getProtocols());
    this.crypto = CryptoProviders.of(options.getCrypto());
    this.control = new ControlPlane(options, clock, this::shutdown);
    this.memory = new NetworkMemory(MemoryBudgets.budget(vertx));
  }

  /** Loads the identity, deploys everything, binds, and begins to dial. */
  Future<Void> start(DiemNet network) {
    String mistake = MemoryBudgets.mistake(memory.budget(), options.getLimits().getMaxFrameSize());
    if (mistake != null) {
      return Future.failedFuture(
          new DiemNetException(INVALID_REQUEST, options.getName() + ": " + mistake));
    }
    CipherWarmUp.warmUp(crypto);
    return vertx
        .executeBlocking(() -> Identity.load(options.getName(), options.getIdentity()))
        .compose(
            loaded -> {
              adopt(loaded);
              return deploy(network);
            })
        // Before the first peer can come: its event must not be missed.
        .compose(deployed -> startEventBus())
        .compose(registered -> listen())
        .compose(bound -> deploy(connectivity))
        .compose(dialing -> deploy(control.health(registry, metrics)))
        .compose(checking -> deploy(discovery));
  }

  private void adopt(NoiseIdentity loaded) {
    identity = loaded;
    initiator = new NoiseInitiator(crypto, loaded, timestamps);
    responder =
        new NoiseResponder(
            crypto,
            loaded,
            options.isMutualAuthentication()
                ? Authenticator.mutual(trusted, replays)
                : Authenticator.maybeMutual(trusted));
  }

  private Future<Void> deploy(DiemNet network) {
    Refusals refusals =
        new Refusals(options.getName(), metrics, clock, event -> peerManager.publish(event));
    TransportSettings transport = transportSettings(refusals);
    peerManager =
        new PeerManagerVerticle(
            new PeerManagerSettings(
                options.getName(),
                identity.peerId(),
                options.getLimits().getMaxInbound(),
                trusted,
                (peer, address) -> dialer().dial(peer, address),
                loop -> homes.get(loop)),
            registry,
            events,
            refusals,
            this::shutdown);
    peerManager.setEnvironment(
        new PeerEnvironment(
            PeerSettings.of(options.getLimits(), protocols),
            handlers,
            metrics,
            clock,
            RateLimits.of(options.getRateLimit()),
            peerManager));
    connectivity = control.connectivity(identity.peerId(), this, trusted);
    discovery = control.discovery(identity.peerId(), connectivity, () -> identity.publicKey());
    eventBus =
        new EventBusService(
            vertx,
            network,
            new EventBusSettings(
                options.getName(),
                EventBusAddresses.of(options.getEventBusPrefix(), options.getName()),
                vertx.isClustered(),
                options.getLimits().getRpcTimeout(),
                new AdminHooks(discovery::seeds, discovery::validatorSet, this::reloadIdentity)));
    handlers.setFallback(eventBus.inbound());
    bindMeters();
    LoopVerticles loops = new LoopVerticles(vertx, deployments::add);
    return loops
        .deploy(() -> new PeerVerticle(clock, this::shutdown), PeerVerticle::eventLoop)
        .compose(
            found -> {
              homes = Map.copyOf(found);
              return loops.deploy(
                  () -> new TransportVerticle(transport, this::shutdown),
                  TransportVerticle::eventLoop);
            })
        .compose(
            found -> {
              found.keySet().retainAll(homes.keySet());
              dialers = List.copyOf(found.values());
              listenSocket = new ListenSocket(transport, dialers);
              return deploy(peerManager);
            });
  }

  private void bindMeters() {
    if (meterRegistry != null) {
      meters =
          MeterBinding.bind(
              meterRegistry,
              options.getName(),
              metrics,
              protocols.all(),
              new RuntimeGauges(registry, memory, connectivity, discovery));
    }
  }

  private void unbindMeters() {
    if (meters != null) {
      meters.close();
    }
  }

  private TransportSettings transportSettings(Refusals refusals) {
    HandshakeMsg handshake =
        HandshakeMsg.v1(protocols.supported(), options.getChainId(), options.getNetworkId());
    return new TransportSettings(
        new UpgradeSettings(
            () -> initiator,
            () -> responder,
            handshake,
            protocols,
            new EdgeSettings(
                options.isProxyProtocol(),
                new UpgradeLimits(
                    options.getLimits().getMaxUpgrades(),
                    options.getLimits().getMaxUpgradesPerAddress()),
                new InboundAdmission(options, trusted, registry, memory.budget())),
            HandshakeExecutor.shared(),
            memory,
            clock,
            TimeUnit.MILLISECONDS.toNanos(options.getLimits().getUpgradeTimeout())),
        refusals,
        metrics,
        upgraded -> peerManager.inbound(upgraded));
  }

  private Future<Void> deploy(VerticleBase verticle) {
    return vertx.deployVerticle(verticle).onSuccess(deployments::add).mapEmpty();
  }

  private Future<Void> listen() {
    NetworkAddress address = options.getListenAddress();
    if (address == null) {
      return Future.succeededFuture();
    }
    return listenSocket
        .listen(vertx, address)
        .recover(
            failure ->
                Future.failedFuture(
                    new IllegalStateException(
                        options.getName()
                            + ": cannot listen on "
                            + address
                            + ": "
                            + failure.getMessage()
                            + " (is another network or process using that port?)",
                        failure)))
        .map(
            bound -> {
              listenAddress =
                  bound.withNoise(identity.publicKey(), NetworkAddress.HANDSHAKE_VERSION);
              return null;
            });
  }

  private Future<Void> startEventBus() {
    events.relayTo(eventBus::publish);
    events.relayTo(connectivity::onPeerEvent);
    return eventBus
        .start()
        .compose(
            started -> {
              List<Future<Void>> registered = new ArrayList<>();
              for (PeerVerticle home : homes.values()) {
                Promise<Void> promise = Promise.promise();
                home.contextInternal()
                    .runOnContext(here -> eventBus.registerRpc().onComplete(promise));
                registered.add(promise.future());
              }
              return Future.all(registered).mapEmpty();
            });
  }

  // ---- in use

  NoiseIdentity identity() {
    return identity;
  }

  NetworkAddress listenAddress() {
    return listenAddress;
  }

  PeerManagerVerticle peerManager() {
    return peerManager;
  }

  Future<PeerInfo> dialByHand(PeerId peer, NetworkAddress address) {
    connectivity.onHandDialed(peer);
    return dial(peer, address).onFailure(failed -> connectivity.onHandDialFailed(peer));
  }

  Future<Void> disconnectByHand(PeerId peer) {
    connectivity.onHandDisconnected(peer);
    return disconnect(peer);
  }

  /**
   * Reads the key file again. Connections that are there stay; handshakes that begin from now on
   * use the key that is in the file now, under the id that this node has had from the start.
   */
  Future<Void> reloadIdentity() {
    if (options.getIdentity().getPrivateKeyFile() == null) {
      return Future.failedFuture(
          new IllegalArgumentException("there is no key file: configure identity.privateKeyFile"));
    }
    return vertx
        .executeBlocking(() -> Identity.load(options.getName(), options.getIdentity()))
        .map(
            loaded -> {
              adopt(new NoiseIdentity(identity.peerId(), loaded.privateKey()));
              if (listenAddress != null) {
                listenAddress =
                    listenAddress
                        .base()
                        .withNoise(identity.publicKey(), NetworkAddress.HANDSHAKE_VERSION);
              }
              LOG.info("{}: the key is {} from now on", options.getName(), identity.publicKey());
              if (!options.isMutualAuthentication()
                  && !identity.peerId().equals(PeerId.fromPublicKey(identity.publicKey()))) {
                LOG.warn(
                    "{}: peers that do not list this node will refuse it, for its id is not that of"
                        + " its key",
                    options.getName());
              }
              return null;
            });
  }

  @Override
  public Future<PeerInfo> dial(PeerId peer, NetworkAddress address) {
    return shutdownBegun
        ? Future.failedFuture(new DiemNetException(CONNECTION_LOST, "the network is shutting down"))
        : peerManager.dial(peer, address);
  }

  @Override
  public Future<Void> disconnect(PeerId peer) {
    return peerManager.disconnect(peer);
  }

  @Override
  public Collection<PeerInfo> connected() {
    return registry.all().stream().map(peer -> peer.info()).toList();
  }

  private TransportVerticle dialer() {
    return dialers.get(Math.floorMod(nextDial.getAndIncrement(), dialers.size()));
  }

  // ---- the end

  /**
   * The one shutdown, shared by all verticles: whichever is undeployed first begins it. Nothing new
   * is accepted, connections drain, then the event-bus addresses go.
   */
  synchronized Future<?> shutdown() {
    if (!shutdownBegun) {
      shutdownBegun = true;
      drain().onComplete(over -> drained.complete());
    }
    return drained.future();
  }

  boolean closing() {
    return shutdownBegun;
  }

  private Future<?> drain() {
    Future<Void> unbound = listenSocket == null ? Future.succeededFuture() : listenSocket.close();
    List<Future<Void>> ended = new ArrayList<>();
    dialers.forEach(dialer -> ended.add(dialer.close()));
    return Future.join(ended)
        .eventually(
            () ->
                peerManager == null || peerManager.contextInternal() == null
                    ? Future.succeededFuture()
                    : peerManager.closeAll())
        .eventually(() -> unbound)
        .eventually(() -> eventBus == null ? Future.succeededFuture() : eventBus.close())
        .onComplete(over -> unbindMeters());
  }

  /** Shuts down and undeploys what this network deployed. */
  Future<Void> close() {
    return shutdown()
        .compose(
            over -> {
              List<Future<Void>> gone = new ArrayList<>();
              String id;
              while ((id = deployments.poll()) != null) {
                gone.add(vertx.undeploy(id).otherwiseEmpty());
              }
              return Future.join(gone).<Void>mapEmpty();
            });
  }
}

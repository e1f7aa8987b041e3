package io.diemnet.vertx.impl;

import static io.diemnet.vertx.FailureCode.NOT_CONNECTED;
import static io.diemnet.vertx.impl.Arguments.given;
import static io.diemnet.vertx.impl.Arguments.givenPeer;
import static io.diemnet.vertx.impl.Arguments.givenSeeds;
import static io.diemnet.vertx.impl.Arguments.invalid;

import io.diemnet.vertx.AptosProtocols;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.InboundMessage;
import io.diemnet.vertx.KnownPeer;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkInfo;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerInfo;
import io.diemnet.vertx.PeerSubscription;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.SendOptions;
import io.diemnet.vertx.impl.metrics.NetworkMeters;
import io.diemnet.vertx.impl.peer.ContextHandler;
import io.diemnet.vertx.impl.peer.InboundHandler;
import io.diemnet.vertx.impl.peer.Peer;
import io.diemnet.vertx.impl.profile.Profile;
import io.diemnet.vertx.impl.profile.Profiles;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The implementation of the public API. It checks the arguments, looks up the peer and delegates.
 */
public final class DiemNetImpl implements DiemNet {

  private final VertxInternal vertx;
  private final NetworkCore core;
  private final NetworkRuntime runtime;
  private final DataPath path;
  private final ClientSpans spans;

  /**
   * @param meters the destination of the meters, or null for the registry of Vert.x, if it has one
   */
  public DiemNetImpl(Vertx vertx, DiemNetOptions options, NetworkMeters meters) {
    this(vertx, options, Profiles.of(options.getProfile()), meters);
  }

  /** A network of a profile that need not have a public name. */
  DiemNetImpl(Vertx vertx, DiemNetOptions options, Profile profile, NetworkMeters meters) {
    this.vertx = (VertxInternal) vertx;
    this.core = NetworkCore.of(this.vertx, new DiemNetOptions(options), profile, meters);
    this.runtime = new NetworkRuntime(core);
    this.path = new DataPath(this.vertx, core, runtime);
    this.spans = new ClientSpans(this.vertx, core.name());
  }

  @Override
  public Future<Void> start() {
    return onCaller(() -> runtime.start(this));
  }

  @Override
  public Future<Buffer> rpc(PeerId peer, ProtocolId protocol, Buffer request, SendOptions send) {
    return spans.off()
        ? path.call(peer, protocol, request, send)
        : spans.rpc(peer, protocol, request, () -> path.call(peer, protocol, request, send));
  }

  @Override
  public Future<Void> directSend(
      PeerId peer, ProtocolId protocol, Buffer message, SendOptions send) {
    return spans.off()
        ? path.queue(peer, protocol, message, send)
        : spans.send(peer, protocol, message, () -> path.queue(peer, protocol, message, send));
  }

  @Override
  public Future<Map<PeerId, DiemNetException>> broadcast(
      Collection<PeerId> peers, ProtocolId protocol, Buffer message, SendOptions send) {
    return spans.off()
        ? path.queueAll(peers, protocol, message, send)
        : spans.send(peers, protocol, message, () -> path.queueAll(peers, protocol, message, send));
  }

  @Override
  public Future<Map<PeerId, DiemNetException>> broadcastToAll(
      ProtocolId protocol, Buffer message, SendOptions send) {
    try {
      given(send, "send options");
      given(message, "payload");
      path.own(protocol);
      path.data();
    } catch (DiemNetException refused) {
      return Future.failedFuture(refused);
    }
    return broadcast(
        core.registry().all().stream().map(Peer::id).toList(), protocol, message, send);
  }

  @Override
  public DiemNet rpcHandler(ProtocolId protocol, Function<InboundMessage, Future<Buffer>> handler) {
    if (path.own(protocol).equals(ProtocolId.HEALTH_CHECKER_RPC)
        || (core.profile().monitored()
            && protocol.equals(AptosProtocols.PEER_MONITORING_SERVICE_RPC))) {
      throw invalid(protocol + " is answered by the network itself");
    }
    if (runtime.state() != NetworkState.CLOSED) {
      core.handlers().setRpc(protocol, handlerOf(handler));
    }
    return this;
  }

  @Override
  public DiemNet directSendHandler(ProtocolId protocol, Handler<InboundMessage> handler) {
    return asyncDirectSendHandler(
        protocol,
        handler == null
            ? null
            : message -> {
              handler.handle(message);
              return null;
            });
  }

  @Override
  public DiemNet asyncDirectSendHandler(
      ProtocolId protocol, Function<InboundMessage, ? extends Future<?>> handler) {
    path.own(protocol);
    if (runtime.state() != NetworkState.CLOSED) {
      core.handlers().setDirectSend(protocol, handlerOf(handler));
    }
    return this;
  }

  @Override
  public DiemNet peerHandler(Handler<PeerEvent> handler) {
    if (runtime.state() != NetworkState.CLOSED) {
      core.events().setHandler(vertx.getOrCreateContext(), handler);
    }
    return this;
  }

  @Override
  public PeerSubscription subscribe(Handler<PeerEvent> handler) {
    given(handler, "handler");
    return runtime.state() == NetworkState.CLOSED
        ? Future::succeededFuture
        : core.events().subscribe(vertx.getOrCreateContext(), handler);
  }

  @Override
  public List<PeerInfo> peers() {
    return core.registry().all().stream().map(peer -> peer.info()).toList();
  }

  @Override
  public Future<List<KnownPeer>> knownPeers() {
    return onCaller(() -> running().connectivity().knownPeers());
  }

  @Override
  public Future<Void> whenConnected(PeerId peer, Duration timeout) {
    return onCaller(() -> PeerQuestions.whenConnected(running(), givenPeer(peer), timeout));
  }

  @Override
  public Future<Void> whenConnected(int peers, Duration timeout) {
    return onCaller(() -> PeerQuestions.whenConnected(running(), peers, timeout));
  }

  @Override
  public Future<Void> whenConnected(Duration timeout) {
    return onCaller(() -> PeerQuestions.whenConnected(running(), timeout));
  }

  @Override
  public NetworkInfo info() {
    return runtime.info();
  }

  @Override
  public ProtocolId protocol(String name) {
    return core.protocols().byName(name);
  }

  @Override
  public Future<PeerInfo> dial(PeerId peer, NetworkAddress address) {
    return onCaller(
        () -> {
          givenPeer(peer);
          given(address, "address");
          return running().dial(peer, address);
        });
  }

  @Override
  public Future<Void> disconnect(PeerId peer) {
    return onCaller(
        () -> {
          givenPeer(peer);
          NetworkState state = path.data();
          RunningNetwork rooms = runtime.rooms();
          if (rooms == null) {
            // Without components no peer is connected. The network may be closing just now.
            throw state == NetworkState.STARTING
                ? new DiemNetException(NOT_CONNECTED, peer + " is not connected")
                : runtime.unavailable(runtime.state());
          }
          return rooms.disconnect(peer);
        });
  }

  @Override
  public Future<Void> reloadIdentity() {
    return onCaller(() -> running().identity().reload());
  }

  @Override
  public Future<JsonObject> updateSeeds(Map<PeerId, PeerConfig> seeds) {
    return onCaller(
        () -> {
          givenSeeds(seeds);
          return running().discovery().seeds(Map.copyOf(seeds));
        });
  }

  @Override
  public Future<JsonObject> updateSeeds(JsonObject peers) {
    return onCaller(
        () -> {
          given(peers, "seeds");
          return running().discovery().seeds(peers);
        });
  }

  @Override
  public Future<JsonObject> updateValidatorSet(Buffer validatorSet) {
    return onCaller(
        () -> {
          given(validatorSet, "validator set");
          return running().discovery().validatorSet(validatorSet);
        });
  }

  @Override
  public boolean writeQueueFull(PeerId peer) {
    Peer connected = core.registry().get(givenPeer(peer));
    return connected != null && connected.writeQueueFull();
  }

  @Override
  public DiemNet drainHandler(PeerId peer, Handler<Void> handler) {
    givenPeer(peer);
    given(handler, "handler");
    DrainCalls.onDrain(vertx.getOrCreateContext(), core.registry().get(peer), handler);
    return this;
  }

  @Override
  public Future<Void> close() {
    return onCaller(runtime::close);
  }

  private RunningNetwork running() {
    NetworkState state = runtime.state();
    RunningNetwork rooms = runtime.rooms();
    if (state != NetworkState.RUNNING || rooms == null) {
      throw runtime.unavailable(state != NetworkState.RUNNING ? state : runtime.state());
    }
    return rooms;
  }

  private InboundHandler handlerOf(Function<InboundMessage, ? extends Future<?>> handler) {
    return handler == null
        ? null
        : new ContextHandler(vertx.getOrCreateContext(), core.name(), handler);
  }

  /**
   * Makes a call and completes on the context of the caller. An exception of the call becomes a
   * failed future.
   */
  private <T> Future<T> onCaller(Supplier<Future<T>> call) {
    Promise<T> promise = vertx.getOrCreateContext().promise();
    try {
      call.get().onComplete(promise);
    } catch (DiemNetException refused) {
      promise.fail(refused);
    }
    return promise.future();
  }
}

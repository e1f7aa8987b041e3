package io.diemnet.vertx.impl;

import static io.diemnet.vertx.FailureCode.INVALID_REQUEST;
import static io.diemnet.vertx.FailureCode.NOT_CONNECTED;

import io.diemnet.vertx.AptosProtocols;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.InboundMessage;
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
import io.diemnet.vertx.impl.peer.PendingCall;
import io.diemnet.vertx.impl.peer.Recipients;
import io.diemnet.vertx.impl.profile.Profile;
import io.diemnet.vertx.impl.profile.Profiles;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The implementation of the public API. It checks the arguments, looks up the peer and delegates.
 */
public final class DiemNetImpl implements DiemNet {

  private final VertxInternal vertx;
  private final NetworkCore core;
  private final NetworkRuntime runtime;

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
  }

  @Override
  public Future<Void> start() {
    return onCaller(() -> runtime.start(this));
  }

  @Override
  public Future<Buffer> rpc(PeerId peer, ProtocolId protocol, Buffer request, SendOptions send) {
    Promise<Buffer> promise = vertx.getOrCreateContext().promise();
    Peer connected;
    try {
      given(send, "send options");
      connected = target(peer, protocol, request);
    } catch (DiemNetException refused) {
      promise.fail(refused);
      return promise.future();
    }
    long timeout =
        send.timeoutMillis() > 0
            ? send.timeoutMillis()
            : core.options().getLimits().getRpcTimeout();
    connected.call(
        new PendingCall.Request(
            protocol, request, send.priority(), TimeUnit.MILLISECONDS.toNanos(timeout), false),
        promise,
        send.cancelled());
    return promise.future();
  }

  @Override
  public Future<Void> directSend(
      PeerId peer, ProtocolId protocol, Buffer message, SendOptions send) {
    DiemNetException refused;
    try {
      given(send, "send options");
      Peer connected = target(peer, protocol, message);
      refused =
          connected.directSend(new NetworkMessage.DirectSend(protocol, send.priority(), message));
    } catch (DiemNetException failure) {
      refused = failure;
    }
    return refused == null ? Future.succeededFuture() : Future.failedFuture(refused);
  }

  @Override
  public Future<Map<PeerId, DiemNetException>> broadcast(
      Collection<PeerId> peers, ProtocolId protocol, Buffer message, SendOptions send) {
    try {
      given(send, "send options");
      checkSize(given(peers, "peers"));
      peers.forEach(DiemNetImpl::givenPeer);
    } catch (DiemNetException refused) {
      return Future.failedFuture(refused);
    }
    Map<PeerId, DiemNetException> failures = new LinkedHashMap<>();
    NetworkMessage.DirectSend shared = null;
    for (PeerId peer : peers) {
      DiemNetException refused;
      try {
        Peer connected = target(peer, protocol, message);
        if (shared == null) {
          shared = new NetworkMessage.DirectSend(protocol, send.priority(), message);
        }
        refused = connected.directSend(shared);
      } catch (DiemNetException failure) {
        refused = failure;
      }
      if (refused != null) {
        failures.put(peer, refused);
      }
    }
    return Future.succeededFuture(failures);
  }

  @Override
  public Future<Map<PeerId, DiemNetException>> broadcastToAll(
      ProtocolId protocol, Buffer message, SendOptions send) {
    try {
      given(send, "send options");
      given(message, "payload");
      own(protocol);
      data();
    } catch (DiemNetException refused) {
      return Future.failedFuture(refused);
    }
    return broadcast(
        core.registry().all().stream().map(Peer::id).toList(), protocol, message, send);
  }

  @Override
  public DiemNet rpcHandler(ProtocolId protocol, Function<InboundMessage, Future<Buffer>> handler) {
    if (own(protocol).equals(ProtocolId.HEALTH_CHECKER_RPC)
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
    own(protocol);
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
          NetworkState state = data();
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
          given(seeds, "seeds")
              .forEach(
                  (peer, config) -> {
                    givenPeer(peer);
                    given(config, "configuration of " + peer);
                  });
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
    ContextInternal context = vertx.getOrCreateContext();
    Peer connected = core.registry().get(peer);
    if (connected == null) {
      context.runOnContext(handler);
    } else {
      connected.onDrain(
          drained -> {
            if (!context.isDeployment() || !context.closeFuture().isClosed()) {
              context.emit(null, handler);
            }
          });
    }
    return this;
  }

  @Override
  public Future<Void> close() {
    return onCaller(runtime::close);
  }

  // ---- checks

  private Peer target(PeerId peer, ProtocolId protocol, Buffer payload) {
    givenPeer(peer);
    if (payload == null) {
      throw invalid("the payload is missing; it may be empty");
    }
    Peer connected = core.registry().get(peer);
    if (connected == null || protocol == null) {
      // A connected peer checks the protocol itself.
      own(protocol);
    }
    data();
    if (connected == null) {
      RunningNetwork rooms = runtime.rooms();
      if (rooms != null && peer.equals(rooms.identity().peerId())) {
        throw invalid(peer + " is this node's own id");
      }
      throw new DiemNetException(
          NOT_CONNECTED, protocol + " to " + peer + ": the peer is not connected");
    }
    return connected;
  }

  /**
   * Returns the state if peers can be connected in it. Handlers may send before the start has
   * completed.
   */
  private NetworkState data() {
    NetworkState state = runtime.state();
    if (state != NetworkState.RUNNING && state != NetworkState.STARTING) {
      throw runtime.unavailable(state);
    }
    return state;
  }

  private RunningNetwork running() {
    NetworkState state = runtime.state();
    RunningNetwork rooms = runtime.rooms();
    if (state != NetworkState.RUNNING || rooms == null) {
      throw runtime.unavailable(state != NetworkState.RUNNING ? state : runtime.state());
    }
    return rooms;
  }

  /** Requires that this network speaks the protocol. */
  private ProtocolId own(ProtocolId protocol) {
    if (protocol == null || !protocol.equals(core.protocols().byNumber(protocol.number()))) {
      throw invalid("protocol " + protocol + " is not configured in " + core.name());
    }
    return protocol;
  }

  private InboundHandler handlerOf(Function<InboundMessage, ? extends Future<?>> handler) {
    return handler == null ? null : new ContextHandler(vertx.getOrCreateContext(), handler);
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

  private void checkSize(Collection<PeerId> peers) {
    String refusal =
        peers.size() <= Recipients.MAX
            ? null
            : Recipients.refusal(peers.size(), core.registry().all().size());
    if (refusal != null) {
      throw invalid(refusal);
    }
  }

  private static PeerId givenPeer(PeerId peer) {
    return given(peer, "peer");
  }

  private static <T> T given(T argument, String name) {
    if (argument == null) {
      throw invalid("the " + name + " is missing");
    }
    return argument;
  }

  private static DiemNetException invalid(String message) {
    return new DiemNetException(INVALID_REQUEST, message);
  }
}

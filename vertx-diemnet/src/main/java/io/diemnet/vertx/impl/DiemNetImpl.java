package io.diemnet.vertx.impl;

import static io.diemnet.vertx.FailureCode.CONNECTION_LOST;
import static io.diemnet.vertx.FailureCode.INVALID_REQUEST;
import static io.diemnet.vertx.FailureCode.NOT_CONNECTED;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.InboundMessage;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkInfo;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerInfo;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.SendOptions;
import io.diemnet.vertx.impl.peer.ContextHandler;
import io.diemnet.vertx.impl.peer.InboundHandler;
import io.diemnet.vertx.impl.peer.Peer;
import io.diemnet.vertx.impl.peer.PendingCall;
import io.diemnet.vertx.impl.peer.Recipients;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** The public interface: checks what is asked, finds the peer, and hands over. */
public final class DiemNetImpl implements DiemNet {

  private final VertxInternal vertx;
  private final DiemNetOptions options;
  private final NetworkRuntime runtime;
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile long startedAt;

  /**
   * @param meters gets the network's meters; null for the registry of Vert.x, if it has one
   */
  public DiemNetImpl(Vertx vertx, DiemNetOptions options, MeterRegistry meters) {
    this.vertx = (VertxInternal) vertx;
    this.options = new DiemNetOptions(options);
    this.runtime = new NetworkRuntime(this.vertx, this.options, meters);
  }

  @Override
  public Future<Void> start() {
    if (!started.compareAndSet(false, true)) {
      return Future.failedFuture(new IllegalStateException("the network was started before"));
    }
    startedAt = runtime.clock.millis();
    Promise<Void> promise = vertx.promise();
    runtime
        .start(this)
        .onComplete(
            up -> {
              if (up.succeeded()) {
                promise.complete();
              } else {
                runtime.close().onComplete(closed -> promise.fail(up.cause()));
              }
            });
    return promise.future();
  }

  @Override
  public Future<Buffer> rpc(PeerId peer, ProtocolId protocol, Buffer request, SendOptions send) {
    Promise<Buffer> promise = vertx.getOrCreateContext().promise();
    Peer connected;
    try {
      connected = target(peer, protocol, request);
    } catch (DiemNetException refused) {
      promise.fail(refused);
      return promise.future();
    }
    long timeout =
        send.timeoutMillis() > 0 ? send.timeoutMillis() : options.getLimits().getRpcTimeout();
    connected.call(
        new PendingCall.Request(
            peer,
            protocol,
            request,
            send.priority(),
            TimeUnit.MILLISECONDS.toNanos(timeout),
            false),
        promise,
        send.cancelled());
    return promise.future();
  }

  @Override
  public Future<Void> directSend(
      PeerId peer, ProtocolId protocol, Buffer message, SendOptions send) {
    DiemNetException refused;
    try {
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
    String refusal =
        peers.size() <= Recipients.MAX
            ? null
            : Recipients.refusal(peers.size(), runtime.connected().size());
    if (refusal != null) {
      return Future.failedFuture(invalid(refusal));
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
  public DiemNet rpcHandler(ProtocolId protocol, Function<InboundMessage, Future<Buffer>> handler) {
    if (own(protocol).equals(ProtocolId.HEALTH_CHECKER_RPC)) {
      throw invalid(protocol + " is answered by the network itself");
    }
    runtime.handlers.setRpc(protocol, handlerOf(handler));
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
    runtime.handlers.setDirectSend(own(protocol), handlerOf(handler));
    return this;
  }

  @Override
  public DiemNet peerHandler(Handler<PeerEvent> handler) {
    runtime.events.subscribe(vertx.getOrCreateContext(), handler);
    return this;
  }

  @Override
  public List<PeerInfo> peers() {
    return List.copyOf(runtime.connected());
  }

  @Override
  public NetworkInfo info() {
    if (runtime.identity() == null) {
      throw new IllegalStateException("the network is not started yet");
    }
    return new NetworkInfo(
        options.getName(),
        runtime.identity().peerId(),
        runtime.identity().publicKey(),
        runtime.listenAddress(),
        options.getNetworkId(),
        options.getRole(),
        options.getChainId(),
        options.isMutualAuthentication(),
        runtime.protocols.all(),
        startedAt,
        runtime.crypto.description(),
        runtime.metrics.connectionFailures(ConnectionOrigin.INBOUND),
        runtime.metrics.connectionFailures(ConnectionOrigin.OUTBOUND));
  }

  @Override
  public ProtocolId protocol(String name) {
    return runtime.protocols.byName(name);
  }

  @Override
  public Future<PeerInfo> dial(PeerId peer, NetworkAddress address) {
    if (runtime.identity() == null) {
      return Future.failedFuture(notStarted());
    }
    return onCaller(runtime.dialByHand(peer, address));
  }

  @Override
  public Future<Void> disconnect(PeerId peer) {
    if (runtime.identity() == null) {
      return Future.failedFuture(notStarted());
    }
    return onCaller(runtime.disconnectByHand(peer));
  }

  @Override
  public boolean writeQueueFull(PeerId peer) {
    Peer connected = runtime.registry.get(peer);
    return connected != null && connected.writeQueueFull();
  }

  @Override
  public DiemNet drainHandler(PeerId peer, Handler<Void> handler) {
    ContextInternal context = vertx.getOrCreateContext();
    Handler<Void> onContext = drained -> context.emit(null, handler);
    Peer connected = runtime.registry.get(peer);
    if (connected == null) {
      context.runOnContext(handler);
    } else {
      connected.onDrain(onContext);
    }
    return this;
  }

  @Override
  public Future<Void> close() {
    return onCaller(runtime.close());
  }

  private Peer target(PeerId peer, ProtocolId protocol, Buffer payload) {
    if (peer == null) {
      throw invalid("a peer must be given");
    }
    if (payload == null) {
      throw invalid("a payload must be given, an empty one is fine");
    }
    if (runtime.identity() == null) {
      throw notStarted();
    }
    own(protocol);
    if (runtime.closing()) {
      throw new DiemNetException(
          CONNECTION_LOST, protocol + " to " + peer + ": the network is shutting down");
    }
    Peer connected = runtime.registry.get(peer);
    if (connected == null) {
      if (peer.equals(runtime.identity().peerId())) {
        throw invalid(peer + " is this node's own id");
      }
      throw new DiemNetException(
          NOT_CONNECTED, protocol + " to " + peer + ": the peer is not connected");
    }
    return connected;
  }

  /** A protocol that is spoken here. */
  private ProtocolId own(ProtocolId protocol) {
    if (protocol == null || !protocol.equals(runtime.protocols.byNumber(protocol.number()))) {
      throw invalid("protocol " + protocol + " is not configured in " + options.getName());
    }
    return protocol;
  }

  private InboundHandler handlerOf(Function<InboundMessage, ? extends Future<?>> handler) {
    return handler == null ? null : new ContextHandler(vertx.getOrCreateContext(), handler);
  }

  private <T> Future<T> onCaller(Future<T> future) {
    Promise<T> promise = vertx.getOrCreateContext().promise();
    future.onComplete(promise);
    return promise.future();
  }

  private DiemNetException notStarted() {
    return new DiemNetException(
        CONNECTION_LOST, "the network " + options.getName() + " is not started");
  }

  private static DiemNetException invalid(String message) {
    return new DiemNetException(INVALID_REQUEST, message);
  }
}

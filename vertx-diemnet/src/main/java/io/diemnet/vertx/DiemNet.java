package io.diemnet.vertx;

import io.diemnet.vertx.impl.DiemNetImpl;
import io.diemnet.vertx.impl.VertxVersion;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One DiemNet network: a member of an encrypted, mutually authenticated mesh.
 *
 * <p>All methods may be called from any thread. Futures complete on the caller's context, handlers
 * run on the context that registered them. Failures are {@link DiemNetException}s.
 */
public interface DiemNet {

  /**
   * A network of these options, not yet started. Where Vert.x runs with Micrometer metrics, in
   * their default registry, the network's meters are there too; {@link DiemNetMeters} puts them
   * into another.
   */
  static DiemNet create(Vertx vertx, DiemNetOptions options) {
    VertxVersion.check();
    return new DiemNetImpl(vertx, options, null);
  }

  /** Binds the listen address, registers the event-bus addresses and begins to dial. */
  Future<Void> start();

  /** {@link #rpc(PeerId, ProtocolId, Buffer, SendOptions)} with the network's time-out. */
  default Future<Buffer> rpc(PeerId peer, ProtocolId protocol, Buffer request) {
    return rpc(peer, protocol, request, SendOptions.DEFAULT);
  }

  /**
   * Calls a peer and gives its response. The request must not be changed afterwards.
   *
   * @return fails with any of {@link FailureCode}'s first seven
   */
  Future<Buffer> rpc(PeerId peer, ProtocolId protocol, Buffer request, SendOptions options);

  /** {@link #directSend(PeerId, ProtocolId, Buffer, SendOptions)} with priority 0. */
  default Future<Void> directSend(PeerId peer, ProtocolId protocol, Buffer message) {
    return directSend(peer, protocol, message, SendOptions.DEFAULT);
  }

  /**
   * Sends a message that nobody acknowledges. The future completes once it is queued; messages of
   * one sender to one peer, protocol and priority arrive in order.
   */
  Future<Void> directSend(PeerId peer, ProtocolId protocol, Buffer message, SendOptions options);

  /**
   * Sends one message to several peers; it is encoded once.
   *
   * @return for each peer that it was not queued for, why
   */
  Future<Map<PeerId, DiemNetException>> broadcast(
      Collection<PeerId> peers, ProtocolId protocol, Buffer message, SendOptions options);

  /**
   * Serves the RPCs of a protocol; null stops serving. A failed future (or none within the inbound
   * time-out) drops the request, since the wire has no error response; a failure with {@link
   * FailureCode#NOT_SUPPORTED} tells the caller so.
   */
  DiemNet rpcHandler(ProtocolId protocol, Function<InboundMessage, Future<Buffer>> handler);

  /** Receives the direct sends of a protocol; null stops receiving. */
  DiemNet directSendHandler(ProtocolId protocol, Handler<InboundMessage> handler);

  /**
   * As {@link #directSendHandler}, for a handler that needs time: a message counts against the
   * protocol's inbound bound until its future completes, so that a slow handler slows the senders
   * down.
   */
  DiemNet asyncDirectSendHandler(
      ProtocolId protocol, Function<InboundMessage, ? extends Future<?>> handler);

  /** Adds a handler that is told of new and lost peers and of refused connections. */
  DiemNet peerHandler(Handler<PeerEvent> handler);

  /** The peers connected now. */
  List<PeerInfo> peers();

  /** What this network is, and its failures so far. */
  NetworkInfo info();

  /** The protocol of that name among those spoken here, or null. */
  ProtocolId protocol(String name);

  /** Connects to a peer at a dialable address; done when the connection is registered. */
  Future<PeerInfo> dial(PeerId peer, NetworkAddress address);

  /** Ends the connection to a peer gracefully; done when it is closed. */
  Future<Void> disconnect(PeerId peer);

  /**
   * Whether a well-behaved sender should wait for {@link #drainHandler} before it sends more to
   * this peer. False for a peer that is not connected.
   */
  boolean writeQueueFull(PeerId peer);

  /**
   * Calls the handler once, when the queue to this peer has room again or its connection is gone.
   * At once if it is not full.
   */
  DiemNet drainHandler(PeerId peer, Handler<Void> handler);

  /**
   * Refuses new work, lets calls in flight finish, flushes what is queued and closes all
   * connections, within the close time-out.
   */
  Future<Void> close();
}

package io.diemnet.vertx;

import io.diemnet.vertx.impl.VertxVersion;
import io.diemnet.vertx.impl.eventbus.EventBusClient;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A client of a network over the event bus, for another verticle or, in a cluster, for another JVM.
 * It uses only the addresses of {@link EventBusAddresses}.
 *
 * <p>All methods are thread-safe. Handlers run on the context that registered them. A handler that
 * a verticle registers is removed when the verticle is undeployed. Failures are {@link
 * DiemNetException}s. A call waits for its reply 5 s longer than the time-out of the call, or 10 s
 * if the call has none. If the network does not reply on the event bus, the call fails with {@link
 * FailureCode#CONNECTION_LOST}.
 *
 * <p>The event bus identifies protocols by name only. A client knows the built-in protocols, those
 * it is created with, and those that were used in its calls. It leaves other protocols out of
 * {@link PeerInfo} and {@link NetworkInfo}.
 */
public interface DiemNetClient {

  /**
   * Creates a client of a network that uses the default event-bus prefix.
   *
   * @param vertx the Vert.x instance to run on
   * @param network the name of the network
   * @return the client
   */
  static DiemNetClient create(Vertx vertx, String network) {
    return create(vertx, EventBusAddresses.of(network));
  }

  /**
   * Creates a client of the network with the given addresses.
   *
   * @param vertx the Vert.x instance to run on
   * @param addresses the addresses of the network
   * @return the client
   */
  static DiemNetClient create(Vertx vertx, EventBusAddresses addresses) {
    return create(vertx, addresses, List.of());
  }

  /**
   * Creates a client that knows further protocols in addition to the built-in ones.
   *
   * @param vertx the Vert.x instance to run on
   * @param addresses the addresses of the network
   * @param protocols the protocols in addition to the built-in ones
   * @return the client
   */
  static DiemNetClient create(
      Vertx vertx, EventBusAddresses addresses, Collection<ProtocolId> protocols) {
    VertxVersion.check();
    return new EventBusClient(vertx, addresses, protocols);
  }

  /** {@return the addresses that this client uses} */
  EventBusAddresses addresses();

  /**
   * Calls a peer with the default time-out and priority 0. See {@link #rpc(PeerId, ProtocolId,
   * Buffer, SendOptions)}.
   *
   * @param peer the peer to call
   * @param protocol the protocol
   * @param request the request payload
   * @return a future that completes with the response payload; fails with a {@link
   *     DiemNetException}
   */
  default Future<Buffer> rpc(PeerId peer, ProtocolId protocol, Buffer request) {
    return rpc(peer, protocol, request, SendOptions.DEFAULT);
  }

  /**
   * Calls a peer. The caller must not modify the request after this call.
   *
   * <p>A cancelled call fails at once. Its RPC slot in the network stays in use until the time-out
   * of the call.
   *
   * @param peer the peer to call
   * @param protocol the protocol
   * @param request the request payload
   * @param options the time-out, the priority and the cancellation signal
   * @return a future that completes with the response payload; fails with a {@link
   *     DiemNetException}
   */
  Future<Buffer> rpc(PeerId peer, ProtocolId protocol, Buffer request, SendOptions options);

  /**
   * Sends a message with priority 0. See {@link #directSend(PeerId, ProtocolId, Buffer,
   * SendOptions)}.
   *
   * @param peer the peer to send to
   * @param protocol the protocol
   * @param message the message payload
   * @return a future that completes when the message is queued; fails with a {@link
   *     DiemNetException}
   */
  default Future<Void> directSend(PeerId peer, ProtocolId protocol, Buffer message) {
    return directSend(peer, protocol, message, SendOptions.DEFAULT);
  }

  /**
   * Sends a message that is not acknowledged.
   *
   * @param peer the peer to send to
   * @param protocol the protocol
   * @param message the message payload
   * @param options the priority; the other options have no effect
   * @return a future that completes when the message is queued; fails with a {@link
   *     DiemNetException}
   */
  Future<Void> directSend(PeerId peer, ProtocolId protocol, Buffer message, SendOptions options);

  /**
   * Sends one message to several peers.
   *
   * <p>A call may name at most 1,024 peers, or twice the number of connected peers if that is more.
   * A call that names more fails with {@link FailureCode#INVALID_REQUEST} and sends nothing.
   *
   * @param peers the peers to send to
   * @param protocol the protocol
   * @param message the message payload
   * @param options the priority; the other options have no effect
   * @return a future that completes with the failure of each peer for which the message was not
   *     queued
   */
  Future<Map<PeerId, DiemNetException>> broadcast(
      Collection<PeerId> peers, ProtocolId protocol, Buffer message, SendOptions options);

  /**
   * Sends one message to all connected peers. See {@link #broadcast}.
   *
   * @param protocol the protocol
   * @param message the message payload
   * @param options the priority; the other options have no effect
   * @return a future that completes with the failure of each peer for which the message was not
   *     queued
   */
  Future<Map<PeerId, DiemNetException>> broadcastToAll(
      ProtocolId protocol, Buffer message, SendOptions options);

  /**
   * Sets the handler that serves the RPCs of a protocol. A failure with {@link
   * FailureCode#NOT_SUPPORTED} is reported to the caller. Any other failure drops the request.
   *
   * @param protocol the protocol
   * @param handler the handler, or null to stop serving
   * @return a future that completes when requests can arrive, in a cluster from every node
   */
  Future<Void> rpcHandler(
      ProtocolId protocol, @Nullable Function<InboundMessage, Future<Buffer>> handler);

  /**
   * Sets the handler that receives the direct sends of a protocol.
   *
   * @param protocol the protocol
   * @param handler the handler, or null to stop receiving
   * @return a future that completes when messages can arrive, in a cluster from every node
   */
  Future<Void> directSendHandler(ProtocolId protocol, @Nullable Handler<InboundMessage> handler);

  /**
   * Sets an asynchronous handler that receives the direct sends of a protocol. At most 64 messages
   * or 1 MiB wait for the futures of the handler. Further messages count against the inbound limit
   * of the network.
   *
   * @param protocol the protocol
   * @param handler the handler, or null to stop receiving
   * @return a future that completes when messages can arrive, in a cluster from every node
   */
  Future<Void> asyncDirectSendHandler(
      ProtocolId protocol, @Nullable Function<InboundMessage, ? extends Future<?>> handler);

  /**
   * Sets the handler for peer events: new peers, lost peers and refused connections. There is one
   * such handler; setting another one replaces it.
   *
   * @param handler the handler, or null to remove it
   * @return a future that completes when events can arrive
   */
  Future<Void> peerHandler(@Nullable Handler<PeerEvent> handler);

  /**
   * Adds a handler for peer events: new peers, lost peers and refused connections. Any number of
   * handlers can be subscribed.
   *
   * @param handler the handler
   * @return a future that completes with the subscription when events can arrive
   */
  Future<PeerSubscription> subscribe(Handler<PeerEvent> handler);

  /**
   * Returns the connected peers.
   *
   * @return a future that completes with the peers; fails with a {@link DiemNetException}
   */
  Future<List<PeerInfo>> peers();

  /**
   * Returns all peers that the seeds and the discovery sources of the network list. See {@link
   * DiemNet#knownPeers}.
   *
   * @return a future that completes with the peers; fails with a {@link DiemNetException}
   */
  Future<List<KnownPeer>> knownPeers();

  /**
   * Waits until a peer is connected. See {@link DiemNet#whenConnected(PeerId, Duration)}.
   *
   * @param peer the peer
   * @param timeout the maximum time to wait, at least 1 ms
   * @return a future that completes when the peer is connected; fails with a {@link
   *     DiemNetException}, after the time-out with {@link FailureCode#TIMED_OUT}
   */
  Future<Void> whenConnected(PeerId peer, Duration timeout);

  /**
   * Waits until at least a number of peers is connected. See {@link DiemNet#whenConnected(int,
   * Duration)}.
   *
   * @param peers the number of peers
   * @param timeout the maximum time to wait, at least 1 ms
   * @return a future that completes when so many peers are connected; fails with a {@link
   *     DiemNetException}
   */
  Future<Void> whenConnected(int peers, Duration timeout);

  /**
   * Waits until all trusted peers of the network are connected. See {@link
   * DiemNet#whenConnected(Duration)}.
   *
   * @param timeout the maximum time to wait, at least 1 ms
   * @return a future that completes when all trusted peers are connected; fails with a {@link
   *     DiemNetException}
   */
  Future<Void> whenConnected(Duration timeout);

  /**
   * Returns the configuration and the failure counts of the network.
   *
   * @return a future that completes with the information; fails with a {@link DiemNetException}
   */
  Future<NetworkInfo> info();

  /**
   * Dials a peer. Works only in the JVM of the network.
   *
   * @param peer the peer
   * @param address a dialable address of the peer
   * @return a future that completes when the connection is registered; fails with a {@link
   *     DiemNetException}
   */
  Future<Void> dial(PeerId peer, NetworkAddress address);

  /**
   * Closes the connection to a peer gracefully. Works only in the JVM of the network.
   *
   * @param peer the peer
   * @return a future that completes when the connection is closed; fails with a {@link
   *     DiemNetException}
   */
  Future<Void> disconnect(PeerId peer);

  /**
   * Makes the network read its private key file again. Works only in the JVM of the network. See
   * {@link DiemNet#reloadIdentity}.
   *
   * @return a future that completes when the key is in use; fails with a {@link DiemNetException}
   */
  Future<Void> reloadIdentity();

  /**
   * Replaces the configured seeds of the network. Works only in the JVM of the network. See {@link
   * DiemNet#updateSeeds(Map)}.
   *
   * @param seeds the new seeds
   * @return a future that completes with the counts; fails with a {@link DiemNetException}
   */
  Future<JsonObject> updateSeeds(Map<PeerId, PeerConfig> seeds);

  /**
   * Replaces the configured seeds of the network. See {@link #updateSeeds(Map)}.
   *
   * @param seeds the new seeds in the form of a peers file
   * @return a future that completes with the counts; fails with a {@link DiemNetException}
   */
  Future<JsonObject> updateSeeds(JsonObject seeds);

  /**
   * Replaces the on-chain validator set of the network. Works only in the JVM of the network. See
   * {@link DiemNet#updateValidatorSet}.
   *
   * @param validatorSet a BCS-encoded ValidatorSet
   * @return a future that completes with the counts; fails with a {@link DiemNetException}
   */
  Future<JsonObject> updateValidatorSet(Buffer validatorSet);

  /**
   * Unregisters all handlers of this client. The network is not affected.
   *
   * @return a future that completes when all handlers are unregistered
   */
  Future<Void> close();
}

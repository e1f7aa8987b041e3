package io.diemnet.vertx;

import io.diemnet.vertx.impl.DiemNetImpl;
import io.diemnet.vertx.impl.VertxVersion;
import io.diemnet.vertx.impl.memory.MemoryBudgets;
import io.vertx.codegen.annotations.Fluent;
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
 * A DiemNet network: one member of an encrypted, mutually authenticated peer-to-peer mesh.
 *
 * <p>All methods are thread-safe. Futures complete on the context of the caller. Handlers run on
 * the context that registered them. A handler that a verticle registers is removed when the
 * verticle is undeployed.
 *
 * <p><b>Failures.</b> Every failed future fails with a {@link DiemNetException}. Methods that do
 * not return a future throw it. A null argument that must not be null causes {@link
 * FailureCode#INVALID_REQUEST}.
 *
 * <p><b>Life cycle.</b> A network is started once and closed once. Its state only moves forward:
 *
 * <table>
 *   <caption>Effect of a call in each state</caption>
 *   <tr><th>state</th><th>until</th><th>calls</th></tr>
 *   <tr><td>new</td><td>{@link #start} is called</td><td>handlers can be set; {@link #peers} is empty; calls that need the network fail with {@link FailureCode#CONNECTION_LOST}</td></tr>
 *   <tr><td>starting</td><td>the future of {@link #start} completes</td><td>RPCs, direct sends and disconnects work for peers that are already connected and fail with {@link FailureCode#NOT_CONNECTED} for others; {@link #dial}, {@link #knownPeers}, {@link #whenConnected(Duration) whenConnected}, {@link #reloadIdentity}, {@link #updateSeeds} and {@link #updateValidatorSet} fail with {@link FailureCode#CONNECTION_LOST}; {@link #info} does too until the identity is loaded</td></tr>
 *   <tr><td>running</td><td>{@link #close} is called</td><td>all calls work, except that {@link #start} fails with {@link FailureCode#INVALID_REQUEST}</td></tr>
 *   <tr><td>closing</td><td>the future of {@link #close} completes</td><td>calls in flight finish; new calls fail with {@link FailureCode#CONNECTION_LOST}; {@link #peers} and {@link #info} return the current values</td></tr>
 *   <tr><td>closed</td><td></td><td>as closing; {@link #peers} is empty; {@link #info} returns the last values; setting a handler has no effect</td></tr>
 * </table>
 *
 * <p>If a network is closed while it starts, the start fails and leaves no port, verticle or
 * event-bus address behind. A network that a verticle starts is closed when the verticle is
 * undeployed.
 */
public interface DiemNet {

  /**
   * Creates a network. It is not started.
   *
   * <p>If Vert.x runs with Micrometer metrics, the meters of the network are in the default
   * registry of Vert.x. Use {@link DiemNetMeters} to select another registry.
   *
   * @param vertx the Vert.x instance to run on
   * @param options the options, copied
   * @return the network
   * @throws IllegalStateException if the application uses an older Vert.x than the library needs
   */
  static DiemNet create(Vertx vertx, DiemNetOptions options) {
    VertxVersion.check();
    return new DiemNetImpl(vertx, options, null);
  }

  /**
   * Limits the memory that remote peers can occupy in all networks of a Vert.x instance
   * (specification section 14, point 9).
   *
   * <p>The limit covers partly received messages, the queues of both directions, and data that
   * arrives before a session is established. Untrusted peers can use half of it. The default is a
   * third of the heap. Call this method before the first network of the instance is created.
   *
   * @param vertx the Vert.x instance
   * @param maxBytes the limit in bytes
   * @throws IllegalArgumentException if the limit is larger than half of the heap
   * @throws IllegalStateException if a network of the instance was created with another limit
   */
  static void limitMemory(Vertx vertx, long maxBytes) {
    MemoryBudgets.limit(vertx, maxBytes);
  }

  /**
   * Binds the listen address, registers the event-bus addresses and starts to dial.
   *
   * <p>If the start fails, the network is closed.
   *
   * @return a future that completes when the network runs. It fails with {@link
   *     FailureCode#INVALID_REQUEST} if the network was started before, if its private key cannot
   *     be read or was left out by {@code toJson()}, or if another network has the same name. It
   *     fails with {@link FailureCode#CONNECTION_LOST} if the address cannot be bound, or if the
   *     network is closed during the start.
   */
  Future<Void> start();

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
   * @param peer the peer to call
   * @param protocol the protocol
   * @param request the request payload
   * @param options the time-out, the priority and the cancellation signal
   * @return a future that completes with the response payload. It fails with one of the first seven
   *     values of {@link FailureCode}.
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
   * Sends a message that is not acknowledged. The caller must not modify the message after this
   * call.
   *
   * <p>Messages from one sender to one peer with the same protocol and priority arrive in order.
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
   * Sends one message to several peers. The message is encoded once.
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
   * Sets the handler that serves the RPCs of a protocol.
   *
   * <p>The handler returns a future of the response. If the future fails, or does not complete
   * within {@link LimitsOptions#getRpcTimeout()}, the request is dropped, because the protocol has
   * no error response. A failure with {@link FailureCode#NOT_SUPPORTED} is reported to the caller.
   *
   * @param protocol the protocol
   * @param handler the handler, or null to stop serving
   * @return this object, for chaining
   */
  @Fluent
  DiemNet rpcHandler(
      ProtocolId protocol, @Nullable Function<InboundMessage, Future<Buffer>> handler);

  /**
   * Sets the handler that receives the direct sends of a protocol.
   *
   * @param protocol the protocol
   * @param handler the handler, or null to stop receiving
   * @return this object, for chaining
   */
  @Fluent
  DiemNet directSendHandler(ProtocolId protocol, @Nullable Handler<InboundMessage> handler);

  /**
   * Sets an asynchronous handler that receives the direct sends of a protocol.
   *
   * <p>A message counts against the inbound limit of the protocol until the future of the handler
   * completes. A slow handler therefore applies back-pressure to the senders.
   *
   * @param protocol the protocol
   * @param handler the handler, or null to stop receiving
   * @return this object, for chaining
   */
  @Fluent
  DiemNet asyncDirectSendHandler(
      ProtocolId protocol, @Nullable Function<InboundMessage, ? extends Future<?>> handler);

  /**
   * Sets the handler for peer events: new peers, lost peers and refused connections.
   *
   * <p>There is one such handler; setting another one replaces it. Use {@link #subscribe} or the
   * event-bus address {@code <n>.events} for several receivers.
   *
   * @param handler the handler, or null to remove it
   * @return this object, for chaining
   */
  @Fluent
  DiemNet peerHandler(@Nullable Handler<PeerEvent> handler);

  /**
   * Adds a handler for peer events: new peers, lost peers and refused connections. Any number of
   * handlers can be subscribed.
   *
   * @param handler the handler
   * @return the subscription, which removes the handler
   */
  PeerSubscription subscribe(Handler<PeerEvent> handler);

  /** {@return the connected peers} */
  List<PeerInfo> peers();

  /**
   * Returns all peers that the seeds and the discovery sources list: the connected ones, and the
   * others with the reason why they are not connected. Connected peers that no source lists are in
   * {@link #peers} only.
   *
   * @return a future that completes with the peers, in the order of their ids; fails with a {@link
   *     DiemNetException}
   */
  Future<List<KnownPeer>> knownPeers();

  /**
   * Waits until a peer is connected. The peer need not be known yet.
   *
   * <p>At most 1,000 calls of the methods {@code whenConnected} wait at a time in one network.
   *
   * @param peer the peer
   * @param timeout the maximum time to wait, at least 1 ms; longer than 2^31 - 1 ms counts as that
   * @return a future that completes when the peer is connected. It fails with {@link
   *     FailureCode#TIMED_OUT} after the time-out, with a message that says why the peer is not
   *     connected, with {@link FailureCode#TOO_MANY_PENDING} if too many calls wait, and with
   *     {@link FailureCode#CONNECTION_LOST} when the network is closed.
   */
  Future<Void> whenConnected(PeerId peer, Duration timeout);

  /**
   * Waits until at least a number of peers is connected, trusted or not. See {@link
   * #whenConnected(PeerId, Duration)}.
   *
   * @param peers the number of peers
   * @param timeout the maximum time to wait
   * @return a future that completes when so many peers are connected
   */
  Future<Void> whenConnected(int peers, Duration timeout);

  /**
   * Waits until all trusted peers are connected. While no peer is trusted, for example because
   * discovery has not read its sources yet, the call waits. Outside the validator network a node
   * may trust more peers than it dials, see {@link ConnectivityOptions#getMaxOutbound()}. See
   * {@link #whenConnected(PeerId, Duration)}.
   *
   * @param timeout the maximum time to wait
   * @return a future that completes when all trusted peers are connected
   */
  Future<Void> whenConnected(Duration timeout);

  /**
   * {@return the configuration and the failure counts of this network}
   *
   * @throws DiemNetException with {@link FailureCode#CONNECTION_LOST} if the identity is not loaded
   *     yet
   */
  NetworkInfo info();

  /**
   * Looks up a protocol of this network by its name.
   *
   * @param name the name, case-sensitive
   * @return the protocol, or null if this network does not speak one of that name
   */
  @Nullable ProtocolId protocol(String name);

  /**
   * Dials a peer.
   *
   * @param peer the peer
   * @param address a dialable address of the peer
   * @return a future that completes when the connection is registered. It fails with {@link
   *     FailureCode#ALREADY_CONNECTED} if the peer is connected, and with {@link
   *     FailureCode#DIAL_FAILED} if the dial fails.
   */
  Future<PeerInfo> dial(PeerId peer, NetworkAddress address);

  /**
   * Closes the connection to a peer gracefully.
   *
   * @param peer the peer
   * @return a future that completes when the connection is closed. It fails with {@link
   *     FailureCode#NOT_CONNECTED} if there is none.
   */
  Future<Void> disconnect(PeerId peer);

  /**
   * Reads the private key file again. Existing connections are kept. New handshakes use the new key
   * and the same peer id.
   *
   * @return a future that completes when the key is in use. It fails with {@link
   *     FailureCode#INVALID_REQUEST}, and the key is not changed, if there is no key file or the
   *     file cannot be used.
   */
  Future<Void> reloadIdentity();

  /**
   * Replaces the configured seeds (specification section 11). Connections to peers that are no
   * longer trusted are closed.
   *
   * @param seeds the new seeds
   * @return a future that completes with the counts {@code {source, peers, addresses, keys}}. It
   *     fails with {@link FailureCode#INVALID_REQUEST}, and the seeds are not changed, if an
   *     address is not dialable.
   */
  Future<JsonObject> updateSeeds(Map<PeerId, PeerConfig> seeds);

  /**
   * Replaces the configured seeds. See {@link #updateSeeds(Map)}. The seeds are parsed on a worker
   * thread.
   *
   * @param seeds the new seeds in the form of a peers file
   * @return a future that completes with the counts; fails with a {@link DiemNetException}
   */
  Future<JsonObject> updateSeeds(JsonObject seeds);

  /**
   * Replaces the on-chain validator set (specification section 11). It is parsed on a worker
   * thread.
   *
   * @param validatorSet a BCS-encoded ValidatorSet
   * @return a future that completes with the counts {@code {source, peers, addresses, keys, failed,
   *     keyMismatch}}, where {@code failed} is the number of validators whose addresses could not
   *     be decoded. It fails with {@link FailureCode#INVALID_REQUEST}, and nothing is changed, if
   *     the set cannot be decoded.
   */
  Future<JsonObject> updateValidatorSet(Buffer validatorSet);

  /**
   * {@return whether the outbound queue of a peer is full} The value is false if the peer is not
   * connected. A sender should wait for {@link #drainHandler} while the queue is full.
   *
   * @param peer the peer
   */
  boolean writeQueueFull(PeerId peer);

  /**
   * Sets a handler that is called once, when the outbound queue of a peer has room again or the
   * connection is closed. The handler is called at once if the queue is not full.
   *
   * @param peer the peer
   * @param handler the handler
   * @return this object, for chaining
   */
  @Fluent
  DiemNet drainHandler(PeerId peer, Handler<Void> handler);

  /**
   * Closes the network: refuses new calls, waits for calls in flight, flushes the queues and closes
   * all connections, within {@link LimitsOptions#getCloseTimeout()}.
   *
   * <p>When the future completes, the port is free and all verticles of the network are undeployed.
   * Every call returns the outcome of the same close.
   *
   * @return a future that completes when the network is closed; it never fails
   */
  Future<Void> close();
}

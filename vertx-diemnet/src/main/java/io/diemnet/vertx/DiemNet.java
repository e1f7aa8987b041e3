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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One DiemNet network: a member of an encrypted, mutually authenticated mesh.
 *
 * <p>All methods may be called from any thread. Futures complete on the caller's context, handlers
 * run on the context that registered them. A handler that was registered from a verticle is removed
 * when that verticle is undeployed.
 *
 * <p><b>Failures.</b> Every failed future fails with a {@link DiemNetException}, and methods that
 * give no future throw one. An argument that must not be null and is, is {@link
 * FailureCode#INVALID_REQUEST}.
 *
 * <p><b>Life cycle.</b> A network is started once and closed once. Its state only goes forward:
 *
 * <table>
 *   <caption>What a call does in each state</caption>
 *   <tr><th>state</th><th>from, to</th><th>calls</th></tr>
 *   <tr><td>new</td><td>until {@link #start}</td><td>handlers can be set; {@link #peers} is empty;
 *     calls that need the network fail with {@link FailureCode#CONNECTION_LOST}</td></tr>
 *   <tr><td>starting</td><td>until the future of {@link #start} completes</td><td>peers that are
 *     connected already can be called, sent to and disconnected, others are {@link
 *     FailureCode#NOT_CONNECTED}; {@link #dial}, {@link #reloadIdentity}, {@link #updateSeeds} and
 *     {@link #updateValidatorSet} fail with {@link FailureCode#CONNECTION_LOST}; so does {@link
 *     #info} until the identity is loaded</td></tr>
 *   <tr><td>running</td><td>until {@link #close}</td><td>everything but {@link #start}, which fails
 *     with {@link FailureCode#INVALID_REQUEST}</td></tr>
 *   <tr><td>closing</td><td>until the future of {@link #close} completes</td><td>calls in flight
 *     finish, new ones fail with {@link FailureCode#CONNECTION_LOST}; {@link #peers} and {@link
 *     #info} tell how it is</td></tr>
 *   <tr><td>closed</td><td></td><td>as closing; {@link #peers} is empty, {@link #info} tells how it
 *     was in the end, handlers that are set have no effect</td></tr>
 * </table>
 *
 * <p>A network that is closed while it starts fails to start, and leaves no port, verticle or
 * event-bus address behind. A network that was started from a verticle ends with that verticle.
 */
public interface DiemNet {

  /**
   * A network of these options, not yet started. Where Vert.x runs with Micrometer metrics, in
   * their default registry, the network's meters are there too; {@link DiemNetMeters} puts them
   * into another.
   *
   * @param vertx the Vert.x instance to run on
   * @param options the options
   * @return the network
   */
  static DiemNet create(Vertx vertx, DiemNetOptions options) {
    VertxVersion.check();
    return new DiemNetImpl(vertx, options, null);
  }

  /**
   * Sets how many bytes remotes can make all networks of a Vert.x instance hold together: messages
   * being assembled, queues in both directions, and what comes before a session stands
   * (specification section 14, point 9). Strangers can use half of it. The default is a third of
   * the heap. Call this before the first network of that instance is created.
   *
   * @param vertx the Vert.x instance to run on
   * @param maxBytes the max bytes
   * @throws IllegalArgumentException if it is more than half of the heap
   * @throws IllegalStateException if a network of that instance was created with another limit
   */
  static void limitMemory(Vertx vertx, long maxBytes) {
    MemoryBudgets.limit(vertx, maxBytes);
  }

  /**
   * Binds the listen address, registers the event-bus addresses and begins to dial.
   *
   * @return fails with {@link FailureCode#INVALID_REQUEST} if the network was started before, if
   *     its private key cannot be read or was left out by {@code toJson()}, or if its name is
   *     taken; with {@link FailureCode#CONNECTION_LOST} if the address cannot be bound or the
   *     network is closed meanwhile. The network is closed then.
   */
  Future<Void> start();

  /**
   * {@link #rpc(PeerId, ProtocolId, Buffer, SendOptions)} with the network's time-out.
   *
   * @param peer the peer
   * @param protocol the protocol
   * @param request the payload of the request
   * @return the payload of the response, or the failure
   */
  default Future<Buffer> rpc(PeerId peer, ProtocolId protocol, Buffer request) {
    return rpc(peer, protocol, request, SendOptions.DEFAULT);
  }

  /**
   * Calls a peer and gives its response. The request must not be changed afterwards.
   *
   * @param peer the peer
   * @param protocol the protocol
   * @param request the payload of the request
   * @param options the priority, the time-out and what cancels it
   * @return fails with any of {@link FailureCode}'s first seven
   */
  Future<Buffer> rpc(PeerId peer, ProtocolId protocol, Buffer request, SendOptions options);

  /**
   * {@link #directSend(PeerId, ProtocolId, Buffer, SendOptions)} with priority 0.
   *
   * @param peer the peer
   * @param protocol the protocol
   * @param message the payload of the message
   * @return completes when it is done, and fails with the reason
   */
  default Future<Void> directSend(PeerId peer, ProtocolId protocol, Buffer message) {
    return directSend(peer, protocol, message, SendOptions.DEFAULT);
  }

  /**
   * Sends a message that nobody acknowledges. The future completes once it is queued; messages of
   * one sender to one peer, protocol and priority arrive in order.
   *
   * @param peer the peer
   * @param protocol the protocol
   * @param message the payload of the message
   * @param options the priority, the time-out and what cancels it
   * @return completes when it is done, and fails with the reason
   */
  Future<Void> directSend(PeerId peer, ProtocolId protocol, Buffer message, SendOptions options);

  /**
   * Sends one message to several peers; it is encoded once. At most 1,024 peers can be named, or
   * twice as many as are connected where that is more; with more it fails with {@link
   * FailureCode#INVALID_REQUEST} before any of them is looked at.
   *
   * @param peers the peers
   * @param protocol the protocol
   * @param message the payload of the message
   * @param options the priority, the time-out and what cancels it
   * @return for each peer that it was not queued for, why
   */
  Future<Map<PeerId, DiemNetException>> broadcast(
      Collection<PeerId> peers, ProtocolId protocol, Buffer message, SendOptions options);

  /**
   * As {@link #broadcast}, to all peers that are connected.
   *
   * @param protocol the protocol
   * @param message the payload of the message
   * @param options the priority, the time-out and what cancels it
   * @return the result, or the failure
   */
  Future<Map<PeerId, DiemNetException>> broadcastToAll(
      ProtocolId protocol, Buffer message, SendOptions options);

  /**
   * Serves the RPCs of a protocol; null stops serving. A failed future (or none within the inbound
   * time-out) drops the request, since the wire has no error response; a failure with {@link
   * FailureCode#NOT_SUPPORTED} tells the caller so.
   *
   * @param protocol the protocol
   * @param handler the handler
   * @return this, so that calls can be chained
   */
  @Fluent
  DiemNet rpcHandler(
      ProtocolId protocol, @Nullable Function<InboundMessage, Future<Buffer>> handler);

  /**
   * Receives the direct sends of a protocol; null stops receiving.
   *
   * @param protocol the protocol
   * @param handler the handler
   * @return this, so that calls can be chained
   */
  @Fluent
  DiemNet directSendHandler(ProtocolId protocol, @Nullable Handler<InboundMessage> handler);

  /**
   * As {@link #directSendHandler}, for a handler that needs time: a message counts against the
   * protocol's inbound bound until its future completes, so that a slow handler slows the senders
   * down.
   *
   * @param protocol the protocol
   * @param handler the handler
   * @return this, so that calls can be chained
   */
  @Fluent
  DiemNet asyncDirectSendHandler(
      ProtocolId protocol, @Nullable Function<InboundMessage, ? extends Future<?>> handler);

  /**
   * Sets the handler that is told of new and lost peers and of refused connections; null removes
   * it. There is one: setting another replaces it. Where several parts of an application want to be
   * told, each uses {@link #subscribe} or the event-bus address {@code <n>.events}.
   *
   * @param handler the handler
   * @return this, so that calls can be chained
   */
  @Fluent
  DiemNet peerHandler(@Nullable Handler<PeerEvent> handler);

  /**
   * Tells a handler of new and lost peers and of refused connections, beside all others that are
   * told, until the subscription ends.
   *
   * @param handler the handler
   * @return the peer subscription
   */
  PeerSubscription subscribe(Handler<PeerEvent> handler);

  /** {@return the peers connected now} */
  List<PeerInfo> peers();

  /**
   * {@return what this network is, and its failures so far}
   *
   * @throws DiemNetException {@link FailureCode#CONNECTION_LOST} before the identity is loaded
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
   * Connects to a peer at a dialable address; done when the connection is registered.
   *
   * @param peer the peer
   * @param address the address
   * @return the result, or the failure
   */
  Future<PeerInfo> dial(PeerId peer, NetworkAddress address);

  /**
   * Ends the connection to a peer gracefully; done when it is closed.
   *
   * @param peer the peer
   * @return completes when it is done, and fails with the reason
   */
  Future<Void> disconnect(PeerId peer);

  /**
   * Reads the key file of the configuration again. Existing connections stay; handshakes that begin
   * from now on use the new key, under the same id.
   *
   * @return fails with {@link FailureCode#INVALID_REQUEST} if there is no key file or it cannot be
   *     used, and then nothing has changed
   */
  Future<Void> reloadIdentity();

  /**
   * Replaces the configured seeds (specification section 11). Connections to peers that are not
   * trusted any more are closed.
   *
   * @param seeds the seeds
   * @return counts: {@code {source, peers, addresses, keys}}; fails with {@link
   *     FailureCode#INVALID_REQUEST} if an address cannot be dialed, and then nothing has changed
   */
  Future<JsonObject> updateSeeds(Map<PeerId, PeerConfig> seeds);

  /**
   * As {@link #updateSeeds(Map)}, for seeds in the form of a peers file. They are parsed on a
   * worker.
   *
   * @param seeds the seeds
   * @return the result, or the failure
   */
  Future<JsonObject> updateSeeds(JsonObject seeds);

  /**
   * Takes over the on-chain validator set (specification section 11). It is parsed on a worker.
   *
   * @param validatorSet BCS of a ValidatorSet
   * @return counts: {@code {source, peers, addresses, keys, failed, keyMismatch}}, where {@code
   *     failed} counts the validators whose addresses could not be read; fails with {@link
   *     FailureCode#INVALID_REQUEST} if the set does not decode, and then nothing has changed
   */
  Future<JsonObject> updateValidatorSet(Buffer validatorSet);

  /**
   * {@return whether a well-behaved sender should wait for {@link #drainHandler} before it sends
   * more to this peer} False for a peer that is not connected.
   *
   * @param peer the peer
   */
  boolean writeQueueFull(PeerId peer);

  /**
   * Calls the handler once, when the queue to this peer has room again or its connection is gone.
   * At once if it is not full.
   *
   * @param peer the peer
   * @param handler the handler
   * @return this, so that calls can be chained
   */
  @Fluent
  DiemNet drainHandler(PeerId peer, Handler<Void> handler);

  /**
   * Refuses new work, lets calls in flight finish, flushes what is queued and closes all
   * connections, within the close time-out. Once it is done the port is free and nothing of the
   * network is left. Never fails; every call gives the same end.
   *
   * @return completes when it is done, and fails with the reason
   */
  Future<Void> close();
}

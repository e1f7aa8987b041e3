package io.diemnet.vertx;

import io.diemnet.vertx.impl.VertxVersion;
import io.diemnet.vertx.impl.eventbus.EventBusClient;
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
 * The calls of {@link DiemNet} over the event bus, for code in another verticle or, where the
 * network is clustered, in another JVM. Nothing but the addresses of {@link EventBusAddresses} is
 * used.
 *
 * <p>All methods may be called from any thread. Handlers run on the context that registered them;
 * those that were registered from a verticle are removed when that verticle is undeployed. Failures
 * are {@link DiemNetException}s. An answer is awaited for 5 s longer than the call may take, 10 s
 * when the call does not say; a network that does not answer on the event bus at all is {@link
 * FailureCode#CONNECTION_LOST}.
 *
 * <p>The event bus names protocols by their names only. A client knows the built-in ones, those it
 * was created with, and those that it was called with; others are left out of what it tells about
 * peers and networks.
 */
public interface DiemNetClient {

  /**
   * A client of the network of that name, under the default prefix.
   *
   * @param vertx the Vert.x instance to run on
   * @param network the name of the network
   * @return the client
   */
  static DiemNetClient create(Vertx vertx, String network) {
    return create(vertx, EventBusAddresses.of(network));
  }

  /**
   * A client of the network that has these addresses.
   *
   * @param vertx the Vert.x instance to run on
   * @param addresses the addresses
   * @return the client
   */
  static DiemNetClient create(Vertx vertx, EventBusAddresses addresses) {
    return create(vertx, addresses, List.of());
  }

  /**
   * A client that knows these protocols beside the built-in ones.
   *
   * @param vertx the Vert.x instance to run on
   * @param addresses the addresses
   * @param protocols the protocols
   * @return the client
   */
  static DiemNetClient create(
      Vertx vertx, EventBusAddresses addresses, Collection<ProtocolId> protocols) {
    VertxVersion.check();
    return new EventBusClient(vertx, addresses, protocols);
  }

  /** {@return the addresses that it uses} */
  EventBusAddresses addresses();

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
   * Calls a peer and gives its response. The request must not be changed afterwards. A call that is
   * cancelled fails here at once; its slot in the network is free again when its time is over.
   *
   * @param peer the peer
   * @param protocol the protocol
   * @param request the payload of the request
   * @param options the priority, the time-out and what cancels it
   * @return the payload of the response, or the failure
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
   * Sends a message that nobody acknowledges; done once it is queued.
   *
   * @param peer the peer
   * @param protocol the protocol
   * @param message the payload of the message
   * @param options the priority, the time-out and what cancels it
   * @return completes when it is done, and fails with the reason
   */
  Future<Void> directSend(PeerId peer, ProtocolId protocol, Buffer message, SendOptions options);

  /**
   * Sends one message to several peers. At most 1,024 peers can be named, or twice as many as are
   * connected where that is more; with more it fails with {@link FailureCode#INVALID_REQUEST}
   * before any of them is looked at.
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
   * Serves the RPCs of a protocol; null stops serving. A failure with {@link
   * FailureCode#NOT_SUPPORTED} tells the remote so, any other drops the request.
   *
   * @param protocol the protocol
   * @param handler the handler
   * @return done when requests can arrive, in a cluster from every node
   */
  Future<Void> rpcHandler(
      ProtocolId protocol, @Nullable Function<InboundMessage, Future<Buffer>> handler);

  /**
   * Receives the direct sends of a protocol; null stops receiving.
   *
   * @param protocol the protocol
   * @param handler the handler
   * @return completes when it is done, and fails with the reason
   */
  Future<Void> directSendHandler(ProtocolId protocol, @Nullable Handler<InboundMessage> handler);

  /**
   * As {@link #directSendHandler}, for a handler that needs time: at most 64 messages or 1 MiB wait
   * for its futures, what is beyond that counts against the network's inbound bound.
   *
   * @param protocol the protocol
   * @param handler the handler
   * @return completes when it is done, and fails with the reason
   */
  Future<Void> asyncDirectSendHandler(
      ProtocolId protocol, @Nullable Function<InboundMessage, ? extends Future<?>> handler);

  /**
   * Sets the handler that is told of new and lost peers and of refused connections; null removes
   * it. There is one: setting another replaces it.
   *
   * @param handler the handler
   * @return done when events arrive
   */
  Future<Void> peerHandler(@Nullable Handler<PeerEvent> handler);

  /**
   * Tells a handler of new and lost peers and of refused connections, beside all others that are
   * told, until the subscription ends.
   *
   * @param handler the handler
   * @return done when events arrive
   */
  Future<PeerSubscription> subscribe(Handler<PeerEvent> handler);

  /**
   * The peers connected now.
   *
   * @return the result, or the failure
   */
  Future<List<PeerInfo>> peers();

  /**
   * What the network is, and its failures so far.
   *
   * @return the result, or the failure
   */
  Future<NetworkInfo> info();

  /**
   * Connects to a peer; only from within the network's own JVM.
   *
   * @param peer the peer
   * @param address the address
   * @return completes when it is done, and fails with the reason
   */
  Future<Void> dial(PeerId peer, NetworkAddress address);

  /**
   * Ends the connection to a peer; only from within the network's own JVM.
   *
   * @param peer the peer
   * @return completes when it is done, and fails with the reason
   */
  Future<Void> disconnect(PeerId peer);

  /**
   * Has the network read its key file again; only from within the network's own JVM. As {@link
   * DiemNet#reloadIdentity}.
   *
   * @return completes when it is done, and fails with the reason
   */
  Future<Void> reloadIdentity();

  /**
   * Replaces the network's configured seeds; only from within the network's own JVM. As {@link
   * DiemNet#updateSeeds(Map)}.
   *
   * @param seeds the seeds
   * @return the result, or the failure
   */
  Future<JsonObject> updateSeeds(Map<PeerId, PeerConfig> seeds);

  /**
   * As {@link #updateSeeds(Map)}, for seeds in the form of a peers file.
   *
   * @param seeds the seeds
   * @return the result, or the failure
   */
  Future<JsonObject> updateSeeds(JsonObject seeds);

  /**
   * Gives the network the on-chain validator set; only from within the network's own JVM. As {@link
   * DiemNet#updateValidatorSet}.
   *
   * @param validatorSet the validator set
   * @return the result, or the failure
   */
  Future<JsonObject> updateValidatorSet(Buffer validatorSet);

  /**
   * Unregisters all handlers; the network is not affected.
   *
   * @return completes when it is done, and fails with the reason
   */
  Future<Void> close();
}

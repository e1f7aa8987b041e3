package io.diemnet.vertx.mutiny;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.EventBusAddresses;
import io.diemnet.vertx.InboundMessage;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkInfo;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerInfo;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.SendOptions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** {@link io.diemnet.vertx.DiemNetClient} for Mutiny. Methods may be called from any thread. */
public final class DiemNetClient {

  private final Vertx vertx;
  private final io.diemnet.vertx.DiemNetClient delegate;

  private DiemNetClient(Vertx vertx, io.diemnet.vertx.DiemNetClient delegate) {
    this.vertx = Objects.requireNonNull(vertx);
    this.delegate = Objects.requireNonNull(delegate);
  }

  /**
   * A client of the network of that name, under the default prefix.
   *
   * @param vertx the Vert.x instance to run on
   * @param network the name of the network
   * @return the client
   */
  public static DiemNetClient create(Vertx vertx, String network) {
    return new DiemNetClient(vertx, io.diemnet.vertx.DiemNetClient.create(vertx, network));
  }

  /**
   * A client of the network that has these addresses.
   *
   * @param vertx the Vert.x instance to run on
   * @param addresses the addresses
   * @return the client
   */
  public static DiemNetClient create(Vertx vertx, EventBusAddresses addresses) {
    return new DiemNetClient(vertx, io.diemnet.vertx.DiemNetClient.create(vertx, addresses));
  }

  /**
   * The same client as the delegate.
   *
   * @param vertx the Vert.x instance to run on
   * @param delegate what the calls are passed to
   * @return the client
   */
  public static DiemNetClient newInstance(Vertx vertx, io.diemnet.vertx.DiemNetClient delegate) {
    return new DiemNetClient(vertx, delegate);
  }

  /** {@return the delegate} */
  public io.diemnet.vertx.DiemNetClient getDelegate() {
    return delegate;
  }

  /**
   * Calls a peer, with the network's time-out.
   *
   * @param peer the peer
   * @param protocol the protocol
   * @param request the payload of the request
   * @return the payload of the response, or the failure
   */
  public Uni<Buffer> rpc(PeerId peer, ProtocolId protocol, Buffer request) {
    return rpc(peer, protocol, request, SendOptions.DEFAULT);
  }

  /**
   * Calls a peer at each subscription; cancelling gives the call up on this side of the bus.
   *
   * @param peer the peer
   * @param protocol the protocol
   * @param request the payload of the request
   * @param options the priority, the time-out and what cancels it
   * @return the payload of the response, or the failure
   */
  public Uni<Buffer> rpc(PeerId peer, ProtocolId protocol, Buffer request, SendOptions options) {
    return Unis.cancellable(
        options, cancellable -> delegate.rpc(peer, protocol, request, cancellable));
  }

  /**
   * Sends a message that nobody acknowledges; an item once it is queued.
   *
   * @param peer the peer
   * @param protocol the protocol
   * @param message the payload of the message
   * @return completes when it is done, and fails with the reason
   */
  public Uni<Void> directSend(PeerId peer, ProtocolId protocol, Buffer message) {
    return directSend(peer, protocol, message, SendOptions.DEFAULT);
  }

  /**
   * As {@link #directSend(PeerId, ProtocolId, Buffer)}, with a priority.
   *
   * @param peer the peer
   * @param protocol the protocol
   * @param message the payload of the message
   * @param options the priority, the time-out and what cancels it
   * @return completes when it is done, and fails with the reason
   */
  public Uni<Void> directSend(
      PeerId peer, ProtocolId protocol, Buffer message, SendOptions options) {
    return Unis.of(() -> delegate.directSend(peer, protocol, message, options));
  }

  /**
   * Sends one message to several peers; for each that it was not queued for, why.
   *
   * @param peers the peers
   * @param protocol the protocol
   * @param message the payload of the message
   * @param options the priority, the time-out and what cancels it
   * @return the result, or the failure
   */
  public Uni<Map<PeerId, DiemNetException>> broadcast(
      Collection<PeerId> peers, ProtocolId protocol, Buffer message, SendOptions options) {
    return Unis.of(() -> delegate.broadcast(peers, protocol, message, options));
  }

  /**
   * As {@link #broadcast}, to all peers that are connected.
   *
   * @param protocol the protocol
   * @param message the payload of the message
   * @param options the priority, the time-out and what cancels it
   * @return the result, or the failure
   */
  public Uni<Map<PeerId, DiemNetException>> broadcastToAll(
      ProtocolId protocol, Buffer message, SendOptions options) {
    return Unis.of(() -> delegate.broadcastToAll(protocol, message, options));
  }

  /**
   * Serves the RPCs of a protocol from the subscription on; null stops serving.
   *
   * @param protocol the protocol
   * @param handler the handler
   * @return completes when it is done, and fails with the reason
   */
  public Uni<Void> rpcHandler(ProtocolId protocol, Function<InboundMessage, Uni<Buffer>> handler) {
    return Unis.of(
        () ->
            delegate.rpcHandler(
                protocol, handler == null ? null : message -> Unis.future(handler.apply(message))));
  }

  /**
   * Receives the direct sends of a protocol while it is subscribed to, by one subscriber at a time,
   * on the context that subscribed. What the subscriber has not asked for is bounded as {@link
   * io.diemnet.vertx.DiemNetClient#asyncDirectSendHandler} says.
   *
   * @param protocol the protocol
   * @return the stream
   */
  public Multi<InboundMessage> directSends(ProtocolId protocol) {
    return Multi.createFrom()
        .publisher(
            new InboundPublisher(
                vertx, handler -> delegate.asyncDirectSendHandler(protocol, handler)));
  }

  /**
   * New and lost peers and refused connections, from the subscription on, for any number of
   * subscribers, each on the context that subscribed. A subscriber that leaves 1,024 events behind
   * fails.
   *
   * @return the stream
   */
  public Multi<PeerEvent> peerEvents() {
    return Events.of(delegate::subscribe);
  }

  /**
   * The peers connected now.
   *
   * @return the result, or the failure
   */
  public Uni<List<PeerInfo>> peers() {
    return Unis.of(delegate::peers);
  }

  /**
   * What the network is, and its failures so far.
   *
   * @return the result, or the failure
   */
  public Uni<NetworkInfo> info() {
    return Unis.of(delegate::info);
  }

  /**
   * Connects to a peer; only from within the network's own JVM.
   *
   * @param peer the peer
   * @param address the address
   * @return completes when it is done, and fails with the reason
   */
  public Uni<Void> dial(PeerId peer, NetworkAddress address) {
    return Unis.of(() -> delegate.dial(peer, address));
  }

  /**
   * Ends the connection to a peer; only from within the network's own JVM.
   *
   * @param peer the peer
   * @return completes when it is done, and fails with the reason
   */
  public Uni<Void> disconnect(PeerId peer) {
    return Unis.of(() -> delegate.disconnect(peer));
  }

  /**
   * Reads the key file again; handshakes that begin from now on use its key.
   *
   * @return completes when it is done, and fails with the reason
   */
  public Uni<Void> reloadIdentity() {
    return Unis.of(delegate::reloadIdentity);
  }

  /**
   * Replaces the configured seeds; an item with counts.
   *
   * @param seeds the seeds
   * @return the result, or the failure
   */
  public Uni<JsonObject> updateSeeds(Map<PeerId, PeerConfig> seeds) {
    return Unis.of(() -> delegate.updateSeeds(seeds));
  }

  /**
   * As {@link #updateSeeds(Map)}, for seeds in the form of a peers file.
   *
   * @param seeds the seeds
   * @return the result, or the failure
   */
  public Uni<JsonObject> updateSeeds(JsonObject seeds) {
    return Unis.of(() -> delegate.updateSeeds(seeds));
  }

  /**
   * Takes over the on-chain validator set, in BCS; an item with counts.
   *
   * @param validatorSet the validator set
   * @return the result, or the failure
   */
  public Uni<JsonObject> updateValidatorSet(Buffer validatorSet) {
    return Unis.of(() -> delegate.updateValidatorSet(validatorSet));
  }

  /**
   * Unregisters all handlers; the network is not affected.
   *
   * @return completes when it is done, and fails with the reason
   */
  public Uni<Void> close() {
    return Unis.of(delegate::close);
  }
}

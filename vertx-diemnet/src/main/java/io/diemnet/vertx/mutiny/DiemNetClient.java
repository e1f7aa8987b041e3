package io.diemnet.vertx.mutiny;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.EventBusAddresses;
import io.diemnet.vertx.InboundMessage;
import io.diemnet.vertx.KnownPeer;
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
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** {@link io.diemnet.vertx.DiemNetClient} for Mutiny. All methods are thread-safe. */
public final class DiemNetClient {

  private final Vertx vertx;
  private final io.diemnet.vertx.DiemNetClient delegate;

  private DiemNetClient(Vertx vertx, io.diemnet.vertx.DiemNetClient delegate) {
    this.vertx = Objects.requireNonNull(vertx);
    this.delegate = Objects.requireNonNull(delegate);
  }

  /**
   * Creates a client of a network that uses the default event-bus prefix.
   *
   * @param vertx the Vert.x instance to run on
   * @param network the name of the network
   * @return the client
   */
  public static DiemNetClient create(Vertx vertx, String network) {
    return new DiemNetClient(vertx, io.diemnet.vertx.DiemNetClient.create(vertx, network));
  }

  /**
   * Creates a client of the network with the given addresses.
   *
   * @param vertx the Vert.x instance to run on
   * @param addresses the addresses of the network
   * @return the client
   */
  public static DiemNetClient create(Vertx vertx, EventBusAddresses addresses) {
    return new DiemNetClient(vertx, io.diemnet.vertx.DiemNetClient.create(vertx, addresses));
  }

  /**
   * Wraps a client.
   *
   * @param vertx the Vert.x instance that the client runs on
   * @param delegate the client to wrap
   * @return the wrapper
   */
  public static DiemNetClient newInstance(Vertx vertx, io.diemnet.vertx.DiemNetClient delegate) {
    return new DiemNetClient(vertx, delegate);
  }

  /** {@return the wrapped client} */
  public io.diemnet.vertx.DiemNetClient getDelegate() {
    return delegate;
  }

  /**
   * Calls a peer with the default time-out and priority 0.
   *
   * @param peer the peer to call
   * @param protocol the protocol
   * @param request the request payload
   * @return a Uni that emits the response payload; fails with a {@link DiemNetException}
   */
  public Uni<Buffer> rpc(PeerId peer, ProtocolId protocol, Buffer request) {
    return rpc(peer, protocol, request, SendOptions.DEFAULT);
  }

  /**
   * Calls a peer at each subscription. Cancelling the subscription cancels the call on this side of
   * the event bus.
   *
   * @param peer the peer to call
   * @param protocol the protocol
   * @param request the request payload
   * @param options the time-out, the priority and the cancellation signal
   * @return a Uni that emits the response payload; fails with a {@link DiemNetException}
   */
  public Uni<Buffer> rpc(PeerId peer, ProtocolId protocol, Buffer request, SendOptions options) {
    return Unis.cancellable(
        options, cancellable -> delegate.rpc(peer, protocol, request, cancellable));
  }

  /**
   * Sends a message that is not acknowledged, with priority 0.
   *
   * @param peer the peer to send to
   * @param protocol the protocol
   * @param message the message payload
   * @return a Uni that completes when the message is queued; fails with a {@link DiemNetException}
   */
  public Uni<Void> directSend(PeerId peer, ProtocolId protocol, Buffer message) {
    return directSend(peer, protocol, message, SendOptions.DEFAULT);
  }

  /**
   * Sends a message that is not acknowledged.
   *
   * @param peer the peer to send to
   * @param protocol the protocol
   * @param message the message payload
   * @param options the priority; the other options have no effect
   * @return a Uni that completes when the message is queued; fails with a {@link DiemNetException}
   */
  public Uni<Void> directSend(
      PeerId peer, ProtocolId protocol, Buffer message, SendOptions options) {
    return Unis.of(() -> delegate.directSend(peer, protocol, message, options));
  }

  /**
   * Sends one message to several peers. See {@link io.diemnet.vertx.DiemNetClient#broadcast}.
   *
   * @param peers the peers to send to
   * @param protocol the protocol
   * @param message the message payload
   * @param options the priority; the other options have no effect
   * @return a Uni that emits the failure of each peer for which the message was not queued
   */
  public Uni<Map<PeerId, DiemNetException>> broadcast(
      Collection<PeerId> peers, ProtocolId protocol, Buffer message, SendOptions options) {
    return Unis.of(() -> delegate.broadcast(peers, protocol, message, options));
  }

  /**
   * Sends one message to all connected peers. See {@link #broadcast}.
   *
   * @param protocol the protocol
   * @param message the message payload
   * @param options the priority; the other options have no effect
   * @return a Uni that emits the failure of each peer for which the message was not queued
   */
  public Uni<Map<PeerId, DiemNetException>> broadcastToAll(
      ProtocolId protocol, Buffer message, SendOptions options) {
    return Unis.of(() -> delegate.broadcastToAll(protocol, message, options));
  }

  /**
   * Sets the handler that serves the RPCs of a protocol, at each subscription.
   *
   * @param protocol the protocol
   * @param handler the handler, or null to stop serving
   * @return a Uni that completes when requests can arrive
   */
  public Uni<Void> rpcHandler(ProtocolId protocol, Function<InboundMessage, Uni<Buffer>> handler) {
    return Unis.of(
        () ->
            delegate.rpcHandler(
                protocol, handler == null ? null : message -> Unis.future(handler.apply(message))));
  }

  /**
   * Returns the direct sends of a protocol. One subscriber at a time receives them, on the context
   * that subscribed. {@link io.diemnet.vertx.DiemNetClient#asyncDirectSendHandler} states the limit
   * for messages that the subscriber has not requested.
   *
   * @param protocol the protocol
   * @return a Multi of the messages
   */
  public Multi<InboundMessage> directSends(ProtocolId protocol) {
    return Multi.createFrom()
        .publisher(
            new InboundPublisher(
                vertx, handler -> delegate.asyncDirectSendHandler(protocol, handler)));
  }

  /**
   * Returns the new peers, lost peers and refused connections since the subscription. Any number of
   * subscribers receive them, each on the context that subscribed. A subscriber that does not
   * request 1,024 pending events fails.
   *
   * @return a Multi of the events
   */
  public Multi<PeerEvent> peerEvents() {
    return Events.of(delegate::subscribe);
  }

  /**
   * Returns the connected peers.
   *
   * @return a Uni that emits the peers; fails with a {@link DiemNetException}
   */
  public Uni<List<PeerInfo>> peers() {
    return Unis.of(delegate::peers);
  }

  /**
   * Returns all peers that the seeds and the discovery sources list, connected or not. See {@link
   * io.diemnet.vertx.DiemNet#knownPeers}.
   *
   * @return a Uni that emits the peers; fails with a {@link DiemNetException}
   */
  public Uni<List<KnownPeer>> knownPeers() {
    return Unis.of(delegate::knownPeers);
  }

  /**
   * Waits until a peer is connected, from the subscription. See {@link
   * io.diemnet.vertx.DiemNet#whenConnected(PeerId, Duration)}.
   *
   * @param peer the peer
   * @param timeout the maximum time to wait, at least 1 ms
   * @return a Uni that completes when the peer is connected; fails with a {@link DiemNetException},
   *     after the time-out with {@link io.diemnet.vertx.FailureCode#TIMED_OUT}
   */
  public Uni<Void> whenConnected(PeerId peer, Duration timeout) {
    return Unis.of(() -> delegate.whenConnected(peer, timeout));
  }

  /**
   * Waits until at least a number of peers is connected, from the subscription.
   *
   * @param peers the number of peers
   * @param timeout the maximum time to wait, at least 1 ms
   * @return a Uni that completes when so many peers are connected; fails with a {@link
   *     DiemNetException}
   */
  public Uni<Void> whenConnected(int peers, Duration timeout) {
    return Unis.of(() -> delegate.whenConnected(peers, timeout));
  }

  /**
   * Waits until all trusted peers are connected, from the subscription. See {@link
   * io.diemnet.vertx.DiemNet#whenConnected(Duration)}.
   *
   * @param timeout the maximum time to wait, at least 1 ms
   * @return a Uni that completes when all trusted peers are connected; fails with a {@link
   *     DiemNetException}
   */
  public Uni<Void> whenConnected(Duration timeout) {
    return Unis.of(() -> delegate.whenConnected(timeout));
  }

  /**
   * Returns the configuration and the failure counts of the network.
   *
   * @return a Uni that emits the information; fails with a {@link DiemNetException}
   */
  public Uni<NetworkInfo> info() {
    return Unis.of(delegate::info);
  }

  /**
   * Dials a peer. Works only in the JVM of the network.
   *
   * @param peer the peer
   * @param address a dialable address of the peer
   * @return a Uni that completes when the connection is registered; fails with a {@link
   *     DiemNetException}
   */
  public Uni<Void> dial(PeerId peer, NetworkAddress address) {
    return Unis.of(() -> delegate.dial(peer, address));
  }

  /**
   * Closes the connection to a peer gracefully. Works only in the JVM of the network.
   *
   * @param peer the peer
   * @return a Uni that completes when the connection is closed; fails with a {@link
   *     DiemNetException}
   */
  public Uni<Void> disconnect(PeerId peer) {
    return Unis.of(() -> delegate.disconnect(peer));
  }

  /**
   * Makes the network read its private key file again. Works only in the JVM of the network.
   *
   * @return a Uni that completes when the key is in use; fails with a {@link DiemNetException}
   */
  public Uni<Void> reloadIdentity() {
    return Unis.of(delegate::reloadIdentity);
  }

  /**
   * Replaces the configured seeds. Works only in the JVM of the network.
   *
   * @param seeds the new seeds
   * @return a Uni that emits the counts; fails with a {@link DiemNetException}
   */
  public Uni<JsonObject> updateSeeds(Map<PeerId, PeerConfig> seeds) {
    return Unis.of(() -> delegate.updateSeeds(seeds));
  }

  /**
   * Replaces the configured seeds. See {@link #updateSeeds(Map)}.
   *
   * @param seeds the new seeds in the form of a peers file
   * @return a Uni that emits the counts; fails with a {@link DiemNetException}
   */
  public Uni<JsonObject> updateSeeds(JsonObject seeds) {
    return Unis.of(() -> delegate.updateSeeds(seeds));
  }

  /**
   * Replaces the on-chain validator set. Works only in the JVM of the network.
   *
   * @param validatorSet a BCS-encoded ValidatorSet
   * @return a Uni that emits the counts; fails with a {@link DiemNetException}
   */
  public Uni<JsonObject> updateValidatorSet(Buffer validatorSet) {
    return Unis.of(() -> delegate.updateValidatorSet(validatorSet));
  }

  /**
   * Unregisters all handlers of this client. The network is not affected.
   *
   * @return a Uni that completes when all handlers are unregistered
   */
  public Uni<Void> close() {
    return Unis.of(delegate::close);
  }
}

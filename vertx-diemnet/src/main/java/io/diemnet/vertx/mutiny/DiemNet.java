package io.diemnet.vertx.mutiny;

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
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.SendOptions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** {@link io.diemnet.vertx.DiemNet} for Mutiny. All methods are thread-safe. */
public final class DiemNet {

  private final Vertx vertx;
  private final io.diemnet.vertx.DiemNet delegate;

  private DiemNet(Vertx vertx, io.diemnet.vertx.DiemNet delegate) {
    this.vertx = Objects.requireNonNull(vertx);
    this.delegate = Objects.requireNonNull(delegate);
  }

  /**
   * Creates a network. It is not started.
   *
   * @param vertx the Vert.x instance to run on
   * @param options the options, copied
   * @return the network
   */
  public static DiemNet create(Vertx vertx, DiemNetOptions options) {
    return new DiemNet(vertx, io.diemnet.vertx.DiemNet.create(vertx, options));
  }

  /**
   * Wraps a network.
   *
   * @param vertx the Vert.x instance that the network runs on
   * @param delegate the network to wrap
   * @return the wrapper
   */
  public static DiemNet newInstance(Vertx vertx, io.diemnet.vertx.DiemNet delegate) {
    return new DiemNet(vertx, delegate);
  }

  /** {@return the wrapped network} */
  public io.diemnet.vertx.DiemNet getDelegate() {
    return delegate;
  }

  /**
   * Binds the listen address, registers the event-bus addresses and starts to dial. See {@link
   * io.diemnet.vertx.DiemNet#start}.
   *
   * @return a Uni that completes when the network runs
   */
  public Uni<Void> start() {
    return Unis.of(delegate::start);
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
   * Calls a peer at each subscription. Cancelling the subscription cancels the call and frees its
   * slot.
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
   * Sends one message to several peers. See {@link io.diemnet.vertx.DiemNet#broadcast}.
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
   * Sets the handler that serves the RPCs of a protocol. See {@link
   * io.diemnet.vertx.DiemNet#rpcHandler}.
   *
   * @param protocol the protocol
   * @param handler the handler, or null to stop serving
   * @return this object, for chaining
   */
  public DiemNet rpcHandler(ProtocolId protocol, Function<InboundMessage, Uni<Buffer>> handler) {
    delegate.rpcHandler(
        protocol, handler == null ? null : message -> Unis.future(handler.apply(message)));
    return this;
  }

  /**
   * Returns the direct sends of a protocol. One subscriber at a time receives them, on the context
   * that subscribed. Messages that the subscriber has not requested count against the inbound limit
   * of the protocol, so a slow subscriber applies back-pressure to the senders.
   *
   * @param protocol the protocol
   * @return a Multi of the messages
   */
  public Multi<InboundMessage> directSends(ProtocolId protocol) {
    return Multi.createFrom()
        .publisher(
            new InboundPublisher(
                vertx,
                handler -> {
                  try {
                    delegate.asyncDirectSendHandler(protocol, handler);
                    return Future.succeededFuture();
                  } catch (RuntimeException refused) {
                    return Future.failedFuture(refused);
                  }
                }));
  }

  /**
   * Returns the new peers, lost peers and refused connections since the subscription. Any number of
   * subscribers receive them, each on the context that subscribed. A subscriber that does not
   * request 1,024 pending events fails.
   *
   * @return a Multi of the events
   */
  public Multi<PeerEvent> peerEvents() {
    return Events.of(handler -> Future.succeededFuture(delegate.subscribe(handler)));
  }

  /** {@return the connected peers} */
  public List<PeerInfo> peers() {
    return delegate.peers();
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

  /** {@return the configuration and the failure counts of this network} */
  public NetworkInfo info() {
    return delegate.info();
  }

  /**
   * {@return the protocol of this network with the given name, or null}
   *
   * @param name the name, case-sensitive
   */
  public ProtocolId protocol(String name) {
    return delegate.protocol(name);
  }

  /**
   * Dials a peer.
   *
   * @param peer the peer
   * @param address a dialable address of the peer
   * @return a Uni that emits the peer when the connection is registered; fails with a {@link
   *     DiemNetException}
   */
  public Uni<PeerInfo> dial(PeerId peer, NetworkAddress address) {
    return Unis.of(() -> delegate.dial(peer, address));
  }

  /**
   * Closes the connection to a peer gracefully.
   *
   * @param peer the peer
   * @return a Uni that completes when the connection is closed; fails with a {@link
   *     DiemNetException}
   */
  public Uni<Void> disconnect(PeerId peer) {
    return Unis.of(() -> delegate.disconnect(peer));
  }

  /**
   * Reads the private key file again. New handshakes use the new key.
   *
   * @return a Uni that completes when the key is in use; fails with a {@link DiemNetException}
   */
  public Uni<Void> reloadIdentity() {
    return Unis.of(delegate::reloadIdentity);
  }

  /**
   * Replaces the configured seeds.
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
   * Replaces the on-chain validator set.
   *
   * @param validatorSet a BCS-encoded ValidatorSet
   * @return a Uni that emits the counts; fails with a {@link DiemNetException}
   */
  public Uni<JsonObject> updateValidatorSet(Buffer validatorSet) {
    return Unis.of(() -> delegate.updateValidatorSet(validatorSet));
  }

  /**
   * {@return whether the outbound queue of a peer is full} A sender should wait for {@link
   * #drained} while it is.
   *
   * @param peer the peer
   */
  public boolean writeQueueFull(PeerId peer) {
    return delegate.writeQueueFull(peer);
  }

  /**
   * Waits until the outbound queue of a peer has room again or the connection is closed.
   *
   * @param peer the peer
   * @return a Uni that completes then
   */
  public Uni<Void> drained(PeerId peer) {
    return Unis.of(
        () -> {
          Promise<Void> drained = Promise.promise();
          delegate.drainHandler(peer, drained::tryComplete);
          return drained.future();
        });
  }

  /**
   * Closes the network gracefully, within the close time-out.
   *
   * @return a Uni that completes when the network is closed
   */
  public Uni<Void> close() {
    return Unis.of(delegate::close);
  }
}

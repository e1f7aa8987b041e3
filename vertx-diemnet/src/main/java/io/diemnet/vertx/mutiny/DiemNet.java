package io.diemnet.vertx.mutiny;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.DiemNetOptions;
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
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** {@link io.diemnet.vertx.DiemNet} for Mutiny. Methods may be called from any thread. */
public final class DiemNet {

  private final Vertx vertx;
  private final io.diemnet.vertx.DiemNet delegate;

  private DiemNet(Vertx vertx, io.diemnet.vertx.DiemNet delegate) {
    this.vertx = Objects.requireNonNull(vertx);
    this.delegate = Objects.requireNonNull(delegate);
  }

  /**
   * A network of these options, not yet started.
   *
   * @param vertx the Vert.x instance to run on
   * @param options the options
   * @return the network
   */
  public static DiemNet create(Vertx vertx, DiemNetOptions options) {
    return new DiemNet(vertx, io.diemnet.vertx.DiemNet.create(vertx, options));
  }

  /**
   * The same network as the delegate.
   *
   * @param vertx the Vert.x instance to run on
   * @param delegate what the calls are passed to
   * @return the network
   */
  public static DiemNet newInstance(Vertx vertx, io.diemnet.vertx.DiemNet delegate) {
    return new DiemNet(vertx, delegate);
  }

  /** {@return the delegate} */
  public io.diemnet.vertx.DiemNet getDelegate() {
    return delegate;
  }

  /**
   * Binds the listen address, registers the event-bus addresses and begins to dial.
   *
   * @return completes when it is done, and fails with the reason
   */
  public Uni<Void> start() {
    return Unis.of(delegate::start);
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
   * Calls a peer at each subscription; cancelling gives the call up and frees its slot.
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
   * Serves the RPCs of a protocol; null stops serving.
   *
   * @param protocol the protocol
   * @param handler the handler
   * @return this, so that calls can be chained
   */
  public DiemNet rpcHandler(ProtocolId protocol, Function<InboundMessage, Uni<Buffer>> handler) {
    delegate.rpcHandler(
        protocol, handler == null ? null : message -> Unis.future(handler.apply(message)));
    return this;
  }

  /**
   * Receives the direct sends of a protocol while it is subscribed to, by one subscriber at a time,
   * on the context that subscribed. What the subscriber has not asked for counts against the
   * protocol's inbound bound, so a slow one slows the senders down.
   *
   * @param protocol the protocol
   * @return the stream
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
   * New and lost peers and refused connections, from the subscription on, for any number of
   * subscribers, each on the context that subscribed. A subscriber that leaves 1,024 events behind
   * fails.
   *
   * @return the stream
   */
  public Multi<PeerEvent> peerEvents() {
    return Events.of(handler -> Future.succeededFuture(delegate.subscribe(handler)));
  }

  /** {@return the peers connected now} */
  public List<PeerInfo> peers() {
    return delegate.peers();
  }

  /** {@return what this network is, and its failures so far} */
  public NetworkInfo info() {
    return delegate.info();
  }

  /**
   * {@return the protocol of that name among those spoken here, or null}
   *
   * @param name the name
   */
  public ProtocolId protocol(String name) {
    return delegate.protocol(name);
  }

  /**
   * Connects to a peer at a dialable address; an item when the connection is registered.
   *
   * @param peer the peer
   * @param address the address
   * @return the result, or the failure
   */
  public Uni<PeerInfo> dial(PeerId peer, NetworkAddress address) {
    return Unis.of(() -> delegate.dial(peer, address));
  }

  /**
   * Ends the connection to a peer gracefully; an item when it is closed.
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
   * {@return whether a well-behaved sender should wait for {@link #drained}}
   *
   * @param peer the peer
   */
  public boolean writeQueueFull(PeerId peer) {
    return delegate.writeQueueFull(peer);
  }

  /**
   * An item when the queue to this peer has room again or its connection is gone.
   *
   * @param peer the peer
   * @return completes when it is done, and fails with the reason
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
   * Ends the network gracefully, within the close time-out.
   *
   * @return completes when it is done, and fails with the reason
   */
  public Uni<Void> close() {
    return Unis.of(delegate::close);
  }
}

package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.handshake.HandshakeMsg;
import io.diemnet.vertx.impl.metrics.FailureReason;
import io.diemnet.vertx.impl.noise.NoiseHandshakeHandler;
import io.diemnet.vertx.impl.noise.NoiseHandshakeListener;
import io.diemnet.vertx.impl.noise.NoiseInitiator;
import io.diemnet.vertx.impl.noise.NoiseRejection;
import io.diemnet.vertx.impl.noise.NoiseSession;
import io.diemnet.vertx.impl.peer.EstablishedChannel;
import io.diemnet.vertx.impl.transport.UpgradeException.Step;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * One channel on its way to a connection: Noise, then the handshake, under one deadline
 * (specification section 4). Whatever goes wrong closes the channel and names the step. Owned by
 * the channel's event loop.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // closing or writing tells its outcome by the end of the channel
final class Upgrade implements NoiseHandshakeListener, HandshakeExchange.Listener {

  private static final String NOISE = "noise";

  private final UpgradeSettings settings;
  private final Channel channel;
  private final ConnectionOrigin origin;
  private final NetworkAddress address;
  private final Promise<Upgraded> promise = Promise.promise();
  private ScheduledFuture<?> timeout;
  private NoiseSession session;
  private PeerId claimedPeer;
  private boolean suspicious;

  /**
   * @param address outbound: as dialed; inbound: where it came from, without a key
   */
  Upgrade(
      UpgradeSettings settings, Channel channel, ConnectionOrigin origin, NetworkAddress address) {
    this.settings = settings;
    this.channel = channel;
    this.origin = origin;
    this.address = address;
  }

  /** Answers a dialer. */
  Future<Upgraded> answer(long deadline) {
    return run(
        NoiseHandshakeHandler.server(settings.responder().get(), settings.executor(), this),
        deadline);
  }

  /** Dials a peer over a fresh channel. */
  Future<Upgraded> dial(PeerId peer, long deadline) {
    claimedPeer = peer;
    NoiseInitiator.Dial dial = settings.initiator().get().dial(peer, address.noiseKey());
    return run(NoiseHandshakeHandler.client(dial, settings.executor(), this), deadline);
  }

  /** Gives up, for instance because the network ends. */
  void abort(FailureReason reason, String message) {
    failed(new UpgradeException(session == null ? Step.NOISE : Step.HANDSHAKE, reason, message));
  }

  /** Who the remote is or claims to be; null if it has not said. */
  PeerId claimedPeer() {
    return claimedPeer;
  }

  /** Whether the failure may have been an attack. */
  boolean suspicious() {
    return suspicious;
  }

  private Future<Upgraded> run(NoiseHandshakeHandler handler, long deadline) {
    timeout =
        channel
            .eventLoop()
            .schedule(
                () -> abort(FailureReason.TIMEOUT, "the upgrade took longer than its deadline"),
                Math.max(0, deadline - settings.clock().nanos()),
                TimeUnit.NANOSECONDS);
    if (!channel.isActive()) {
      abort(FailureReason.INCOMPLETE, "the channel closed at once");
      return promise.future();
    }
    channel.pipeline().addLast(NOISE, handler);
    channel.config().setAutoRead(true);
    return promise.future();
  }

  @Override
  public void established(ChannelHandlerContext ctx, NoiseSession noise) {
    session = noise;
    claimedPeer = noise.remotePeer();
    channel
        .pipeline()
        .addAfter(
            NOISE,
            HandshakeExchange.NAME,
            new HandshakeExchange(settings.handshake(), noise, this));
  }

  @Override
  public void failed(ChannelHandlerContext ctx, NoiseRejection rejection) {
    if (rejection.claimedPeer() != null) {
      claimedPeer = rejection.claimedPeer();
    }
    suspicious = rejection.failure().suspicious();
    failed(
        new UpgradeException(
            Step.NOISE, FailureReason.of(rejection.failure()), explain(rejection)));
  }

  private String explain(NoiseRejection rejection) {
    String description = rejection.failure().description();
    if (origin == ConnectionOrigin.INBOUND) {
      return description;
    }
    return switch (rejection.failure()) {
      case REFUSED ->
          description
              + ": it may not trust this node's peer id and key, have another key than the address"
              + " says, be this node itself, or be full";
      case DECRYPT_FAILED -> description + ": it does not have the key that the address says";
      default -> description;
    };
  }

  @Override
  public void agreed(EstablishedChannel established, HandshakeMsg.Negotiated negotiated) {
    timeout.cancel(false);
    List<ProtocolId> common =
        IntStream.range(0, 256)
            .filter(negotiated.common()::contains)
            .mapToObj(settings.protocols()::byNumber)
            .filter(java.util.Objects::nonNull)
            .toList();
    NetworkAddress remote =
        origin == ConnectionOrigin.OUTBOUND
            ? address
            : address.withNoise(session.remoteKey(), NetworkAddress.HANDSHAKE_VERSION);
    Upgraded upgraded =
        new Upgraded(
            established,
            session.remotePeer(),
            session.remoteKey(),
            session.role(),
            origin,
            remote,
            common);
    if (!promise.tryComplete(upgraded)) {
      established.discard();
    }
  }

  @Override
  public void failed(UpgradeException reason) {
    if (timeout != null) {
      timeout.cancel(false);
    }
    if (promise.tryFail(reason)) {
      channel.close();
    }
  }
}

package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.handshake.HandshakeMsg;
import io.diemnet.vertx.impl.memory.ChannelMemory;
import io.diemnet.vertx.impl.memory.MemoryClass;
import io.diemnet.vertx.impl.metrics.FailureReason;
import io.diemnet.vertx.impl.noise.HandshakeExecutor.Lane;
import io.diemnet.vertx.impl.noise.NoiseFailure;
import io.diemnet.vertx.impl.noise.NoiseHandshakeHandler;
import io.diemnet.vertx.impl.noise.NoiseHandshakeListener;
import io.diemnet.vertx.impl.noise.NoiseInitiator;
import io.diemnet.vertx.impl.noise.NoiseRejection;
import io.diemnet.vertx.impl.noise.NoiseSession;
import io.diemnet.vertx.impl.profile.Addresses;
import io.diemnet.vertx.impl.transport.UpgradeException.Step;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * The upgrade of one channel to a connection: Noise, then the handshake, under one deadline
 * (specification section 4). Any failure closes the channel and names the step. Owned by the
 * channel's event loop.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // closing or writing tells its outcome by the end of the channel
final class Upgrade
    implements ProxyHeaderHandler.Listener, NoiseHandshakeListener, HandshakeExchange.Listener {

  private static final String NOISE = "noise";

  private final UpgradeSettings settings;
  private final Channel channel;
  private final ConnectionOrigin origin;
  private final UpgradeLimits.Slot slot;
  private final ChannelMemory memory;
  private final Promise<EstablishedChannel> promise = Promise.promise();
  private NetworkAddress address;
  private Step step = Step.NOISE;
  private Lane lane = Lane.OWN;
  private ScheduledFuture<?> timeout;

  /** The listener's side of Noise; null if this side dials. */
  private NoiseHandshakeHandler noise;

  private NoiseSession session;
  private HandshakeExchange exchange;
  private PeerId claimedPeer;
  private boolean suspicious;
  private boolean probed;

  private Upgrade(
      UpgradeSettings settings,
      Channel channel,
      ConnectionOrigin origin,
      NetworkAddress address,
      UpgradeLimits.Slot slot) {
    this.settings = settings;
    this.channel = channel;
    this.origin = origin;
    this.address = address;
    this.slot = slot;
    this.memory =
        ChannelMemory.attach(
            channel,
            settings
                .memory()
                .open(
                    origin == ConnectionOrigin.OUTBOUND
                        ? MemoryClass.TRUSTED
                        : MemoryClass.STRANGERS));
    memory.onEvicted(
        () ->
            abort(
                FailureReason.MEMORY,
                "memory is short and it held most of it among the least trusted"));
  }

  /** For a channel to an address that was dialed. */
  static Upgrade outbound(UpgradeSettings settings, Channel channel, NetworkAddress dialed) {
    return new Upgrade(settings, channel, ConnectionOrigin.OUTBOUND, dialed, null);
  }

  /**
   * For a channel that was accepted.
   *
   * @param source where its socket comes from
   * @param slot its slot among the upgrades, given up with the upgrade's end
   */
  static Upgrade inbound(
      UpgradeSettings settings, Channel channel, NetworkAddress source, UpgradeLimits.Slot slot) {
    return new Upgrade(settings, channel, ConnectionOrigin.INBOUND, source, slot);
  }

  /** Answers a dialer. */
  Future<EstablishedChannel> answer(long deadline) {
    promise.future().onComplete(over -> slot.release());
    slot.onDisplaced(
        reason ->
            channel
                .eventLoop()
                .execute(() -> abort(reason, "it said nothing yet and made room for another")));
    if (settings.edge().proxyProtocol()) {
      step = Step.PROXY;
      return run(ProxyHeaderHandler.NAME, new ProxyHeaderHandler(this), deadline);
    }
    return run(NOISE, responder(), deadline);
  }

  private NoiseHandshakeHandler responder() {
    // The lane is known only when the dialer has claimed an id.
    noise =
        NoiseHandshakeHandler.server(
            settings.responder().get(), task -> settings.executor().execute(lane, task), this);
    return noise;
  }

  /** Dials a peer over a fresh channel. */
  Future<EstablishedChannel> dial(PeerId peer, long deadline) {
    claimedPeer = peer;
    NoiseInitiator.Dial dial = settings.initiator().get().dial(peer, address.noiseKey());
    return run(
        NOISE,
        NoiseHandshakeHandler.client(dial, settings.executor().lane(Lane.OWN), this),
        deadline);
  }

  /** Gives up, for instance because the network ends. */
  void abort(FailureReason reason, String message) {
    failed(new UpgradeException(step, reason, message));
  }

  /** Where the remote is: as dialed, or where it came from, as far as that is known. */
  NetworkAddress address() {
    return address;
  }

  /** Who the remote is or claims to be; null if it has not said. */
  PeerId claimedPeer() {
    return claimedPeer;
  }

  /** Whether a dialer closed before its first byte, in a profile whose peers probe each other. */
  boolean saidNothing() {
    return probed;
  }

  /** Whether the failure may have been an attack. */
  boolean suspicious() {
    return suspicious;
  }

  private Future<EstablishedChannel> run(String name, ChannelHandler handler, long deadline) {
    timeout =
        channel
            .eventLoop()
            .schedule(
                this::timedOut,
                Math.max(0, deadline - settings.clock().nanos()),
                TimeUnit.NANOSECONDS);
    if (!channel.isActive()) {
      abort(FailureReason.INCOMPLETE, "the channel closed at once");
      return promise.future();
    }
    channel.pipeline().addLast(name, handler);
    channel.config().setAutoRead(true);
    return promise.future();
  }

  private void timedOut() {
    String hint = hint();
    boolean unanswered = step == Step.NOISE && origin == ConnectionOrigin.OUTBOUND;
    abort(
        FailureReason.TIMEOUT,
        "the upgrade took longer than its deadline"
            + (hint != null
                ? ": " + hint
                : unanswered ? ": the remote did not answer; it may speak another profile" : ""));
  }

  /** What the bytes of a dialer say about it; null if nothing, and of a listener. */
  private String hint() {
    return step == Step.NOISE && noise != null ? noise.hint() : null;
  }

  @Override
  public boolean proxied(ProxyHeader.Source source) {
    step = Step.NOISE;
    if (source != null) {
      address = source.address();
      EstablishedChannel.setSource(channel, source.host());
    }
    try {
      slot.from(EstablishedChannel.source(channel));
    } catch (UpgradeException tooMany) {
      failed(tooMany);
      return false;
    }
    channel.pipeline().addAfter(ProxyHeaderHandler.NAME, NOISE, responder());
    return true;
  }

  @Override
  public boolean claimed(PeerId peer) {
    claimedPeer = peer;
    EdgeSettings.Admission admission = settings.edge().admission();
    UpgradeException refusal = admission.refusal(peer, EstablishedChannel.source(channel));
    if (refusal != null) {
      failed(refusal);
      return false;
    }
    boolean trusted = admission.trusts(peer);
    try {
      slot.claimed(peer, trusted);
    } catch (UpgradeException tooMany) {
      failed(tooMany);
      return false;
    }
    lane = !trusted ? Lane.STRANGER : slot.claimsFromKnownAddress() ? Lane.KNOWN : Lane.CLAIMED;
    return true;
  }

  @Override
  public void established(ChannelHandlerContext ctx, NoiseSession proved) {
    session = proved;
    step = Step.HANDSHAKE;
    if (slot != null) {
      // What the remote has sent so far can be a replay.
      slot.answered();
    }
    claimedPeer = proved.remotePeer();
    exchange =
        new HandshakeExchange(
            channel, settings.handshake(), settings.profile().handshake(), proved, memory, this);
    channel.pipeline().addAfter(NOISE, HandshakeExchange.NAME, exchange);
  }

  @Override
  public void failed(ChannelHandlerContext ctx, NoiseRejection rejection) {
    if (rejection.claimedPeer() != null) {
      claimedPeer = rejection.claimedPeer();
    }
    suspicious = rejection.failure().suspicious();
    probed =
        settings.profile().probed()
            && rejection.failure() == NoiseFailure.INCOMPLETE
            && noise != null
            && noise.messageCount() == 0;
    failed(
        new UpgradeException(
            Step.NOISE, FailureReason.of(rejection.failure()), explain(rejection)));
  }

  @Override
  public void sessionProved() {
    boolean stranger = slot != null && session.role() == PeerRole.UNKNOWN;
    if (stranger || !settings.edge().admission().trusts(session.remotePeer())) {
      return;
    }
    settings
        .edge()
        .limits()
        .trustedPeerAt(session.remotePeer(), EstablishedChannel.source(channel));
    if (slot != null) {
      slot.proved();
    }
  }

  private String explain(NoiseRejection rejection) {
    String description = rejection.failure().description();
    if (origin == ConnectionOrigin.INBOUND) {
      String hint = hint();
      return hint == null ? description : description + ": " + hint;
    }
    return switch (rejection.failure()) {
      case REFUSED ->
          description
              + ": it may not trust this node's peer id and key, have another key than the address"
              + " says, be this node itself, be full, or speak another profile";
      case DECRYPT_FAILED -> description + ": it does not have the key that the address says";
      default -> description;
    };
  }

  @Override
  public void agreed(HandshakeMsg.Negotiated negotiated) {
    timeout.cancel(false);
    // Not the session's role: a profile may give a stranger one.
    if (settings.edge().admission().role(session.remotePeer()) != PeerRole.UNKNOWN) {
      memory.account().trust();
    }
    EstablishedChannel established = exchange.handOver(metadata(negotiated));
    if (!promise.tryComplete(established)) {
      established.discard();
    }
  }

  private ConnectionMetadata metadata(HandshakeMsg.Negotiated negotiated) {
    boolean dialed = origin == ConnectionOrigin.OUTBOUND;
    List<ProtocolId> callable =
        IntStream.range(0, 256)
            .filter(negotiated.callable()::contains)
            .mapToObj(settings.protocols()::byNumber)
            .filter(java.util.Objects::nonNull)
            .toList();
    return new ConnectionMetadata(
        session.remotePeer(),
        settings.connectionIds().getAsLong(),
        dialed
            ? address
            : Addresses.with(address, settings.profile().addresses())
                .withNoise(session.remoteKey(), NetworkAddress.HANDSHAKE_VERSION),
        origin,
        dialed ? settings.edge().admission().role(session.remotePeer()) : session.role(),
        negotiated.version(),
        callable,
        settings.clock().millis());
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

package io.diemnet.vertx.impl.peermanager;

import static io.diemnet.vertx.FailureCode.ALREADY_CONNECTED;
import static io.diemnet.vertx.FailureCode.CONNECTION_LOST;
import static io.diemnet.vertx.FailureCode.INVALID_REQUEST;
import static io.diemnet.vertx.FailureCode.NOT_CONNECTED;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.DisconnectReason;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerInfo;
import io.diemnet.vertx.impl.connectivity.DialException;
import io.diemnet.vertx.impl.connectivity.PeerDirectory;
import io.diemnet.vertx.impl.metrics.CloseReason;
import io.diemnet.vertx.impl.metrics.FailureReason;
import io.diemnet.vertx.impl.peer.CloseNotice;
import io.diemnet.vertx.impl.peer.Peer;
import io.diemnet.vertx.impl.peer.PeerListener;
import io.diemnet.vertx.impl.transport.ConnectionMetadata;
import io.diemnet.vertx.impl.transport.EstablishedChannel;
import io.diemnet.vertx.impl.transport.Refusals;
import io.diemnet.vertx.impl.transport.UpgradeException;
import io.diemnet.vertx.impl.util.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Owns the set of connected peers. The set changes only on this verticle's context; the public
 * methods may be called from any thread and post there.
 */
public final class PeerManagerVerticle extends VerticleBase implements PeerListener, PeerDirectory {

  private final PeerManagerSettings settings;
  private final Clock clock;
  private final PeerRegistry registry;
  private final PeerEvents events;
  private final Refusals refusals;
  private final Supplier<Future<?>> shutdown;
  private final ConnectionLog log;
  private final Map<PeerId, Future<PeerInfo>> dials = new HashMap<>();
  private volatile ContextInternal own;
  private volatile boolean dialing = true;
  private boolean closing;

  /**
   * @param shutdown the network's one shutdown, which must be over before this verticle is
   */
  public PeerManagerVerticle(
      PeerManagerSettings settings,
      PeerRegistry registry,
      PeerEvents events,
      Refusals refusals,
      Supplier<Future<?>> shutdown) {
    this.settings = settings;
    this.clock = settings.environment().clock();
    this.registry = registry;
    this.events = events;
    this.refusals = refusals;
    this.shutdown = shutdown;
    this.log = new ConnectionLog(settings.network(), clock);
  }

  @Override
  public Future<?> start() {
    own = (ContextInternal) context;
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return shutdown.get();
  }

  /** Takes an inbound connection whose handshake is complete. */
  public void inbound(EstablishedChannel established) {
    own.execute(
        () -> {
          try {
            register(established);
          } catch (DiemNetException refused) {
            // It was logged and counted where it was refused.
          }
        });
  }

  /** Publishes an event that was seen on another thread. */
  public void publish(PeerEvent event) {
    own.execute(() -> events.publish(event));
  }

  /**
   * Dials a peer.
   *
   * @return done when the connection is registered; fails with INVALID_REQUEST, ALREADY_CONNECTED,
   *     DIAL_FAILED or CONNECTION_LOST
   */
  @Override
  public Future<PeerInfo> dial(PeerId peer, NetworkAddress address) {
    if (!dialing) {
      return failed(CONNECTION_LOST, shuttingDown());
    }
    Promise<PeerInfo> promise = Promise.promise();
    own.execute(() -> dialNow(peer, address).onComplete(promise));
    return promise.future();
  }

  @Override
  public Future<Long> measure(NetworkAddress address) {
    return settings.dialer().measure(address);
  }

  /** Fails every dial and every wait for a peer from now on: the network ends. */
  public void endDials() {
    dialing = false;
    settings.waits().close(new DiemNetException(CONNECTION_LOST, shuttingDown()));
  }

  /** The callers that wait for peers. */
  public ConnectionWaits waits() {
    return settings.waits();
  }

  /** Ends the connection to a peer that is no longer eligible; done when it is closed. */
  @Override
  public Future<Void> disconnect(PeerId peer) {
    return disconnect(peer, CloseReason.NO_LONGER_TRUSTED);
  }

  /**
   * Ends the connection to a peer; done when it is closed.
   *
   * @param reason what the peer is told
   */
  public Future<Void> disconnect(PeerId peer, CloseReason reason) {
    Peer connected = registry.get(peer);
    if (connected == null) {
      return Future.failedFuture(new DiemNetException(NOT_CONNECTED, peer + " is not connected"));
    }
    return connected.close(reason).compose(closed -> whenSettled());
  }

  @Override
  public Collection<PeerInfo> connected() {
    return registry.all().stream().map(Peer::info).toList();
  }

  /** Refuses everything new and closes all connections gracefully; there are none before deploy. */
  public Future<Void> closeAll() {
    ContextInternal deployed = own;
    if (deployed == null) {
      return Future.succeededFuture();
    }
    Promise<Void> promise = Promise.promise();
    deployed.execute(
        () -> {
          closing = true;
          List<Future<Void>> closed = new ArrayList<>();
          registry.all().forEach(peer -> closed.add(peer.close(CloseReason.GOING_AWAY)));
          Future.join(closed).<Void>mapEmpty().compose(all -> whenSettled()).onComplete(promise);
        });
    return promise.future();
  }

  @Override
  public void closed(Peer peer, DisconnectReason reason, String cause) {
    own.execute(
        () -> {
          boolean last = registry.remove(peer);
          log.ended(peer, reason, cause, last);
          if (last) {
            events.publish(new PeerEvent.LostPeer(clock.millis(), peer.info(), reason, cause));
          }
        });
  }

  // ---- on the own context

  /** Completes after what was posted to this context before. */
  private Future<Void> whenSettled() {
    Promise<Void> promise = Promise.promise();
    own.runOnContext(settled -> promise.complete());
    return promise.future();
  }

  private Future<PeerInfo> dialNow(PeerId peer, NetworkAddress address) {
    if (peer.equals(settings.ownPeerId())) {
      return failed(INVALID_REQUEST, peer + " is this node's own id");
    }
    if (closing) {
      return failed(CONNECTION_LOST, shuttingDown());
    }
    if (!settings.unknown().access().admits(peer)) {
      return failed(INVALID_REQUEST, settings.unknown().access().refusal(peer));
    }
    if (registry.get(peer) != null) {
      return failed(ALREADY_CONNECTED, peer + " is already connected");
    }
    Future<PeerInfo> inProgress = dials.get(peer);
    if (inProgress != null) {
      // At most one handshake with a peer at a time: its timestamps must arrive in order.
      return inProgress.recover(failed -> dialNow(peer, address));
    }
    Promise<PeerInfo> promise = own.promise();
    dials.put(peer, promise.future());
    Future<EstablishedChannel> dialed;
    try {
      dialed = settings.dialer().dial(peer, address);
    } catch (RuntimeException | Error failure) {
      dialed = Future.failedFuture(failure);
    }
    dialed.onComplete(
        done ->
            own.execute(
                () -> {
                  dials.remove(peer);
                  if (done.failed()) {
                    promise.fail(dialFailure(peer, address, done.cause()));
                    return;
                  }
                  try {
                    promise.complete(register(done.result()).info());
                  } catch (RuntimeException | Error refused) {
                    promise.fail(refused);
                  }
                }));
    return promise.future();
  }

  private String shuttingDown() {
    return "the network " + settings.network() + " is shutting down";
  }

  @Override
  public String words(Throwable failure) {
    return failure.getCause() instanceof UpgradeException upgrade
        ? upgrade.step() + ": " + upgrade.getMessage()
        : failure.getMessage();
  }

  private static DiemNetException dialFailure(
      PeerId peer, NetworkAddress address, Throwable cause) {
    UpgradeException upgrade = cause instanceof UpgradeException known ? known : null;
    String step = upgrade == null ? "" : upgrade.step() + ": ";
    FailureReason reason = upgrade == null ? FailureReason.INTERNAL : upgrade.reason();
    return new DialException(
        "dialing " + peer + " at " + address + " failed at " + step + cause.getMessage(),
        reason.tag(),
        cause);
  }

  /** Registers a connection; if it is refused, closes it and throws the reason. */
  private Peer register(EstablishedChannel established) {
    ConnectionMetadata connection = established.metadata();
    PeerId id = connection.peer();
    if (closing) {
      throw refuse(
          established,
          new DiemNetException(CONNECTION_LOST, "this node is shutting down"),
          FailureReason.SHUTTING_DOWN,
          CloseReason.GOING_AWAY);
    }
    Peer kept = registry.get(id);
    if (kept != null
        && !TieBreak.newConnectionStays(
            settings.ownPeerId(), id, kept.metadata().origin(), connection.origin())) {
      log.tieBreakLost();
      throw refuse(
          established,
          new DiemNetException(ALREADY_CONNECTED, id + " is already connected"),
          FailureReason.ALREADY_CONNECTED,
          CloseReason.REPLACED);
    }
    UpgradeException tooMany = tooManyUnknown(established);
    if (tooMany != null) {
      throw refuse(
          established,
          new DiemNetException(NOT_CONNECTED, tooMany.getMessage()),
          tooMany.reason(),
          CloseReason.FULL);
    }
    Peer peer =
        new Peer(
            established,
            settings.environment(),
            settings.deadlines().apply(established.channel().eventLoop()),
            this);
    boolean begun = false;
    makeRoom(connection);
    try {
      Peer replaced = registry.put(peer);
      log.began(peer, replaced);
      if (replaced == null) {
        events.publish(new PeerEvent.NewPeer(clock.millis(), peer.info()));
      } else {
        replaced.abort(
            DisconnectReason.REQUESTED, CloseReason.REPLACED, "replaced by a new connection");
      }
      // After the event, so that new peer comes before the peer's first message.
      peer.eventLoop().execute(peer::start);
      begun = true;
      return peer;
    } finally {
      if (!begun) {
        // Otherwise nothing would ever read from it.
        peer.abort(DisconnectReason.CONNECTION_LOST, "it could not be taken over");
      }
    }
  }

  private DiemNetException refuse(
      EstablishedChannel established,
      DiemNetException refusal,
      FailureReason reason,
      CloseReason told) {
    ConnectionMetadata connection = established.metadata();
    refusals.refused(
        connection.origin(),
        connection.address().toString(),
        connection.peer(),
        reason,
        refusal.getMessage(),
        false);
    established
        .channel()
        .eventLoop()
        .execute(
            () -> {
              CloseNotice.write(established, settings.environment().settings(), told);
              established.discard();
            });
    return refusal;
  }

  /** The reason why an inbound connection of an unknown peer is one too many, or null. */
  private UpgradeException tooManyUnknown(EstablishedChannel established) {
    ConnectionMetadata connection = established.metadata();
    return connection.origin() == ConnectionOrigin.OUTBOUND
        ? null
        : settings.unknown().refusal(connection.peer(), established.source());
  }

  /** Closes an untrusted connection if a priority peer comes and there are too many. */
  private void makeRoom(ConnectionMetadata connection) {
    Peer evicted =
        connection.origin() == ConnectionOrigin.OUTBOUND
            ? null
            : settings.unknown().evictedFor(connection.peer());
    if (evicted != null) {
      evicted.abort(DisconnectReason.REQUESTED, "it made room for a priority peer");
    }
  }

  private static Future<PeerInfo> failed(FailureCode code, String message) {
    return Future.failedFuture(new DiemNetException(code, message));
  }
}

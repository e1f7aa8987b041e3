package io.diemnet.vertx.impl.peermanager;

import static io.diemnet.vertx.FailureCode.ALREADY_CONNECTED;
import static io.diemnet.vertx.FailureCode.CONNECTION_LOST;
import static io.diemnet.vertx.FailureCode.DIAL_FAILED;
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
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.impl.LogLimit;
import io.diemnet.vertx.impl.metrics.FailureReason;
import io.diemnet.vertx.impl.peer.ConnectionMetadata;
import io.diemnet.vertx.impl.peer.EstablishedChannel;
import io.diemnet.vertx.impl.peer.Peer;
import io.diemnet.vertx.impl.peer.PeerEnvironment;
import io.diemnet.vertx.impl.peer.PeerListener;
import io.diemnet.vertx.impl.peer.PeerVerticle;
import io.diemnet.vertx.impl.transport.UpgradeException;
import io.diemnet.vertx.impl.transport.Upgraded;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns who is connected. Everything that changes that happens on this verticle's context; the
 * public methods post there.
 */
public final class PeerManagerVerticle extends VerticleBase implements PeerListener {

  private static final Logger LOG = LoggerFactory.getLogger(PeerManagerVerticle.class);

  /** Log lines of connections that come and go, in all and of one peer. */
  private static final int LINES_PER_SECOND = 200;

  private static final int LINES_PER_PEER = 5;

  private final PeerManagerSettings settings;
  private final PeerRegistry registry;
  private final PeerEvents events;
  private final Refusals refusals;
  private final Supplier<Future<?>> shutdown;
  private final LogLimit beginLines = new LogLimit(LINES_PER_SECOND, LINES_PER_PEER);
  private final LogLimit endLines = new LogLimit(LINES_PER_SECOND, LINES_PER_PEER);
  private final Map<PeerId, Future<PeerInfo>> dials = new HashMap<>();
  private volatile ContextInternal own;
  private PeerEnvironment environment;
  private long connectionIds;
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
    this.registry = registry;
    this.events = events;
    this.refusals = refusals;
    this.shutdown = shutdown;
  }

  /** What every connection of the network shares; told once, before any connection comes. */
  public void setEnvironment(PeerEnvironment environment) {
    this.environment = environment;
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

  /** An inbound connection whose handshake is complete. From any thread. */
  public void inbound(Upgraded upgraded) {
    own.execute(
        () -> {
          try {
            register(upgraded);
          } catch (DiemNetException refused) {
            LOG.debug("{}: {}", settings.network(), refused.getMessage());
          }
        });
  }

  /** Tells subscribers of something seen on another thread. */
  public void publish(PeerEvent event) {
    own.execute(() -> events.publish(event));
  }

  /**
   * Dials; done when the connection is registered.
   *
   * @return fails with 400, 409, 502 or 503
   */
  public Future<PeerInfo> dial(PeerId peer, NetworkAddress address) {
    Promise<PeerInfo> promise = Promise.promise();
    own.execute(() -> dialNow(peer, address).onComplete(promise));
    return promise.future();
  }

  /** Ends the connection to a peer; done when it is closed. */
  public Future<Void> disconnect(PeerId peer) {
    Peer connected = registry.get(peer);
    if (connected == null) {
      return Future.failedFuture(new DiemNetException(NOT_CONNECTED, peer + " is not connected"));
    }
    return connected.close().compose(closed -> whenSettled());
  }

  /** As {@link #disconnect}, without waiting for a peer that does not answer anyway. */
  public Future<Void> drop(PeerId peer, String cause) {
    Peer connected = registry.get(peer);
    if (connected == null) {
      return Future.failedFuture(new DiemNetException(NOT_CONNECTED, peer + " is not connected"));
    }
    return connected.abort(DisconnectReason.REQUESTED, cause).compose(closed -> whenSettled());
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
          registry.all().forEach(peer -> closed.add(peer.close()));
          Future.join(closed).<Void>mapEmpty().compose(all -> whenSettled()).onComplete(promise);
        });
    return promise.future();
  }

  @Override
  public void closed(Peer peer, DisconnectReason reason, String cause) {
    own.execute(
        () -> {
          boolean last = registry.remove(peer);
          logEnd(peer, reason, cause);
          if (last) {
            events.publish(
                new PeerEvent.LostPeer(environment.clock().millis(), peer.info(), reason));
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
      return failed(CONNECTION_LOST, "the network is shutting down");
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
    Future<Upgraded> dialed;
    try {
      dialed = settings.dialer().dial(peer, address);
    } catch (RuntimeException | Error failure) {
      dialed = Future.failedFuture(failure);
    }
    dialed.onComplete(
        upgraded ->
            own.execute(
                () -> {
                  dials.remove(peer);
                  if (upgraded.failed()) {
                    promise.fail(dialFailure(peer, address, upgraded.cause()));
                    return;
                  }
                  try {
                    promise.complete(register(upgraded.result()).info());
                  } catch (RuntimeException | Error refused) {
                    promise.fail(refused);
                  }
                }));
    return promise.future();
  }

  private static DiemNetException dialFailure(
      PeerId peer, NetworkAddress address, Throwable cause) {
    String step = cause instanceof UpgradeException upgrade ? upgrade.step() + ": " : "";
    return new DiemNetException(
        DIAL_FAILED,
        "dialing " + peer + " at " + address + " failed at " + step + cause.getMessage(),
        cause);
  }

  /** Lets a connection in, or closes it and says why. */
  private Peer register(Upgraded upgraded) {
    PeerId id = upgraded.peer();
    if (closing) {
      throw refuse(
          upgraded, CONNECTION_LOST, FailureReason.SHUTTING_DOWN, "this node is shutting down");
    }
    Peer kept = registry.get(id);
    if (kept != null
        && !TieBreak.newConnectionStays(
            settings.ownPeerId(), id, kept.metadata().origin(), upgraded.origin())) {
      throw refuse(
          upgraded,
          ALREADY_CONNECTED,
          FailureReason.ALREADY_CONNECTED,
          id + " is already connected");
    }
    UpgradeException tooMany = tooManyUnknown(upgraded);
    if (tooMany != null) {
      throw refuse(upgraded, NOT_CONNECTED, tooMany.reason(), tooMany.getMessage());
    }
    PeerVerticle home = settings.homes().apply(upgraded.established().channel().eventLoop());
    Peer peer = new Peer(metadata(upgraded), upgraded.established(), environment, home);
    boolean begun = false;
    try {
      Peer replaced = registry.put(peer);
      logBegin(peer);
      if (replaced == null) {
        events.publish(new PeerEvent.NewPeer(environment.clock().millis(), peer.info()));
      } else {
        replaced.abort(DisconnectReason.REQUESTED, "replaced by a new connection");
      }
      // After the event, so that new peer comes before the peer's first message.
      peer.eventLoop().execute(peer::start);
      begun = true;
      return peer;
    } finally {
      if (!begun) {
        // Nobody would ever read from it.
        peer.abort(DisconnectReason.CONNECTION_LOST, "it could not be taken over");
      }
    }
  }

  private DiemNetException refuse(
      Upgraded upgraded, FailureCode code, FailureReason reason, String detail) {
    refusals.refused(
        upgraded.origin(), upgraded.address().toString(), upgraded.peer(), reason, detail, false);
    upgraded.established().channel().eventLoop().execute(upgraded.established()::discard);
    return new DiemNetException(code, detail);
  }

  private ConnectionMetadata metadata(Upgraded upgraded) {
    PeerRole role =
        upgraded.origin() == ConnectionOrigin.OUTBOUND
            ? settings.trusted().role(upgraded.peer())
            : upgraded.role();
    return new ConnectionMetadata(
        upgraded.peer(),
        connectionIds++,
        upgraded.address(),
        upgraded.origin(),
        role,
        upgraded.version(),
        upgraded.protocols(),
        environment.clock().millis());
  }

  /** Why an inbound connection of an unknown peer is one too many, or null. */
  private UpgradeException tooManyUnknown(Upgraded upgraded) {
    if (upgraded.origin() == ConnectionOrigin.OUTBOUND || upgraded.role() != PeerRole.UNKNOWN) {
      return null;
    }
    return settings
        .unknown()
        .refusal(upgraded.peer(), EstablishedChannel.source(upgraded.established().channel()));
  }

  private void logBegin(Peer peer) {
    long skipped = beginLines.tell(peer.id(), environment.clock().nanos());
    if (skipped != LogLimit.SILENT) {
      LOG.info(
          "{}: {} connection {} with {} {} as {}{}",
          settings.network(),
          peer.metadata().origin(),
          peer.metadata().connectionId(),
          peer.id(),
          peer.metadata().address(),
          peer.metadata().role(),
          LogLimit.more(skipped));
    }
  }

  private void logEnd(Peer peer, DisconnectReason reason, String cause) {
    long skipped = endLines.tell(peer.id(), environment.clock().nanos());
    if (skipped != LogLimit.SILENT) {
      LOG.info(
          "{}: {} connection {} with {} {} ended ({}): {}{}",
          settings.network(),
          peer.metadata().origin(),
          peer.metadata().connectionId(),
          peer.id(),
          peer.metadata().address(),
          reason,
          cause,
          LogLimit.more(skipped));
    }
  }

  private static Future<PeerInfo> failed(FailureCode code, String message) {
    return Future.failedFuture(new DiemNetException(code, message));
  }
}

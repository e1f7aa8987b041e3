package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.impl.metrics.CloseReason;
import io.diemnet.vertx.impl.transport.EstablishedChannel;

/**
 * What the two ends of one connection tell each other about its end. Owned by the connection's
 * event loop.
 */
final class LastWords {

  private final EstablishedChannel established;
  private final PeerEnvironment environment;
  private final OutboundStream outbound;

  /** What the remote is told at the end of a graceful close; null before that. */
  private CloseReason own;

  /** What the remote has announced as its reason to close; null if nothing. */
  private CloseReason announced;

  private long announcedAt;

  LastWords(EstablishedChannel established, PeerEnvironment environment, OutboundStream outbound) {
    this.established = established;
    this.environment = environment;
    this.outbound = outbound;
  }

  /** A graceful close begins, for that reason; null to tell nothing. */
  void closing(CloseReason reason) {
    own = reason;
  }

  /** Tells the reason of the graceful close. */
  void tellOwn() {
    tell(own);
  }

  /** The reason of the graceful close, or null. */
  CloseReason own() {
    return own;
  }

  /** Tells the remote a reason, if it understands that and no message is cut; null is not told. */
  void tell(CloseReason reason) {
    if (reason != null && outbound.betweenMessages()) {
      CloseNotice.write(established, environment.settings(), reason);
    }
  }

  /** The remote says that it is about to close the connection. */
  void announced(CloseReason reason) {
    announced = reason;
    announcedAt = environment.clock().nanos();
  }

  /** The reason of a remote that closes now; one that went on after its announcement gave none. */
  CloseReason announced() {
    return announced != null
            && environment.clock().nanos() - announcedAt <= environment.settings().closeTimeout()
        ? announced
        : null;
  }
}

package io.diemnet.vertx.impl.health;

import java.util.Locale;

/** How a ping ended, as in the tag {@code outcome} of the metric {@code diemnet.health.pings}. */
public enum PingOutcome {
  /** The pong came, with the nonce of the ping. */
  PONG,
  /** Nothing came in time. */
  TIMEOUT,
  /** Something came that is no pong, or has another nonce. */
  INVALID,
  /** The call failed otherwise; mostly the connection has ended. */
  FAILED;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

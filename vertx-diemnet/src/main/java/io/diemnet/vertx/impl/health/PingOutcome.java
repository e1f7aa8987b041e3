package io.diemnet.vertx.impl.health;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import java.util.Locale;

/** The outcome of a ping: the tag {@code outcome} of the metric {@code diemnet.health.pings}. */
public enum PingOutcome {
  /** A pong with the nonce of the ping arrived. */
  PONG,
  /** No response arrived in time. */
  TIMEOUT,
  /** The response is not a pong or has another nonce. */
  INVALID,
  /** The call failed for another reason, usually because the connection has ended. */
  FAILED;

  /** The outcome of a ping whose call failed. */
  static PingOutcome ofFailure(Throwable failure) {
    return failure instanceof DiemNetException known && known.code() == FailureCode.TIMED_OUT
        ? TIMEOUT
        : FAILED;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

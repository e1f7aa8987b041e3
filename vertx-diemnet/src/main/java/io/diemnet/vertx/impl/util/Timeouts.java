package io.diemnet.vertx.impl.util;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import java.time.Duration;

/** Time-outs that callers pass. */
public final class Timeouts {

  /** The longest time-out of a call, in milliseconds. A longer one is cut to it. */
  public static final long MAX_MILLIS = Integer.MAX_VALUE;

  private static final Duration MAX = Duration.ofMillis(MAX_MILLIS);

  private Timeouts() {}

  /**
   * Returns a time-out in milliseconds, at most {@link #MAX_MILLIS}.
   *
   * @throws DiemNetException with INVALID_REQUEST if it is null or shorter than 1 ms
   */
  public static long millis(Duration timeout) {
    if (timeout == null) {
      throw new DiemNetException(FailureCode.INVALID_REQUEST, "the timeout is missing");
    }
    long millis = timeout.compareTo(MAX) > 0 ? MAX_MILLIS : timeout.toMillis();
    if (millis < 1) {
      throw new DiemNetException(
          FailureCode.INVALID_REQUEST, "the timeout must be at least 1 ms, not " + timeout);
    }
    return millis;
  }
}

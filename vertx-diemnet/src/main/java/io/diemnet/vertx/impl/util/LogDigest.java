package io.diemnet.vertx.impl.util;

import java.util.concurrent.TimeUnit;

/**
 * Counts what is not worth a log line of its own, and tells when to log the count: at most once a
 * minute. Owned by one thread.
 */
public final class LogDigest {

  /** The time between two lines, in nanoseconds. */
  public static final long INTERVAL = TimeUnit.MINUTES.toNanos(1);

  private long count;
  private long since;

  /** Counts one occurrence. */
  public void add(long nanos) {
    if (count++ == 0) {
      since = nanos;
    }
  }

  /**
   * Returns the number of occurrences if a line is due, and begins again; otherwise 0.
   *
   * @param nanos the time on the monotonic clock of the network
   */
  public long due(long nanos) {
    if (count == 0 || nanos - since < INTERVAL) {
      return 0;
    }
    long told = count;
    count = 0;
    return told;
  }
}

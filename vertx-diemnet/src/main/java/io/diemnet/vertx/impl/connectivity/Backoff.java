package io.diemnet.vertx.impl.connectivity;

import java.util.Random;

/**
 * How long to wait before an attempt: nothing before the first, {@code base^n} seconds after the
 * n-th failed one, never more than the longest delay, and always a random jitter of up to {@value
 * #MAX_JITTER} ms on top.
 *
 * @param base seconds to the power of the failed attempts, at least 1
 * @param maxDelayMillis the longest delay, jitter not counted
 */
public record Backoff(double base, long maxDelayMillis) {

  /** Milliseconds. */
  static final int MAX_JITTER = 100;

  /** What the side whose connection would lose the tie-break waits before its first attempt. */
  static final long YIELD_MILLIS = 1_000;

  /** Milliseconds to wait before the attempt that follows this many failed ones. */
  long delay(int failures, boolean yields, Random random) {
    long delay = 0;
    if (failures > 0) {
      delay = Math.min(maxDelayMillis, (long) (Math.pow(base, failures) * 1_000));
    } else if (yields) {
      delay = YIELD_MILLIS;
    }
    return delay + random.nextInt(MAX_JITTER + 1);
  }
}

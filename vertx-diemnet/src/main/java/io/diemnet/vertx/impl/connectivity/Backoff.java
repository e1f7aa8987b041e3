package io.diemnet.vertx.impl.connectivity;

import java.util.Random;

/**
 * The delay before a dial attempt: none before the first attempt, {@code base^n} seconds after the
 * n-th failure up to a maximum, plus a random jitter of up to {@value #MAX_JITTER} ms.
 *
 * @param base the base of the power, at least 1
 * @param maxDelayMillis the largest delay without the jitter
 */
public record Backoff(double base, long maxDelayMillis) {

  /** In milliseconds. */
  static final int MAX_JITTER = 100;

  /** The delay before the first attempt on the side whose connection would lose the tie-break. */
  static final long YIELD_MILLIS = 1_000;

  /** The milliseconds to wait after this many failed attempts. */
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

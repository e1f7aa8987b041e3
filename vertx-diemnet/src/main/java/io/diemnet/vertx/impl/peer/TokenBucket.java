package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.RateLimit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes may pass: so many a second on average, and at once as many as the bucket holds.
 * Bytes that came together are taken together, even more than are there; then nothing may pass
 * until that debt is paid. Times are the caller's, in nanoseconds. Thread-safe: the connections of
 * one address share it.
 */
final class TokenBucket {

  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A new bucket is a quarter full (specification section 11). */
  private static final double MISSING_AT_FIRST = 0.75;

  private final double nanosPerByte;

  /** How long an empty bucket takes to be full. */
  private final long fillTime;

  /** When the bucket is full again if nothing is taken: the one number that is its state. */
  private final AtomicLong fullAt;

  TokenBucket(RateLimit limit, long now) {
    nanosPerByte = NANOS / limit.getRate();
    fillTime = (long) (limit.getBurst() * nanosPerByte);
    fullAt = new AtomicLong(now + (long) (MISSING_AT_FIRST * fillTime));
  }

  /** Takes that many bytes out. */
  void take(int bytes, long now) {
    long cost = (long) (bytes * nanosPerByte);
    fullAt.updateAndGet(full -> (full - now > 0 ? full : now) + cost);
  }

  /** Whether anything may pass now. */
  boolean open(long now) {
    return fullAt.get() - now < fillTime;
  }
}

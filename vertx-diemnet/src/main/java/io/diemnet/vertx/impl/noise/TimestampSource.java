package io.diemnet.vertx.impl.noise;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The timestamps that one identity sends: the time, but always more than the last one, so that a
 * listener does not take a second dial within a millisecond for a replay. One per identity, kept as
 * long as it lives. Safe for any thread.
 */
public final class TimestampSource {

  private final LongSupplier clock;
  private final AtomicLong last = new AtomicLong();

  /** The system's clock. */
  public TimestampSource() {
    this(System::currentTimeMillis);
  }

  /**
   * @param clock Unix time in milliseconds
   */
  public TimestampSource(LongSupplier clock) {
    this.clock = clock;
  }

  /** {@code max(now, last sent + 1)}, in milliseconds. */
  public long next() {
    long now = clock.getAsLong();
    return last.updateAndGet(previous -> Math.max(now, previous + 1));
  }
}

package io.diemnet.node.bridge;

import java.util.function.LongSupplier;

/**
 * The clock for the time limits of clients. It advances only while the event loop runs, so that no
 * client is disconnected for data that the loop had no time to read. Owned by the context of a
 * port.
 */
final class BridgeClock {

  /** The interval in which the clock advances and all time limits are checked. */
  static final long TICK_MILLIS = 500;

  private static final long LONGEST_STEP = 2 * TICK_MILLIS * 1_000_000;

  private final LongSupplier nanos;
  private long real;
  private long now;

  BridgeClock() {
    this(System::nanoTime);
  }

  BridgeClock(LongSupplier nanos) {
    this.nanos = nanos;
    this.real = nanos.getAsLong();
  }

  /** Returns nanoseconds since an arbitrary origin. */
  long now() {
    return now;
  }

  void tick() {
    long then = real;
    real = nanos.getAsLong();
    now += Math.min(real - then, LONGEST_STEP);
  }
}

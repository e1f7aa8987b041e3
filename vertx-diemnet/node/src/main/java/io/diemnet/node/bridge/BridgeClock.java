package io.diemnet.node.bridge;

import java.util.function.LongSupplier;

/**
 * Time as clients are given it: it goes on only while their event loop does, so that nobody is
 * dropped for what the loop had no time to read. Owned by the context of a port.
 */
final class BridgeClock {

  /** How often it goes on, and everything that waits is looked at. */
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

  /** In nanoseconds, since whenever. */
  long now() {
    return now;
  }

  void tick() {
    long then = real;
    real = nanos.getAsLong();
    now += Math.min(real - then, LONGEST_STEP);
  }
}

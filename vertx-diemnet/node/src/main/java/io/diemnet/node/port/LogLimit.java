package io.diemnet.node.port;

import java.util.concurrent.atomic.AtomicLong;

/** Allows one log line per second. Thread-safe. */
public final class LogLimit {

  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong last = new AtomicLong(System.nanoTime() - SECOND);

  /**
   * Returns whether a line may be written now. If so, the next line is allowed one second later.
   */
  public boolean allows() {
    long now = System.nanoTime();
    long before = last.get();
    return now - before >= SECOND && last.compareAndSet(before, now);
  }
}

package io.diemnet.node.port;

import java.util.concurrent.atomic.AtomicLong;

/** Allows one log line a second. Thread-safe. */
public final class LogLimit {

  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong last = new AtomicLong(System.nanoTime() - SECOND);

  /** Whether a line may be written now; if so, the next one may be after a second. */
  public boolean allows() {
    long now = System.nanoTime();
    long before = last.get();
    return now - before >= SECOND && last.compareAndSet(before, now);
  }
}

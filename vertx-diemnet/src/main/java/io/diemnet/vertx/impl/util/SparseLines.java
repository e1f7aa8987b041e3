package io.diemnet.vertx.impl.util;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Limits the log lines about each of some numbers, such as the protocols of a network, to one line
 * in {@value #SECONDS} s. Thread-safe.
 */
public final class SparseLines {

  /** The time between two lines about one number. */
  public static final int SECONDS = 10;

  private static final long PAUSE = TimeUnit.SECONDS.toNanos(SECONDS);

  private final AtomicLongArray next;
  private final AtomicLongArray since;
  private final long start = System.nanoTime() - 1;

  /**
   * @param numbers the numbers are below this one
   */
  public SparseLines(int numbers) {
    next = new AtomicLongArray(numbers);
    since = new AtomicLongArray(numbers);
  }

  /** Returns the number of occurrences that a line stands for, or 0 if none is written now. */
  public long turn(int number) {
    since.incrementAndGet(number);
    long now = System.nanoTime() - start;
    long due = next.get(number);
    return now >= due && next.compareAndSet(number, due, now + PAUSE)
        ? since.getAndSet(number, 0)
        : 0;
  }
}

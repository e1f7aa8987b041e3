package io.diemnet.vertx.impl.util;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Limits the log lines about each of some numbers, such as the protocols of a network, to one line
 * in {@value #SECONDS} s. Thread-safe.
 */
public final class SparseLines {

  /** The time between two lines about one number. */
  public static final int SECONDS = 10;

  private static final long PAUSE = TimeUnit.SECONDS.toNanos(SECONDS);

  /** By number; created with the first line. */
  private record Turns(AtomicLongArray next, AtomicLongArray since) {}

  private final AtomicReference<Turns> turns = new AtomicReference<>();
  private final long start = System.nanoTime() - 1;
  private final int numbers;

  /**
   * @param numbers the numbers are below this one
   */
  public SparseLines(int numbers) {
    this.numbers = numbers;
  }

  /** Returns the number of occurrences that a line stands for, or 0 if none is written now. */
  public long turn(int number) {
    if (turns.get() == null) {
      turns.compareAndSet(
          null, new Turns(new AtomicLongArray(numbers), new AtomicLongArray(numbers)));
    }
    Turns all = turns.get();
    all.since.incrementAndGet(number);
    long now = System.nanoTime() - start;
    long due = all.next.get(number);
    return now >= due && all.next.compareAndSet(number, due, now + PAUSE)
        ? all.since.getAndSet(number, 0)
        : 0;
  }
}

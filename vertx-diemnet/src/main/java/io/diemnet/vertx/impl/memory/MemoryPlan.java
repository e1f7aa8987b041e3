package io.diemnet.vertx.impl.memory;

/**
 * The arithmetic of the budget: what it is by default, and which configurations cannot keep what
 * they promise. Sizes in bytes.
 *
 * <p>The promise: trusted peers have a share that strangers cannot use, and in each of the two
 * shares the largest message can be assembled. With everything that is left over (evicted
 * connections that are not closed yet, arrays that are not collected yet, the program itself) the
 * budget is at most half of the heap.
 */
public final class MemoryPlan {

  private static final long MIB = 1024 * 1024;

  /** The budget is this part of the heap by default. */
  private static final int DEFAULT_PART = 3;

  /** And at most this part. */
  private static final int MAX_PART = 2;

  private MemoryPlan() {}

  /** The budget of a heap for which none is configured. */
  public static long byDefault(long heap) {
    return heap / DEFAULT_PART;
  }

  /** The least budget in which the largest message fits both shares. */
  public static long required(long maxFrameSize) {
    return 2 * MemoryLease.footprint(maxFrameSize);
  }

  /**
   * What is wrong with a budget.
   *
   * @return null if nothing is
   */
  public static String budgetMistake(long maxBytes, long heap) {
    return maxBytes <= heap / MAX_PART
        ? null
        : "must be at most half of the heap: "
            + mib(maxBytes)
            + " is over "
            + mib(heap / MAX_PART)
            + ", for the heap has "
            + mib(heap)
            + " (-Xmx)";
  }

  /**
   * What is wrong with the largest message of a network.
   *
   * @return null if nothing is
   */
  public static String frameMistake(long maxFrameSize, long maxBytes, long heap) {
    long required = required(maxFrameSize);
    return maxBytes >= required
        ? null
        : "a message of "
            + maxFrameSize
            + " bytes must fit the half of the memory budget that strangers may use and the half"
            + " that they may not: that takes "
            + mib(required)
            + ", but limits.maxBytes is "
            + mib(maxBytes)
            + (maxBytes == byDefault(heap) ? " (a third of the heap, " + mib(heap) + ")" : "")
            + "; lower maxFrameSize, or give at least -Xmx"
            + mibUp(required * (maxBytes == byDefault(heap) ? DEFAULT_PART : MAX_PART))
            + "m";
  }

  private static String mib(long bytes) {
    String fraction = bytes % MIB == 0 ? "" : "." + bytes % MIB * 10 / MIB;
    return bytes / MIB + fraction + " MiB";
  }

  private static long mibUp(long bytes) {
    return (bytes + MIB - 1) / MIB;
  }
}

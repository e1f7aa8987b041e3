package io.diemnet.vertx.impl.memory;

/**
 * The sizes of the budget: the default, and the check that a configuration is feasible. All sizes
 * are in bytes.
 *
 * <p>A feasible configuration reserves a share for trusted peers that untrusted ones cannot use,
 * and each of the two shares can hold the largest message. The budget is at most half of the heap.
 * The other half is for evicted connections that are not closed yet, garbage that is not collected
 * yet, and the program itself.
 */
public final class MemoryPlan {

  private static final long MIB = 1024 * 1024;

  /** The default budget is the heap divided by this number. */
  private static final int DEFAULT_PART = 3;

  /** The largest budget is the heap divided by this number. */
  private static final int MAX_PART = 2;

  private MemoryPlan() {}

  /** The default budget for a heap. */
  public static long byDefault(long heap) {
    return heap / DEFAULT_PART;
  }

  /** The smallest budget in which both shares can hold the largest message. */
  public static long required(long maxFrameSize) {
    return 2 * MemoryLease.footprint(maxFrameSize);
  }

  /** Returns what is wrong with a budget, or null. */
  public static String budgetMistake(long maxBytes, long heap) {
    return maxBytes <= heap / MAX_PART
        ? null
        : "must be at most half of the heap: "
            + mib(maxBytes)
            + " is over "
            + mib(heap / MAX_PART)
            + ", since the heap has "
            + mib(heap)
            + " (-Xmx)";
  }

  /** Returns what is wrong with the largest message size of a network, or null. */
  public static String frameMistake(long maxFrameSize, long maxBytes, long heap) {
    long required = required(maxFrameSize);
    return maxBytes >= required
        ? null
        : "a message of "
            + maxFrameSize
            + " bytes must fit each of the two halves of the memory budget, the one for untrusted and"
            + " the one for trusted peers, which takes "
            + mib(required)
            + ", but limits.maxBytes is "
            + mib(maxBytes)
            + (maxBytes == byDefault(heap) ? " (a third of the heap, " + mib(heap) + ")" : "")
            + "; lower maxFrameSize, or set at least -Xmx"
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

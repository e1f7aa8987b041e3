package io.diemnet.vertx.impl.memory;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;

/** The one budget of each Vert.x instance. Thread-safe. */
public final class MemoryBudgets implements Shareable {

  private static final String MAP = "io.diemnet.vertx.memory";

  private long configured;
  private MemoryBudget budget;

  private MemoryBudgets() {}

  private static MemoryBudgets of(Vertx vertx) {
    return vertx
        .sharedData()
        .<String, MemoryBudgets>getLocalMap(MAP)
        .computeIfAbsent(MAP, key -> new MemoryBudgets());
  }

  /**
   * Sets the limit of an instance.
   *
   * @throws IllegalArgumentException if the heap is too small for it
   * @throws IllegalStateException if a network of the instance has begun with another limit
   */
  public static void limit(Vertx vertx, long maxBytes) {
    String mistake =
        maxBytes < 1 ? "must be at least 1" : MemoryPlan.budgetMistake(maxBytes, heap());
    if (mistake != null) {
      throw new IllegalArgumentException("the memory limit " + mistake);
    }
    of(vertx).configure(maxBytes);
  }

  /** The budget of an instance, with the limit that was set or the default. */
  public static MemoryBudget budget(Vertx vertx) {
    return of(vertx).budget();
  }

  /**
   * Why a network with messages of that size cannot run within a budget.
   *
   * @return null if it can
   */
  public static String mistake(MemoryBudget budget, long maxFrameSize) {
    return MemoryPlan.frameMistake(maxFrameSize, budget.limit(MemoryClass.TRUSTED), heap());
  }

  /** The most bytes that the heap of this process can have. */
  public static long heap() {
    return Runtime.getRuntime().maxMemory();
  }

  private synchronized void configure(long maxBytes) {
    if (budget != null && budget.limit(MemoryClass.TRUSTED) != maxBytes) {
      throw new IllegalStateException(
          "the memory limit is set before the first network is created, and stays");
    }
    configured = maxBytes;
  }

  private synchronized MemoryBudget budget() {
    if (budget == null) {
      budget = new MemoryBudget(configured > 0 ? configured : MemoryPlan.byDefault(heap()));
    }
    return budget;
  }
}

package io.diemnet.vertx.impl.memory;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;

/** The budget of each Vert.x instance. Thread-safe. */
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
   * @throws IllegalArgumentException if the heap is too small for the limit
   * @throws IllegalStateException if a network of the instance was created with another limit
   */
  public static void limit(Vertx vertx, long maxBytes) {
    String mistake =
        maxBytes < 1 ? "must be at least 1" : MemoryPlan.budgetMistake(maxBytes, heap());
    if (mistake != null) {
      throw new IllegalArgumentException("the memory limit " + mistake);
    }
    of(vertx).configure(maxBytes);
  }

  /** The budget of an instance, with the configured or the default limit. */
  public static MemoryBudget budget(Vertx vertx) {
    return of(vertx).budget();
  }

  /** Returns why a network with this message size cannot run within a budget, or null. */
  public static String mistake(MemoryBudget budget, long maxFrameSize) {
    return MemoryPlan.frameMistake(maxFrameSize, budget.limit(MemoryClass.TRUSTED), heap());
  }

  /** The largest heap size of this process in bytes. */
  public static long heap() {
    return Runtime.getRuntime().maxMemory();
  }

  private synchronized void configure(long maxBytes) {
    if (budget != null && budget.limit(MemoryClass.TRUSTED) != maxBytes) {
      throw new IllegalStateException(
          "the memory limit must be set before the first network and cannot be changed later");
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

package io.diemnet.vertx.impl.memory;

/** What the connections of one network hold of the budget that it shares with others. */
public final class NetworkMemory {

  private final MemoryBudget budget;

  public NetworkMemory(MemoryBudget budget) {
    this.budget = budget;
  }

  public MemoryBudget budget() {
    return budget;
  }

  /** An account of a new connection. */
  public MemoryAccount open(MemoryClass of) {
    return budget.open(this, of);
  }

  /** Bytes that this network's connections of a class hold. */
  public long held(MemoryClass of) {
    return budget.held(this, of);
  }
}

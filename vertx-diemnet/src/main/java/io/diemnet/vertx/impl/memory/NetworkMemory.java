package io.diemnet.vertx.impl.memory;

/** The share of one network in the budget. */
public final class NetworkMemory {

  private final MemoryBudget budget;

  public NetworkMemory(MemoryBudget budget) {
    this.budget = budget;
  }

  public MemoryBudget budget() {
    return budget;
  }

  /** Opens the account of a new connection. */
  public MemoryAccount open(MemoryClass of) {
    return budget.open(this, of);
  }

  /** The number of bytes that the connections of this network hold in a class. */
  public long held(MemoryClass of) {
    return budget.held(this, of);
  }
}

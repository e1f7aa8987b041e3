package io.diemnet.vertx.impl.memory;

/**
 * Charges a {@link MemoryAccount} for an event loop, in steps of at least {@value #QUANTUM} bytes,
 * so that small messages do not touch shared counters. Up to that many bytes of each connection are
 * not charged. Owned by one event loop.
 */
public final class MemoryLease {

  /** The step in bytes. */
  static final int QUANTUM = 8 * 1024;

  /** The G1 collector gives an array of this size or more heap regions of its own. */
  private static final long HUMONGOUS = 512 * 1024;

  private static final long REGION = 1024 * 1024;
  private static final int ARRAY_HEADER = 16;

  private final MemoryAccount account;
  private long used;
  private long leased;

  public MemoryLease(MemoryAccount account) {
    this.account = account;
  }

  /**
   * The heap bytes of an array, including its header. An array that gets G1 regions of its own
   * counts in whole MiB.
   */
  public static long footprint(long arrayLength) {
    long bytes = arrayLength + ARRAY_HEADER;
    return bytes < HUMONGOUS ? bytes : (bytes + REGION - 1) / REGION * REGION;
  }

  /**
   * Charges bytes before they are allocated.
   *
   * @return false if they must not be allocated, because the account is evicted or closed
   */
  public boolean take(long bytes) {
    long more = used + bytes - leased;
    if (more >= QUANTUM) {
      if (!account.charge(more)) {
        return false;
      }
      leased += more;
    }
    used += bytes;
    return true;
  }

  /** Charges bytes that are already held. */
  public void hold(long bytes) {
    used += bytes;
    long more = used - leased;
    if (more >= QUANTUM) {
      leased += more;
      account.force(more);
    }
  }

  /** Releases bytes. */
  public void give(long bytes) {
    used -= bytes;
    long less = leased - used;
    if (less >= QUANTUM || (used == 0 && less > 0)) {
      leased -= less;
      account.release(less);
    }
  }

  /** An allocation failed although the budget had room: evicts the account. */
  public void exhausted() {
    account.evict();
  }

  /** Charges or releases the difference between two sizes. */
  public void change(long before, long after) {
    if (after > before) {
      hold(after - before);
    } else if (after < before) {
      give(before - after);
    }
  }
}

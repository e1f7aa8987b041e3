package io.diemnet.vertx.impl.memory;

/**
 * What the event loop of a connection charges to its {@link MemoryAccount}, in pieces of at least
 * {@value #QUANTUM} bytes, so that small messages touch no shared counter. Up to that much of each
 * connection is not charged. Owned by one event loop.
 */
public final class MemoryLease {

  /** Bytes. */
  static final int QUANTUM = 8 * 1024;

  /** An array of so many bytes or more takes whole regions of the G1 collector's heap. */
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
   * What an array takes of the heap: with its header, and in whole MiB if it is so large that the
   * G1 collector gives it regions of its own.
   */
  public static long footprint(long arrayLength) {
    long bytes = arrayLength + ARRAY_HEADER;
    return bytes < HUMONGOUS ? bytes : (bytes + REGION - 1) / REGION * REGION;
  }

  /**
   * Charges bytes before they are allocated.
   *
   * @return false when they must not be allocated: the account is evicted or closed
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

  /** Charges bytes that are held already. */
  public void hold(long bytes) {
    used += bytes;
    long more = used - leased;
    if (more >= QUANTUM) {
      leased += more;
      account.force(more);
    }
  }

  /** Returns bytes. */
  public void give(long bytes) {
    used -= bytes;
    long less = leased - used;
    if (less >= QUANTUM || (used == 0 && less > 0)) {
      leased -= less;
      account.release(less);
    }
  }

  /** The heap had no room although the budget had: the account is evicted. */
  public void exhausted() {
    account.evict();
  }

  /** Charges the difference between two states of something that is held already. */
  public void change(long before, long after) {
    if (after > before) {
      hold(after - before);
    } else if (after < before) {
      give(before - after);
    }
  }
}

package io.diemnet.vertx.impl.memory;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What one connection holds of a {@link MemoryBudget}. Thread-safe: the connection's event loop and
 * senders on any thread charge it.
 *
 * <p>Once closed it holds nothing for good: later charges are refused and later returns ignored, so
 * each byte is returned exactly once.
 */
public final class MemoryAccount {

  private static final long CLOSED = Long.MIN_VALUE;

  private final MemoryBudget budget;
  private final Object owner;
  private final AtomicLong held = new AtomicLong();
  private volatile MemoryClass memoryClass;
  private volatile boolean evicted;
  private volatile boolean told;
  private volatile Runnable onEvicted;

  /** What counts as leaving; guarded by the budget's monitor. */
  private long leaving;

  MemoryAccount(MemoryBudget budget, Object owner, MemoryClass memoryClass) {
    this.budget = budget;
    this.owner = owner;
    this.memoryClass = memoryClass;
  }

  /** What is left behind: not to be evicted nor charged. */
  MemoryAccount(MemoryBudget budget, Object owner, MemoryClass memoryClass, long leftBehind) {
    this(budget, owner, memoryClass);
    held.set(leftBehind);
    evicted = true;
  }

  /** An account without a limit, for connections that no network owns. */
  public static MemoryAccount unlimited() {
    return new MemoryBudget(Long.MAX_VALUE / 4).open(null, MemoryClass.TRUSTED);
  }

  public MemoryBudget budget() {
    return budget;
  }

  public MemoryClass memoryClass() {
    return memoryClass;
  }

  /** Bytes charged and not returned. */
  public long held() {
    return Math.max(0, held.get());
  }

  /**
   * Sets who closes the connection when this account is evicted. It is called once, on any thread,
   * at once if the account is evicted already, and must only post.
   */
  public void onEvicted(Runnable handler) {
    onEvicted = handler;
    if (told) {
      handler.run();
    }
  }

  /** The session stands and the peer has a role. On the connection's loop, before it is used. */
  public void trust() {
    synchronized (budget) {
      // An account that was evicted meanwhile leaves the class in which it is counted as leaving.
      if (memoryClass == MemoryClass.STRANGERS && !evicted) {
        memoryClass = MemoryClass.TRUSTED;
        budget.move(MemoryClass.STRANGERS, MemoryClass.TRUSTED, held());
      }
    }
  }

  /**
   * Charges bytes that the remote is about to make this node hold; evicts others for it.
   *
   * @return false when they must not be held: then this account is evicted
   */
  public boolean charge(long bytes) {
    return !evicted
        && (budget.take(memoryClass, bytes) || budget.makeRoom(this, bytes))
        && added(bytes);
  }

  /** Charges bytes of a sender here if they fit; evicts nobody. */
  public boolean chargeIfRoom(long bytes) {
    return !evicted && budget.take(memoryClass, bytes) && added(bytes);
  }

  private boolean added(long bytes) {
    if (add(bytes)) {
      return true;
    }
    budget.give(memoryClass, bytes);
    return false;
  }

  /** Charges bytes that are held already; evicts whoever holds most if they do not fit. */
  public void force(long bytes) {
    if (add(bytes) && !budget.force(memoryClass, bytes)) {
      budget.relieve(this);
    }
  }

  /** Returns bytes. */
  public void release(long bytes) {
    if (subtract(bytes)) {
      budget.give(memoryClass, bytes);
    }
  }

  /** Has the connection closed. */
  public void evict() {
    budget.evict(this);
  }

  /** The connection has ended: returns all that is still charged. Again is no matter. */
  public void close() {
    long last = held.getAndSet(CLOSED);
    if (last != CLOSED) {
      budget.close(this, last);
    }
  }

  /**
   * An account of bytes that the application holds beyond the end of the connection. They stay
   * charged until they are released there; whoever has it closes it.
   */
  public MemoryAccount leaveBehind(long bytes) {
    return budget.leaveBehind(owner, memoryClass, bytes);
  }

  boolean isEvicted() {
    return evicted;
  }

  Object owner() {
    return owner;
  }

  long leaving() {
    return leaving;
  }

  /** What it holds when it is evicted; negative if it is evicted or closed already. */
  long markEvicted() {
    long now = held.get();
    if (evicted || now == CLOSED) {
      return -1;
    }
    evicted = true;
    leaving = now;
    return now;
  }

  void tellEvicted() {
    told = true;
    Runnable handler = onEvicted;
    if (handler != null) {
      handler.run();
    }
  }

  private boolean add(long bytes) {
    long now = held.get();
    while (now != CLOSED) {
      long seen = held.compareAndExchange(now, now + bytes);
      if (seen == now) {
        return true;
      }
      now = seen;
    }
    return false;
  }

  private boolean subtract(long bytes) {
    return add(-bytes);
  }
}

package io.diemnet.vertx.impl.memory;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * The share of one connection in a {@link MemoryBudget}. Thread-safe: the event loop of the
 * connection and senders on any thread charge it.
 *
 * <p>A closed account holds nothing. Later charges are refused and later releases are ignored, so
 * each byte is released exactly once.
 */
public final class MemoryAccount {

  private static final long CLOSED = Long.MIN_VALUE;

  /** The field {@code held}: an object of its own for each connection would cost more. */
  private static final AtomicLongFieldUpdater<MemoryAccount> HELD =
      AtomicLongFieldUpdater.newUpdater(MemoryAccount.class, "held");

  private final MemoryBudget budget;
  private final Object owner;
  private volatile long held;
  private volatile MemoryClass memoryClass;
  private volatile boolean evicted;
  private volatile boolean told;
  private volatile Runnable onEvicted;

  /** The bytes that are counted as leaving. Guarded by the monitor of the budget. */
  private long leaving;

  /**
   * Creates an account of bytes that a connection left behind. It is neither evicted nor charged.
   */
  MemoryAccount(MemoryBudget budget, Object owner, MemoryClass memoryClass) {
    this.budget = budget;
    this.owner = owner;
    this.memoryClass = memoryClass;
  }

  /** What is left behind: not to be evicted nor charged. */
  MemoryAccount(MemoryBudget budget, Object owner, MemoryClass memoryClass, long leftBehind) {
    this(budget, owner, memoryClass);
    held = leftBehind;
    evicted = true;
  }

  /** Returns an account without a limit, for connections that belong to no network. */
  public static MemoryAccount unlimited() {
    return new MemoryBudget(Long.MAX_VALUE / 4).open(null, MemoryClass.TRUSTED);
  }

  public MemoryBudget budget() {
    return budget;
  }

  public MemoryClass memoryClass() {
    return memoryClass;
  }

  /** The number of charged bytes. */
  public long held() {
    return Math.max(0, held);
  }

  /**
   * Sets the action that closes the connection when this account is evicted. It is called once, on
   * any thread, and at once if the account is already evicted. It must not block.
   */
  public void onEvicted(Runnable handler) {
    onEvicted = handler;
    if (told) {
      handler.run();
    }
  }

  /**
   * Moves the account to the trusted class, once the session is established and the peer has a
   * role. Called on the event loop of the connection, before the connection is used.
   */
  public void trust() {
    synchronized (budget) {
      // An evicted account stays in the class in which it counts as leaving.
      if (memoryClass == MemoryClass.STRANGERS && !evicted) {
        memoryClass = MemoryClass.TRUSTED;
        budget.move(MemoryClass.STRANGERS, MemoryClass.TRUSTED, held());
      }
    }
  }

  /**
   * Charges bytes that the remote is about to make this node hold. It may evict other accounts.
   *
   * @return false if the bytes must not be held; this account is then evicted
   */
  public boolean charge(long bytes) {
    return !evicted
        && (budget.take(memoryClass, bytes) || budget.makeRoom(this, bytes))
        && added(bytes);
  }

  /** Charges bytes of a local sender if they fit. It evicts no account. */
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

  /**
   * Charges bytes that are already held. It evicts the largest accounts if the bytes do not fit.
   */
  public void force(long bytes) {
    if (add(bytes) && !budget.force(memoryClass, bytes)) {
      budget.relieve(this);
    }
  }

  /** Releases bytes. */
  public void release(long bytes) {
    if (subtract(bytes)) {
      budget.give(memoryClass, bytes);
    }
  }

  /** Evicts this account: its connection is closed. */
  public void evict() {
    budget.evict(this);
  }

  /**
   * Closes this account at the end of the connection and releases everything that is still charged.
   * Further calls have no effect.
   */
  public void close() {
    long last = HELD.getAndSet(this, CLOSED);
    if (last != CLOSED) {
      budget.close(this, last);
    }
  }

  /**
   * Moves bytes that the application holds beyond the end of the connection to an account of their
   * own. They stay charged until they are released there. The holder must close that account.
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

  /**
   * Marks this account as evicted and returns its charge, or a negative value if it is already
   * evicted or closed.
   */
  long markEvicted() {
    long now = held;
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
    long now = held;
    while (now != CLOSED) {
      if (HELD.compareAndSet(this, now, now + bytes)) {
        return true;
      }
      now = held;
    }
    return false;
  }

  private boolean subtract(long bytes) {
    return add(-bytes);
  }
}

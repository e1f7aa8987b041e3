package io.diemnet.vertx.impl.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The number of bytes that all connections of one Vert.x instance may hold together. Thread-safe.
 *
 * <p>Trusted peers may use the whole budget, untrusted ones half of it. If a charge does not fit,
 * the connection that holds the most in the least trusted class is evicted: its owner is told to
 * close it. The bytes of an evicted connection count as free from then on. Until they are closed,
 * evicted connections may together hold at most {@link #slack()} bytes beyond the limit of their
 * class.
 *
 * <p>The counters are atomic and are updated once for several KiB. The monitor is used only under
 * pressure and to open or close an account.
 */
public final class MemoryBudget {

  /** The totals of one class. */
  private static final class Totals {

    /** The charged bytes. */
    final AtomicLong used = new AtomicLong();

    /** The bytes of evicted accounts at their eviction, until the accounts are closed. */
    final AtomicLong leaving = new AtomicLong();
  }

  private final long limit;

  private final Totals trusted = new Totals();
  private final Totals strangers = new Totals();
  private final Set<MemoryAccount> accounts = ConcurrentHashMap.newKeySet();

  /**
   * Creates an unused budget.
   *
   * @param limit the limit in bytes
   */
  public MemoryBudget(long limit) {
    this.limit = limit;
  }

  /**
   * The number of bytes that a class may use: the whole budget, or the share of untrusted
   * connections.
   */
  public long limit(MemoryClass of) {
    return of == MemoryClass.TRUSTED ? limit : limit / 2;
  }

  /** The number of bytes beyond a limit that evicted connections may hold until they are closed. */
  public long slack() {
    return limit / 4;
  }

  /** The number of bytes charged to a class. */
  public long used(MemoryClass of) {
    return totals(of).used.get();
  }

  /** The number of bytes that the open accounts of one owner, a network, hold in a class. */
  public long held(Object owner, MemoryClass of) {
    long sum = 0;
    for (MemoryAccount account : accounts) {
      if (account.owner() == owner && account.memoryClass() == of) {
        sum += account.held();
      }
    }
    return sum;
  }

  /**
   * Whether to refuse new untrusted connections: their class has used seven eighths of its share.
   */
  public boolean strangersFull() {
    return staying(MemoryClass.STRANGERS) > strangersHigh();
  }

  /**
   * Opens the account of a new connection.
   *
   * @param owner the network of the connection
   */
  public MemoryAccount open(Object owner, MemoryClass of) {
    MemoryAccount account = new MemoryAccount(this, owner, of);
    accounts.add(account);
    return account;
  }

  /**
   * Opens an account of bytes that a connection left behind. It is never evicted, because that
   * would free nothing.
   */
  MemoryAccount leaveBehind(Object owner, MemoryClass of, long bytes) {
    MemoryAccount account = new MemoryAccount(this, owner, of, bytes);
    accounts.add(account);
    force(of, bytes);
    return account;
  }

  /** Charges bytes if they fit. */
  boolean take(MemoryClass of, long bytes) {
    if (fits(of, totals(of).used.addAndGet(bytes))) {
      return true;
    }
    totals(of).used.addAndGet(-bytes);
    return false;
  }

  /**
   * Charges bytes unconditionally.
   *
   * @return whether they fit
   */
  boolean force(MemoryClass of, long bytes) {
    return fits(of, totals(of).used.addAndGet(bytes));
  }

  /** Releases bytes. */
  void give(MemoryClass of, long bytes) {
    totals(of).used.addAndGet(-bytes);
  }

  /**
   * Evicts accounts to make room for a charge, and charges it.
   *
   * @return false if there is no room, or if the account itself holds the most; it is then evicted
   *     too
   */
  boolean makeRoom(MemoryAccount account, long bytes) {
    List<MemoryAccount> evicted = new ArrayList<>(1);
    boolean taken;
    synchronized (this) {
      taken = take(account.memoryClass(), bytes);
      while (!taken && !account.isEvicted() && bounded(account.memoryClass(), bytes)) {
        MemoryAccount most = most(MemoryClass.STRANGERS, account, bytes);
        if (most == null) {
          most = most(MemoryClass.TRUSTED, account, bytes);
        }
        evict(most, evicted);
        taken = most != account && take(account.memoryClass(), bytes);
      }
      if (!taken) {
        evict(account, evicted);
      }
      // Make room for new connections too.
      MemoryAccount most;
      while (strangersFull()
          && (most = most(MemoryClass.STRANGERS, account, bytes)) != null
          && most != account) {
        evict(most, evicted);
      }
    }
    evicted.forEach(MemoryAccount::tellEvicted);
    return taken;
  }

  /** Evicts an account. */
  void evict(MemoryAccount account) {
    List<MemoryAccount> evicted = new ArrayList<>(1);
    synchronized (this) {
      evict(account, evicted);
    }
    evicted.forEach(MemoryAccount::tellEvicted);
  }

  /** Evicts accounts until the charged bytes fit. */
  void relieve(MemoryAccount account) {
    List<MemoryAccount> evicted = new ArrayList<>(1);
    synchronized (this) {
      MemoryClass of = account.memoryClass();
      while (!staysWithin(of, used(of))) {
        MemoryAccount most = most(MemoryClass.STRANGERS, account, 0);
        if (most == null && of == MemoryClass.TRUSTED) {
          most = most(MemoryClass.TRUSTED, account, 0);
        }
        if (most == null) {
          break;
        }
        evict(most, evicted);
      }
    }
    evicted.forEach(MemoryAccount::tellEvicted);
  }

  /** Closes an account that still has this charge. */
  void close(MemoryAccount account, long held) {
    Totals totals = totals(account.memoryClass());
    synchronized (this) {
      accounts.remove(account);
      totals.used.addAndGet(-held);
      totals.leaving.addAndGet(-account.leaving());
    }
  }

  /** Moves a charge to another class. */
  void move(MemoryClass from, MemoryClass to, long bytes) {
    totals(from).used.addAndGet(-bytes);
    totals(to).used.addAndGet(bytes);
  }

  private void evict(MemoryAccount account, List<MemoryAccount> evicted) {
    long held = account.markEvicted();
    if (held >= 0) {
      totals(account.memoryClass()).leaving.addAndGet(held);
      evicted.add(account);
    }
  }

  /**
   * Returns the account of a class that holds the most and is not evicted, or null.
   *
   * @param wanting an account that requests this many further bytes
   */
  private MemoryAccount most(MemoryClass of, MemoryAccount wanting, long bytes) {
    MemoryAccount most = null;
    long mostHeld = 0;
    for (MemoryAccount account : accounts) {
      long held = account.held() + (account == wanting ? bytes : 0);
      if (account.memoryClass() == of && !account.isEvicted() && held > mostHeld) {
        most = account;
        mostHeld = held;
      }
    }
    return most;
  }

  private boolean fits(MemoryClass of, long usedNow) {
    return usedNow <= limit(of) + slack() && staysWithin(of, usedNow);
  }

  /** Whether this many further bytes stay within the slack of the limit. */
  private boolean bounded(MemoryClass of, long bytes) {
    return used(of) + bytes <= limit(of) + slack();
  }

  /** Whether the charge fits once the evicted connections are closed. */
  private boolean staysWithin(MemoryClass of, long usedNow) {
    long stays = usedNow - totals(of).leaving.get();
    MemoryClass other = of == MemoryClass.TRUSTED ? MemoryClass.STRANGERS : MemoryClass.TRUSTED;
    return stays <= limit(of) && stays + Math.max(0, staying(other)) <= limit;
  }

  private long staying(MemoryClass of) {
    return totals(of).used.get() - totals(of).leaving.get();
  }

  private Totals totals(MemoryClass of) {
    return of == MemoryClass.TRUSTED ? trusted : strangers;
  }

  private long strangersHigh() {
    return limit(MemoryClass.STRANGERS) / 8 * 7;
  }
}

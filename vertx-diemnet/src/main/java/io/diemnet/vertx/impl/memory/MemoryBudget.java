package io.diemnet.vertx.impl.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that all connections of one Vert.x instance may hold together. Thread-safe.
 *
 * <p>Trusted peers may use all of it, strangers one half. When a charge of a connection does not
 * fit, the connection that holds most in the least trusted class is evicted: its owner is told to
 * close it. What an evicted connection holds counts as free from then on; what all of them hold
 * together until they are closed is bounded by {@link #slack()} beyond the limit of their class.
 *
 * <p>The counters are atomic and changed once for some KiB. The monitor is taken only under
 * pressure and when an account is opened or closed.
 */
public final class MemoryBudget {

  /** What one class holds. */
  private static final class Totals {

    /** Charged. */
    final AtomicLong used = new AtomicLong();

    /** What evicted accounts held when they were evicted, until they are closed. */
    final AtomicLong leaving = new AtomicLong();
  }

  private final long limit;

  private final Totals trusted = new Totals();
  private final Totals strangers = new Totals();
  private final Set<MemoryAccount> accounts = ConcurrentHashMap.newKeySet();

  /**
   * A budget of which nothing is used.
   *
   * @param limit in bytes
   */
  public MemoryBudget(long limit) {
    this.limit = limit;
  }

  /** Bytes that a class may use: all of the budget, or the share of strangers. */
  public long limit(MemoryClass of) {
    return of == MemoryClass.TRUSTED ? limit : limit / 2;
  }

  /** Bytes beyond a limit that evicted connections may hold until they are closed. */
  public long slack() {
    return limit / 4;
  }

  /** Bytes charged to a class. */
  public long used(MemoryClass of) {
    return totals(of).used.get();
  }

  /** Bytes that the open accounts of one owner, a network, hold in a class. */
  public long held(Object owner, MemoryClass of) {
    long sum = 0;
    for (MemoryAccount account : accounts) {
      if (account.owner() == owner && account.memoryClass() == of) {
        sum += account.held();
      }
    }
    return sum;
  }

  /** Whether no new stranger should be let in: its class has used seven eighths of its share. */
  public boolean strangersFull() {
    return staying(MemoryClass.STRANGERS) > strangersHigh();
  }

  /**
   * An account of a new connection.
   *
   * @param owner the network that it belongs to
   */
  public MemoryAccount open(Object owner, MemoryClass of) {
    MemoryAccount account = new MemoryAccount(this, owner, of);
    accounts.add(account);
    return account;
  }

  /** An account of what a connection left behind; it is never evicted, for that frees nothing. */
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
   * Charges bytes that are held already, or that must be had.
   *
   * @return whether they fit
   */
  boolean force(MemoryClass of, long bytes) {
    return fits(of, totals(of).used.addAndGet(bytes));
  }

  /** Returns bytes. */
  void give(MemoryClass of, long bytes) {
    totals(of).used.addAndGet(-bytes);
  }

  /**
   * Makes room by eviction for bytes that an account wants, and charges them.
   *
   * @return false if there is no room, or the account itself holds most: then it is evicted too
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
      // Room for newcomers, too.
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

  /** Evicts until what is charged fits. */
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

  /** Ends an account, of which that much is still charged. */
  void close(MemoryAccount account, long held) {
    Totals totals = totals(account.memoryClass());
    synchronized (this) {
      accounts.remove(account);
      totals.used.addAndGet(-held);
      totals.leaving.addAndGet(-account.leaving());
    }
  }

  /** Moves what an account holds to another class. */
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
   * The account that holds most of a class and is not evicted, or null if none holds anything.
   *
   * @param wanting an account that wants so many bytes more
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

  /** Whether so many more bytes do not exceed what evicted connections may hold beyond a limit. */
  private boolean bounded(MemoryClass of, long bytes) {
    return used(of) + bytes <= limit(of) + slack();
  }

  /** Whether it fits once the evicted connections are closed. */
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

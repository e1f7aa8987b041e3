package io.diemnet.node.port;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A bounded number of slots. When all are in use, a newcomer evicts the holder that has been silent
 * longest. Not thread-safe, no I/O.
 *
 * @param <T> a holder of a slot
 */
public final class Slots<T> {

  private final int bound;
  // In the order of their last message.
  private final Set<T> holders = new LinkedHashSet<>();

  public Slots(int bound) {
    this.bound = bound;
  }

  /**
   * Gives a slot to a newcomer.
   *
   * @return the evicted holder, which must be disconnected; null if there was a free slot
   */
  public T add(T newcomer) {
    T evicted = null;
    if (holders.size() >= bound) {
      evicted = holders.iterator().next();
      holders.remove(evicted);
    }
    holders.add(newcomer);
    return evicted;
  }

  /** The holder has sent a whole message. It is now the last one to be evicted. */
  public void heard(T holder) {
    if (holders.remove(holder)) {
      holders.add(holder);
    }
  }

  /** Releases a slot. Does nothing if the holder has none. */
  public void remove(T holder) {
    holders.remove(holder);
  }

  /** Returns a snapshot of all holders. */
  public List<T> all() {
    return List.copyOf(holders);
  }

  public int size() {
    return holders.size();
  }
}

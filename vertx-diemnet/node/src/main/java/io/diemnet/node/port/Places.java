package io.diemnet.node.port;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A bounded number of places. When all are taken, a newcomer gets the place of the holder that has
 * been silent longest. Not thread-safe, no I/O.
 *
 * @param <T> a holder of a place
 */
public final class Places<T> {

  private final int bound;
  // In the order in which they were last heard of.
  private final Set<T> holders = new LinkedHashSet<>();

  public Places(int bound) {
    this.bound = bound;
  }

  /**
   * Gives a place to a newcomer.
   *
   * @return the holder that lost its place and must be disconnected; null if there was room
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

  /** The holder has sent something whole; it is the last one to be evicted now. */
  public void heard(T holder) {
    if (holders.remove(holder)) {
      holders.add(holder);
    }
  }

  /** Frees a place; does nothing for one that has none. */
  public void remove(T holder) {
    holders.remove(holder);
  }

  /** All holders, as of now. */
  public List<T> all() {
    return List.copyOf(holders);
  }

  public int size() {
    return holders.size();
  }
}

package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.PublicKey;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The last timestamp accepted from each static key (specification section 5, rule 6), one atomic
 * step per key. Only keys that passed rule 5 in Mutual mode come here, so the trusted set bounds
 * it. Safe for any thread.
 */
public final class ReplayTable {

  private final ConcurrentMap<PublicKey, Long> last = new ConcurrentHashMap<>();

  /**
   * Stores the timestamp if it is greater, unsigned, than the key's last one; any first one is.
   *
   * @return false if it is a replay
   */
  public boolean accept(PublicKey key, long timestamp) {
    while (true) {
      Long previous = last.putIfAbsent(key, timestamp);
      if (previous == null) {
        return true;
      }
      if (Long.compareUnsigned(timestamp, previous) <= 0) {
        return false;
      }
      if (last.replace(key, previous, timestamp)) {
        return true;
      }
    }
  }

  /**
   * Forgets every other key. A forgotten key's old handshakes could be replayed, so the keys to
   * keep are all that are trusted now.
   */
  public void retain(Set<PublicKey> trusted) {
    last.keySet().retainAll(trusted);
  }

  /** How many keys it holds. */
  public int size() {
    return last.size();
  }
}

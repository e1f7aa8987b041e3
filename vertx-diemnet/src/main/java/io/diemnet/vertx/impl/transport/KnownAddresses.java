package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.PeerId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The addresses where trusted peers have been since the start. Each peer has at most {@value
 * #MAX_PER_PEER} of them, so that one peer cannot displace those of the others; the one not seen
 * for longest is forgotten. An address counts as long as one of the peers seen there is trusted.
 *
 * <p>Not thread-safe.
 */
final class KnownAddresses {

  /** More than a peer uses within an hour; few enough that one peer cannot own the table. */
  static final int MAX_PER_PEER = 8;

  /** More peers than a network has; the one not seen for longest is forgotten. */
  static final int MAX_PEERS = 4096;

  private final Predicate<PeerId> trusted;
  private final Map<PeerId, Set<Object>> byPeer = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Object, Set<PeerId>> byAddress = new HashMap<>();

  /**
   * @param trusted whether a peer is trusted now
   */
  KnownAddresses(Predicate<PeerId> trusted) {
    this.trusted = trusted;
  }

  /** A trusted peer has proved itself from there. */
  void seen(PeerId peer, Object address) {
    Set<Object> addresses = byPeer.computeIfAbsent(peer, any -> new LinkedHashSet<>());
    // Removed and added again, it is the newest.
    addresses.remove(address);
    addresses.add(address);
    byAddress.computeIfAbsent(address, any -> new HashSet<>()).add(peer);
    if (addresses.size() > MAX_PER_PEER) {
      Iterator<Object> oldest = addresses.iterator();
      forget(peer, oldest.next());
      oldest.remove();
    }
    if (byPeer.size() > MAX_PEERS) {
      Iterator<Map.Entry<PeerId, Set<Object>>> oldest = byPeer.entrySet().iterator();
      Map.Entry<PeerId, Set<Object>> gone = oldest.next();
      gone.getValue().forEach(each -> forget(gone.getKey(), each));
      oldest.remove();
    }
  }

  private void forget(PeerId peer, Object address) {
    Set<PeerId> peers = byAddress.get(address);
    peers.remove(peer);
    if (peers.isEmpty()) {
      byAddress.remove(address);
    }
  }

  /** Whether a peer that is trusted now has been there. */
  boolean contains(Object address) {
    Set<PeerId> peers = byAddress.get(address);
    if (peers != null) {
      for (PeerId peer : peers) {
        if (trusted.test(peer)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether that peer is trusted now and has been there. */
  boolean contains(PeerId peer, Object address) {
    Set<PeerId> peers = byAddress.get(address);
    return peers != null && peers.contains(peer) && trusted.test(peer);
  }

  int addresses() {
    return byAddress.size();
  }
}

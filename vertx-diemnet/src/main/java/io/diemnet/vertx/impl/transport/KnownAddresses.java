package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.PeerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /** The addresses of each peer, the one not seen for longest first. Short immutable lists. */
  private final Map<PeerId, List<Object>> byPeer = new LinkedHashMap<>(16, 0.75f, true);

  /** The peers at each address, without duplicates. */
  private final Map<Object, List<PeerId>> byAddress = new HashMap<>();

  /**
   * @param trusted whether a peer is trusted now
   */
  KnownAddresses(Predicate<PeerId> trusted) {
    this.trusted = trusted;
  }

  /** A trusted peer has proved itself from there. */
  void seen(PeerId peer, Object address) {
    List<Object> before = byPeer.getOrDefault(peer, List.of());
    if (!before.isEmpty() && before.get(before.size() - 1).equals(address)) {
      return;
    }
    List<Object> addresses = new ArrayList<>(before);
    // Removed and added again, it is the newest.
    if (!addresses.remove(address)) {
      byAddress.computeIfAbsent(address, any -> new ArrayList<>(1)).add(peer);
    }
    addresses.add(address);
    if (addresses.size() > MAX_PER_PEER) {
      forget(peer, addresses.remove(0));
    }
    byPeer.put(peer, List.copyOf(addresses));
    if (byPeer.size() > MAX_PEERS) {
      Iterator<Map.Entry<PeerId, List<Object>>> oldest = byPeer.entrySet().iterator();
      Map.Entry<PeerId, List<Object>> gone = oldest.next();
      gone.getValue().forEach(each -> forget(gone.getKey(), each));
      oldest.remove();
    }
  }

  private void forget(PeerId peer, Object address) {
    List<PeerId> peers = byAddress.get(address);
    peers.remove(peer);
    if (peers.isEmpty()) {
      byAddress.remove(address);
    }
  }

  /** Whether a peer that is trusted now has been there. */
  boolean contains(Object address) {
    List<PeerId> peers = byAddress.get(address);
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
    // Only seen() may renew the place of a peer in the order of forgetting.
    List<PeerId> peers = byAddress.get(address);
    return peers != null && peers.contains(peer) && trusted.test(peer);
  }

  int addresses() {
    return byAddress.size();
  }
}

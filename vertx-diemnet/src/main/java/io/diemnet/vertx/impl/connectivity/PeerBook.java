package io.diemnet.vertx.impl.connectivity;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.impl.noise.TrustedPeer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What all sources together say of all peers.
 *
 * <p>An update replaces all that its source said before. A peer is known while some source lists it
 * with an address or a key; its role is the one it was first listed with. One owner, no I/O.
 */
final class PeerBook {

  /** One known peer, its sources merged. */
  static final class Entry {
    private final PeerRole role;
    private final Map<DiscoverySource, DiscoveredPeer> listings =
        new EnumMap<>(DiscoverySource.class);
    private List<NetworkAddress> dialable = List.of();
    private Set<PublicKey> keys = Set.of();

    private Entry(PeerRole role) {
      this.role = role;
    }

    PeerRole role() {
      return role;
    }

    /** Where to dial it, in source priority and list order, each address once. */
    List<NetworkAddress> dialable() {
      return dialable;
    }

    /** The keys of all sources. */
    Set<PublicKey> keys() {
      return keys;
    }

    /** Merges the listings again, and tells whether anything came out differently. */
    private boolean merge() {
      Set<NetworkAddress> addresses = new LinkedHashSet<>();
      Set<PublicKey> union = new LinkedHashSet<>();
      for (DiscoveredPeer listing : listings.values()) {
        listing.addresses().stream().filter(NetworkAddress::isDialable).forEach(addresses::add);
        union.addAll(listing.keys());
      }
      List<NetworkAddress> merged = List.copyOf(addresses);
      boolean changed = !merged.equals(dialable) || !union.equals(keys);
      dialable = merged;
      keys = union;
      return changed;
    }
  }

  private final PeerId self;
  private final Map<PeerId, Entry> entries = new LinkedHashMap<>();

  PeerBook(PeerId self) {
    this.self = self;
  }

  /**
   * Replaces what a source says.
   *
   * @return the peers whose addresses or keys are not what they were, new and vanished ones too
   */
  Set<PeerId> update(DiscoverySource source, Map<PeerId, DiscoveredPeer> peers) {
    Set<PeerId> changed = new LinkedHashSet<>();
    for (Iterator<Map.Entry<PeerId, Entry>> all = entries.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<PeerId, Entry> known = all.next();
      DiscoveredPeer listing = peers.get(known.getKey());
      if ((listing == null || listing.isEmpty())
          && known.getValue().listings.remove(source) != null) {
        if (known.getValue().merge()) {
          changed.add(known.getKey());
        }
        if (known.getValue().listings.isEmpty()) {
          all.remove();
          changed.add(known.getKey());
        }
      }
    }
    peers.forEach(
        (peer, listing) -> {
          if (!peer.equals(self) && !listing.isEmpty()) {
            Entry entry = entries.computeIfAbsent(peer, id -> new Entry(listing.role()));
            if (!listing.equals(entry.listings.put(source, listing)) && entry.merge()) {
              changed.add(peer);
            }
          }
        });
    return changed;
  }

  /** What is known of a peer, or null. */
  Entry get(PeerId peer) {
    return entries.get(peer);
  }

  /** Whether a peer may be connected: it has a key. */
  boolean isEligible(PeerId peer) {
    Entry entry = entries.get(peer);
    return entry != null && !entry.keys.isEmpty();
  }

  /** The keys and roles that handshakes go by: all peers that have a key. */
  Map<PeerId, TrustedPeer> trusted() {
    Map<PeerId, TrustedPeer> trusted = new HashMap<>();
    entries.forEach(
        (peer, entry) -> {
          if (!entry.keys.isEmpty()) {
            trusted.put(peer, new TrustedPeer(entry.role, entry.keys));
          }
        });
    return trusted;
  }

  /** All known peers, in the order in which they were first listed. */
  Map<PeerId, Entry> entries() {
    return entries;
  }

  /** How many peers a source lists with an address or a key, this node not counted. */
  int count(DiscoverySource source) {
    int count = 0;
    for (Entry entry : entries.values()) {
      if (entry.listings.containsKey(source)) {
        count++;
      }
    }
    return count;
  }
}

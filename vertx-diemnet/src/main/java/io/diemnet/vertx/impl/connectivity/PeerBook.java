package io.diemnet.vertx.impl.connectivity;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.impl.noise.TrustedPeer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The merged listings of all sources.
 *
 * <p>An update replaces the previous listing of its source. A peer is known while a source lists it
 * with an address or a key. Its role is the one that it was first listed with. One owner, no I/O.
 */
final class PeerBook {

  /** One known peer with the merged listings of all sources. */
  static final class Entry {
    private final PeerRole role;

    /** By the number of the source; null where a source does not list the peer. */
    private final DiscoveredPeer[] listings = new DiscoveredPeer[DiscoverySource.values().length];

    private List<NetworkAddress> dialable = List.of();
    private Set<PublicKey> keys = Set.of();

    private Entry(PeerRole role) {
      this.role = role;
    }

    PeerRole role() {
      return role;
    }

    /** The addresses to dial, in the order of the sources and their lists, without duplicates. */
    List<NetworkAddress> dialable() {
      return dialable;
    }

    /** The keys of all sources. */
    Set<PublicKey> keys() {
      return keys;
    }

    /** Replaces the listing of a source, null for none, and returns the one before. */
    @SuppressWarnings("EnumOrdinal") // an EnumMap for each known peer has more than twice the size
    private DiscoveredPeer put(DiscoverySource source, DiscoveredPeer listing) {
      DiscoveredPeer before = listings[source.ordinal()];
      listings[source.ordinal()] = listing;
      return before;
    }

    @SuppressWarnings("EnumOrdinal")
    private boolean isListedBy(DiscoverySource source) {
      return listings[source.ordinal()] != null;
    }

    private boolean isListed() {
      for (DiscoveredPeer listing : listings) {
        if (listing != null) {
          return true;
        }
      }
      return false;
    }

    /** Merges the listings again and returns whether the result has changed. */
    private boolean merge() {
      Set<NetworkAddress> addresses = new LinkedHashSet<>();
      Set<PublicKey> union = new LinkedHashSet<>();
      for (DiscoveredPeer listing : listings) {
        if (listing != null) {
          listing.addresses().stream().filter(NetworkAddress::isDialable).forEach(addresses::add);
          union.addAll(listing.keys());
        }
      }
      List<NetworkAddress> merged = List.copyOf(addresses);
      boolean changed = !merged.equals(dialable) || !union.equals(keys);
      dialable = merged;
      // The compact form: there is one for each known peer.
      keys = Set.copyOf(union);
      return changed;
    }
  }

  private final PeerId self;
  private final Map<PeerId, Entry> entries = new LinkedHashMap<>();

  PeerBook(PeerId self) {
    this.self = self;
  }

  /**
   * Replaces the listing of a source.
   *
   * @return the peers whose addresses or keys have changed, including new and removed ones
   */
  Set<PeerId> update(DiscoverySource source, Map<PeerId, DiscoveredPeer> peers) {
    Set<PeerId> changed = new LinkedHashSet<>();
    for (Iterator<Map.Entry<PeerId, Entry>> all = entries.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<PeerId, Entry> known = all.next();
      DiscoveredPeer listing = peers.get(known.getKey());
      if ((listing == null || listing.isEmpty()) && known.getValue().put(source, null) != null) {
        if (known.getValue().merge()) {
          changed.add(known.getKey());
        }
        if (!known.getValue().isListed()) {
          all.remove();
          changed.add(known.getKey());
        }
      }
    }
    peers.forEach(
        (peer, listing) -> {
          if (!peer.equals(self) && !listing.isEmpty()) {
            Entry entry = entries.computeIfAbsent(peer, id -> new Entry(listing.role()));
            if (!listing.equals(entry.put(source, listing)) && entry.merge()) {
              changed.add(peer);
            }
          }
        });
    return changed;
  }

  /** The entry of a peer, or null. */
  Entry get(PeerId peer) {
    return entries.get(peer);
  }

  /** Whether a peer may be connected: it has a key. */
  boolean isEligible(PeerId peer) {
    Entry entry = entries.get(peer);
    return entry != null && !entry.keys.isEmpty();
  }

  /** The trusted set: the keys and roles of all peers that have a key. */
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

  /** All known peers, in the order of their first listing. */
  Map<PeerId, Entry> entries() {
    return entries;
  }

  /** The number of peers that a source lists with an address or a key, without this node. */
  int count(DiscoverySource source) {
    int count = 0;
    for (Entry entry : entries.values()) {
      if (entry.isListedBy(source)) {
        count++;
      }
    }
    return count;
  }
}

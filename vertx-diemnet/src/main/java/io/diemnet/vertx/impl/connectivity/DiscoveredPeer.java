package io.diemnet.vertx.impl.connectivity;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PublicKey;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The listing of one peer in one source.
 *
 * @param addresses the addresses to dial, in order
 * @param keys the keys that the peer may prove: the listed ones and those in the addresses
 * @param role the role of the peer
 */
public record DiscoveredPeer(List<NetworkAddress> addresses, Set<PublicKey> keys, PeerRole role) {

  public DiscoveredPeer {
    addresses = List.copyOf(addresses);
    Set<PublicKey> all = new LinkedHashSet<>(keys);
    for (NetworkAddress address : addresses) {
      PublicKey key = address.noiseKey();
      if (key != null) {
        all.add(key);
      }
    }
    keys = Set.copyOf(all);
    Objects.requireNonNull(role);
  }

  /** The same as the constructor, for any collection of keys. */
  public static DiscoveredPeer of(
      List<NetworkAddress> addresses, Collection<PublicKey> keys, PeerRole role) {
    return new DiscoveredPeer(addresses, new LinkedHashSet<>(keys), role);
  }

  /** Merges two listings. The role of this one is kept. */
  public DiscoveredPeer and(DiscoveredPeer other) {
    Set<NetworkAddress> allAddresses = new LinkedHashSet<>(addresses);
    allAddresses.addAll(other.addresses);
    Set<PublicKey> allKeys = new LinkedHashSet<>(keys);
    allKeys.addAll(other.keys);
    return new DiscoveredPeer(List.copyOf(allAddresses), allKeys, role);
  }

  /** Whether the listing has neither an address nor a key. Such a listing is ignored. */
  boolean isEmpty() {
    return addresses.isEmpty() && keys.isEmpty();
  }
}

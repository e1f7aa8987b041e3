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
 * What one source says of one peer.
 *
 * @param addresses where it may be dialed, in the order to try
 * @param keys the keys it may prove: those given and those found in the addresses
 * @param role what it is to this node
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

  /** As the constructor, for keys that come in any collection. */
  public static DiscoveredPeer of(
      List<NetworkAddress> addresses, Collection<PublicKey> keys, PeerRole role) {
    return new DiscoveredPeer(addresses, new LinkedHashSet<>(keys), role);
  }

  /** What two listings say together; the role is that of the first. */
  public DiscoveredPeer and(DiscoveredPeer other) {
    Set<NetworkAddress> allAddresses = new LinkedHashSet<>(addresses);
    allAddresses.addAll(other.addresses);
    Set<PublicKey> allKeys = new LinkedHashSet<>(keys);
    allKeys.addAll(other.keys);
    return new DiscoveredPeer(List.copyOf(allAddresses), allKeys, role);
  }

  /** Neither address nor key: such a listing says nothing. */
  boolean isEmpty() {
    return addresses.isEmpty() && keys.isEmpty();
  }
}

package io.diemnet.vertx.impl.connectivity;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Peers by number. */
final class Peers {

  private Peers() {}

  static PeerId peer(int number) {
    byte[] bytes = new byte[PeerId.LENGTH];
    bytes[0] = (byte) (number >> 8);
    bytes[1] = (byte) number;
    return PeerId.of(bytes);
  }

  static PublicKey key(int number) {
    byte[] bytes = new byte[PublicKey.LENGTH];
    bytes[0] = 7;
    bytes[30] = (byte) (number >> 8);
    bytes[31] = (byte) number;
    return PublicKey.of(bytes);
  }

  /** An address that names key {@code number}. */
  static NetworkAddress address(int number, int port) {
    return NetworkAddress.parse("/ip4/10.0.0.1/tcp/" + port).withNoise(key(number), 0);
  }

  static DiscoveredPeer listing(PeerRole role, int number, int... ports) {
    List<NetworkAddress> addresses = new ArrayList<>();
    for (int port : ports) {
      addresses.add(address(number, port));
    }
    return new DiscoveredPeer(addresses, Set.of(), role);
  }

  static DiscoveredPeer keyOnly(PeerRole role, int... keys) {
    List<PublicKey> list = new ArrayList<>();
    for (int number : keys) {
      list.add(key(number));
    }
    return DiscoveredPeer.of(List.of(), list, role);
  }

  static DiscoverySource anySource(Random random) {
    return List.of(DiscoverySource.values()).get(random.nextInt(3));
  }

  /** Chance without chance: no jitter, no shuffle. */
  static Random noChance() {
    return new Random() {
      private static final long serialVersionUID = 1L;

      @Override
      public int nextInt(int bound) {
        return 0;
      }
    };
  }
}

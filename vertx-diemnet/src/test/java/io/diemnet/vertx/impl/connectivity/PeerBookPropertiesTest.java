package io.diemnet.vertx.impl.connectivity;

import static io.diemnet.vertx.impl.connectivity.Peers.address;
import static io.diemnet.vertx.impl.connectivity.Peers.key;
import static io.diemnet.vertx.impl.connectivity.Peers.listing;
import static io.diemnet.vertx.impl.connectivity.Peers.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.impl.noise.TrustedPeer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PeerBookPropertiesTest {

  /** Against the plainest model: every source's last word, merged from scratch. */
  @Property(tries = 300)
  void the_trusted_set_is_the_union_of_what_the_sources_said_last(@ForAll long seed) {
    PeerBook book = new PeerBook(peer(0));
    Random random = new Random(seed);
    Map<DiscoverySource, Map<PeerId, DiscoveredPeer>> said = new EnumMap<>(DiscoverySource.class);
    for (int step = 0; step < 20; step++) {
      DiscoverySource source = Peers.anySource(random);
      Map<PeerId, DiscoveredPeer> peers = new HashMap<>();
      for (int i = random.nextInt(6); i > 0; i--) {
        int number = random.nextInt(6);
        List<NetworkAddress> addresses = new ArrayList<>();
        if (random.nextBoolean()) {
          addresses.add(address(random.nextInt(9), 80));
        }
        Set<PublicKey> keys = random.nextBoolean() ? Set.of(key(random.nextInt(9))) : Set.of();
        peers.put(peer(number), new DiscoveredPeer(addresses, keys, PeerRole.VALIDATOR));
      }
      book.update(source, peers);
      said.put(source, peers);

      Map<PeerId, Set<PublicKey>> union = new HashMap<>();
      said.values()
          .forEach(
              all ->
                  all.forEach(
                      (peer, listing) -> {
                        if (!peer.equals(peer(0)) && !listing.keys().isEmpty()) {
                          union.computeIfAbsent(peer, id -> new HashSet<>()).addAll(listing.keys());
                        }
                      }));
      Map<PeerId, Set<PublicKey>> trusted = new HashMap<>();
      for (Map.Entry<PeerId, TrustedPeer> entry : book.trusted().entrySet()) {
        trusted.put(entry.getKey(), entry.getValue().keys());
      }
      assertThat(trusted).isEqualTo(union);
      book.entries()
          .forEach(
              (peer, entry) ->
                  assertThat(entry.dialable().isEmpty() && entry.keys().isEmpty()).isFalse());
    }
  }
}

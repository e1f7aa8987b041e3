package io.diemnet.vertx.impl.connectivity;

import static io.diemnet.vertx.impl.connectivity.DiscoverySource.CONFIG;
import static io.diemnet.vertx.impl.connectivity.DiscoverySource.FILE;
import static io.diemnet.vertx.impl.connectivity.DiscoverySource.VALIDATOR_SET;
import static io.diemnet.vertx.impl.connectivity.Peers.address;
import static io.diemnet.vertx.impl.connectivity.Peers.key;
import static io.diemnet.vertx.impl.connectivity.Peers.keyOnly;
import static io.diemnet.vertx.impl.connectivity.Peers.listing;
import static io.diemnet.vertx.impl.connectivity.Peers.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PeerBookTest {

  private static final DiscoveredPeer NOTHING =
      new DiscoveredPeer(List.of(), Set.of(), PeerRole.VALIDATOR);

  private final PeerBook book = new PeerBook(peer(0));

  @Test
  void an_update_replaces_all_that_its_source_said_before() {
    book.update(FILE, Map.of(peer(1), listing(PeerRole.VALIDATOR, 1, 80)));
    book.update(FILE, Map.of(peer(2), listing(PeerRole.VALIDATOR, 2, 80)));
    assertThat(book.entries()).containsOnlyKeys(peer(2));
    assertThat(book.count(FILE)).isEqualTo(1);
  }

  @Test
  void an_update_leaves_what_other_sources_said() {
    book.update(CONFIG, Map.of(peer(1), listing(PeerRole.VALIDATOR, 1, 80)));
    book.update(FILE, Map.of(peer(1), listing(PeerRole.VALIDATOR, 1, 81)));
    book.update(FILE, Map.of());
    assertThat(book.get(peer(1)).dialable()).containsExactly(address(1, 80));
  }

  @Test
  void addresses_come_in_source_priority_then_list_order_each_once() {
    book.update(CONFIG, Map.of(peer(1), listing(PeerRole.VALIDATOR, 1, 90, 70)));
    book.update(FILE, Map.of(peer(1), listing(PeerRole.VALIDATOR, 1, 60, 90)));
    book.update(VALIDATOR_SET, Map.of(peer(1), listing(PeerRole.VALIDATOR, 1, 80)));
    assertThat(book.get(peer(1)).dialable())
        .containsExactly(address(1, 80), address(1, 60), address(1, 90), address(1, 70));
  }

  @Test
  void keys_are_the_union_over_all_sources_those_in_addresses_included() {
    book.update(CONFIG, Map.of(peer(1), listing(PeerRole.VALIDATOR, 11, 80)));
    book.update(FILE, Map.of(peer(1), keyOnly(PeerRole.VALIDATOR, 12, 13)));
    book.update(VALIDATOR_SET, Map.of(peer(1), keyOnly(PeerRole.VALIDATOR, 13)));
    assertThat(book.trusted().get(peer(1)).keys())
        .containsExactlyInAnyOrder(key(11), key(12), key(13));
    book.update(FILE, Map.of());
    assertThat(book.trusted().get(peer(1)).keys()).containsExactlyInAnyOrder(key(11), key(13));
  }

  @Test
  void the_role_first_discovered_stays_while_any_source_lists_the_peer() {
    book.update(CONFIG, Map.of(peer(1), keyOnly(PeerRole.UPSTREAM, 1)));
    book.update(FILE, Map.of(peer(1), keyOnly(PeerRole.VALIDATOR, 1)));
    assertThat(book.trusted().get(peer(1)).role()).isEqualTo(PeerRole.UPSTREAM);
    book.update(CONFIG, Map.of());
    assertThat(book.trusted().get(peer(1)).role()).isEqualTo(PeerRole.UPSTREAM);
    book.update(FILE, Map.of());
    book.update(FILE, Map.of(peer(1), keyOnly(PeerRole.VALIDATOR, 1)));
    assertThat(book.trusted().get(peer(1)).role()).isEqualTo(PeerRole.VALIDATOR);
  }

  @Test
  void the_own_id_is_ignored() {
    book.update(CONFIG, Map.of(peer(0), listing(PeerRole.VALIDATOR, 1, 80)));
    assertThat(book.entries()).isEmpty();
    assertThat(book.count(CONFIG)).isZero();
  }

  @Test
  void a_peer_listed_with_neither_address_nor_key_is_dropped() {
    assertThat(book.update(CONFIG, Map.of(peer(1), NOTHING))).isEmpty();
    assertThat(book.entries()).isEmpty();
    book.update(CONFIG, Map.of(peer(1), keyOnly(PeerRole.KNOWN, 1)));
    book.update(CONFIG, Map.of(peer(1), NOTHING));
    assertThat(book.entries()).isEmpty();
  }

  @Test
  void a_peer_without_keys_is_known_but_not_trusted() {
    NetworkAddress bare = NetworkAddress.parse("/ip4/10.0.0.1/tcp/80");
    book.update(
        VALIDATOR_SET,
        Map.of(peer(1), new DiscoveredPeer(List.of(bare), Set.of(), PeerRole.VALIDATOR)));
    assertThat(book.entries()).containsOnlyKeys(peer(1));
    assertThat(book.isEligible(peer(1))).isFalse();
    assertThat(book.trusted()).isEmpty();
    assertThat(book.get(peer(1)).dialable()).isEmpty();
  }

  @Test
  void an_address_that_cannot_be_dialed_still_tells_its_key() {
    NetworkAddress future = NetworkAddress.parse("/ip4/10.0.0.1/tcp/80").withNoise(key(1), 1);
    book.update(
        VALIDATOR_SET,
        Map.of(peer(1), new DiscoveredPeer(List.of(future), Set.of(), PeerRole.VALIDATOR)));
    assertThat(book.isEligible(peer(1))).isTrue();
    assertThat(book.get(peer(1)).dialable()).isEmpty();
  }

  @Test
  void only_peers_that_changed_are_told() {
    Map<PeerId, DiscoveredPeer> peers = new HashMap<>();
    peers.put(peer(1), listing(PeerRole.VALIDATOR, 1, 80));
    peers.put(peer(2), listing(PeerRole.VALIDATOR, 2, 80));
    peers.put(peer(3), listing(PeerRole.VALIDATOR, 3, 80));
    assertThat(book.update(FILE, peers)).containsExactlyInAnyOrder(peer(1), peer(2), peer(3));
    assertThat(book.update(FILE, peers)).isEmpty();
    peers.put(peer(1), listing(PeerRole.VALIDATOR, 1, 81));
    peers.put(peer(2), listing(PeerRole.KNOWN, 2, 80));
    peers.remove(peer(3));
    assertThat(book.update(FILE, peers)).containsExactlyInAnyOrder(peer(1), peer(3));
    assertThat(book.update(CONFIG, peers)).isEmpty();
  }
}

package io.diemnet.vertx.impl.connectivity;

import static io.diemnet.vertx.impl.connectivity.DiscoverySource.CONFIG;
import static io.diemnet.vertx.impl.connectivity.DiscoverySource.FILE;
import static io.diemnet.vertx.impl.connectivity.Peers.address;
import static io.diemnet.vertx.impl.connectivity.Peers.key;
import static io.diemnet.vertx.impl.connectivity.Peers.keyOnly;
import static io.diemnet.vertx.impl.connectivity.Peers.listing;
import static io.diemnet.vertx.impl.connectivity.Peers.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.NodeRole;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.impl.DiemWire;
import io.diemnet.vertx.impl.connectivity.ConnectivityPlan.Action;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Section 10 on injected time. Peer 50 is this node. */
class ConnectivityPlanTest {

  private static final int SELF = 50;
  private static final DiscoveredPeer VALIDATOR_10 = listing(PeerRole.VALIDATOR, 10, 80);

  private long now = 1_000_000;
  private ConnectivityPlan plan = plan(NetworkId.VALIDATOR, NodeRole.VALIDATOR, true, 3, 1);

  private static ConnectivityPlan plan(
      NetworkId network, NodeRole role, boolean mutual, int maxOutbound, long seed) {
    return new ConnectivityPlan(
        new ConnectivitySettings(
            peer(SELF),
            network,
            role,
            DiemWire.PROFILE.roles(),
            mutual,
            new Backoff(2, 60_000),
            maxOutbound),
        new Random(seed));
  }

  private void publicNetwork(boolean mutual, int maxOutbound) {
    plan = plan(NetworkId.PUBLIC, NodeRole.FULL_NODE, mutual, maxOutbound, 1);
  }

  /** Lets time pass up to the next dial, which must be the only one then, and gives it. */
  private Action.Dial nextDial() {
    List<Action> actions = plan.act(now);
    if (actions.isEmpty()) {
      assertThat(plan.nextDue(now)).isNotEqualTo(Long.MAX_VALUE);
      now = plan.nextDue(now);
      actions = plan.act(now);
    }
    assertThat(actions).hasSize(1);
    return (Action.Dial) actions.get(0);
  }

  /** Milliseconds until the next dial. */
  private long pause() {
    long before = now;
    nextDial();
    return now - before;
  }

  /** Whom the plan dials from now on until the longest jitter is over. */
  private Set<PeerId> dialedNow() {
    Set<PeerId> dialed = new HashSet<>();
    plan.act(now).forEach(action -> dialed.add(((Action.Dial) action).peer()));
    now += 100;
    plan.act(now).forEach(action -> dialed.add(((Action.Dial) action).peer()));
    return dialed;
  }

  private void assertQuiet() {
    assertThat(plan.act(now)).isEmpty();
    assertThat(plan.nextDue(now)).isEqualTo(Long.MAX_VALUE);
  }

  private void inbound(int number, PeerRole role) {
    plan.connected(peer(number), ConnectionOrigin.INBOUND, role);
  }

  private void outbound(int number, PeerRole role) {
    plan.connected(peer(number), ConnectionOrigin.OUTBOUND, role);
  }

  @Test
  void a_new_peer_is_dialed_at_once_after_the_jitter_alone() {
    plan.update(CONFIG, Map.of(peer(10), VALIDATOR_10));
    long before = now;
    Action.Dial dial = nextDial();
    assertThat(dial).isEqualTo(new Action.Dial(peer(10), address(10, 80)));
    assertThat(now - before).isBetween(0L, 100L);
  }

  @Test
  void in_the_validator_network_the_smaller_peer_waits_a_second_more_before_its_first_attempt() {
    plan.update(CONFIG, Map.of(peer(90), listing(PeerRole.VALIDATOR, 90, 80)));
    assertThat(pause()).isBetween(1_000L, 1_100L);
    plan.dialFailed(peer(90));
    assertThat(pause()).isBetween(2_000L, 2_100L);
  }

  @Test
  void elsewhere_nobody_waits_for_the_tie_break() {
    publicNetwork(false, 3);
    plan.update(CONFIG, Map.of(peer(90), listing(PeerRole.UPSTREAM, 90, 80)));
    assertThat(pause()).isBetween(0L, 100L);
  }

  @Test
  void a_peer_is_not_dialed_again_while_a_dial_is_in_progress() {
    plan.update(CONFIG, Map.of(peer(10), VALIDATOR_10));
    nextDial();
    now += 1_000_000;
    assertQuiet();
    plan.update(FILE, Map.of(peer(10), listing(PeerRole.VALIDATOR, 10, 81)));
    assertQuiet();
  }

  @Test
  void pauses_grow_after_each_failed_attempt_and_stay_at_the_longest() {
    plan.update(CONFIG, Map.of(peer(10), VALIDATOR_10));
    nextDial();
    for (long expected : new long[] {2, 4, 8, 16, 32, 60, 60, 60}) {
      plan.dialFailed(peer(10));
      assertThat(pause()).isBetween(expected * 1_000, expected * 1_000 + 100);
    }
  }

  @Test
  void a_peer_that_completes_the_handshake_and_closes_is_dialed_with_growing_pauses() {
    plan.update(CONFIG, Map.of(peer(10), VALIDATOR_10));
    nextDial();
    for (long expected : new long[] {2, 4, 8, 16, 32, 60, 60}) {
      outbound(10, PeerRole.VALIDATOR);
      plan.dialSucceeded(peer(10));
      assertQuiet();
      now += 20;
      plan.lost(peer(10), 20);
      assertThat(pause()).isBetween(expected * 1_000, expected * 1_000 + 100);
    }
  }

  @Test
  void an_inbound_connection_that_is_lost_soon_counts_as_a_failed_attempt_too() {
    plan.update(CONFIG, Map.of(peer(10), VALIDATOR_10));
    inbound(10, PeerRole.VALIDATOR);
    plan.lost(peer(10), 9_999);
    assertThat(pause()).isBetween(2_000L, 2_100L);
  }

  @Test
  void a_connection_that_has_lived_ten_seconds_resets_delay_and_address() {
    plan.update(CONFIG, Map.of(peer(10), listing(PeerRole.VALIDATOR, 10, 80, 81)));
    assertThat(nextDial().address()).isEqualTo(address(10, 80));
    plan.dialFailed(peer(10));
    assertThat(nextDial().address()).isEqualTo(address(10, 81));
    outbound(10, PeerRole.VALIDATOR);
    plan.dialSucceeded(peer(10));
    now += 10_000;
    plan.lost(peer(10), 10_000);
    long before = now;
    assertThat(nextDial().address()).isEqualTo(address(10, 80));
    assertThat(now - before).isBetween(0L, 100L);
  }

  @Test
  void
      a_lost_connection_is_dialed_again_at_once_by_the_greater_and_a_second_later_by_the_smaller() {
    plan.update(
        CONFIG, Map.of(peer(10), VALIDATOR_10, peer(90), listing(PeerRole.VALIDATOR, 90, 80)));
    inbound(10, PeerRole.VALIDATOR);
    inbound(90, PeerRole.VALIDATOR);
    assertQuiet();
    plan.lost(peer(10), 60_000);
    plan.lost(peer(90), 60_000);
    long before = now;
    assertThat(nextDial().peer()).isEqualTo(peer(10));
    assertThat(now - before).isBetween(0L, 100L);
    assertThat(nextDial().peer()).isEqualTo(peer(90));
    assertThat(now - before).isBetween(1_000L, 1_100L);
  }

  @Test
  void addresses_are_tried_in_turn_one_per_attempt_and_wrap_around() {
    plan.update(CONFIG, Map.of(peer(10), listing(PeerRole.VALIDATOR, 10, 83)));
    plan.update(FILE, Map.of(peer(10), listing(PeerRole.VALIDATOR, 10, 81, 82)));
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      ports.add(nextDial().address().port());
      plan.dialFailed(peer(10));
    }
    assertThat(ports).containsExactly(81, 82, 83, 81, 82, 83, 81);
  }

  @Test
  void an_update_that_changes_addresses_resets_a_long_pause_at_once() {
    failTimes(6);
    plan.act(now);
    assertThat(plan.nextDue(now) - now).isGreaterThanOrEqualTo(60_000);
    plan.update(CONFIG, Map.of(peer(10), listing(PeerRole.VALIDATOR, 10, 81)));
    long before = now;
    assertThat(nextDial().address()).isEqualTo(address(10, 81));
    assertThat(now - before).isBetween(0L, 100L);
  }

  @Test
  void an_update_that_changes_keys_resets_too() {
    failTimes(6);
    plan.update(FILE, Map.of(peer(10), keyOnly(PeerRole.VALIDATOR, 77)));
    assertThat(pause()).isBetween(0L, 100L);
  }

  @Test
  void an_update_that_changes_nothing_or_another_peer_resets_nothing() {
    failTimes(6);
    plan.update(CONFIG, Map.of(peer(10), VALIDATOR_10, peer(11), keyOnly(PeerRole.VALIDATOR, 11)));
    plan.update(FILE, Map.of(peer(10), listing(PeerRole.KNOWN, 10, 80)));
    assertThat(pause()).isGreaterThanOrEqualTo(60_000);
  }

  @Test
  void a_dial_to_the_old_address_that_fails_after_the_update_does_not_count() {
    plan.update(CONFIG, Map.of(peer(10), VALIDATOR_10));
    nextDial();
    plan.update(CONFIG, Map.of(peer(10), listing(PeerRole.VALIDATOR, 10, 81)));
    plan.dialFailed(peer(10));
    long before = now;
    assertThat(nextDial().address()).isEqualTo(address(10, 81));
    assertThat(now - before).isBetween(0L, 100L);
    plan.dialFailed(peer(10));
    assertThat(pause()).isBetween(2_000L, 2_100L);
  }

  private void failTimes(int times) {
    plan.update(CONFIG, Map.of(peer(10), VALIDATOR_10));
    for (int i = 0; i < times; i++) {
      nextDial();
      plan.dialFailed(peer(10));
    }
  }

  @Test
  void a_dial_that_ends_because_the_peer_has_connected_by_itself_is_no_failure() {
    plan.update(CONFIG, Map.of(peer(10), VALIDATOR_10));
    nextDial();
    inbound(10, PeerRole.VALIDATOR);
    plan.dialFailed(peer(10));
    assertThat(plan.failures(peer(10))).isZero();
    assertQuiet();
  }

  @Test
  void a_queued_dial_is_cancelled_when_the_peer_connects() {
    plan.update(CONFIG, Map.of(peer(10), VALIDATOR_10));
    plan.act(now);
    inbound(10, PeerRole.VALIDATOR);
    now += 200;
    assertQuiet();
  }

  @Test
  void a_queued_dial_is_cancelled_when_the_peer_is_no_longer_eligible() {
    plan.update(CONFIG, Map.of(peer(10), VALIDATOR_10));
    assertThat(plan.act(now)).isEmpty();
    plan.update(CONFIG, Map.of());
    assertQuiet();
    assertThat(plan.trackedPeers()).isZero();
  }

  @Test
  void a_connection_to_a_peer_that_is_no_longer_eligible_is_closed_once() {
    plan.update(CONFIG, Map.of(peer(10), VALIDATOR_10));
    inbound(10, PeerRole.VALIDATOR);
    plan.update(CONFIG, Map.of());
    assertThat(plan.act(now)).containsExactly(new Action.Disconnect(peer(10)));
    assertQuiet();
    plan.lost(peer(10), 20);
    plan.disconnectEnded(peer(10));
    assertQuiet();
    assertThat(plan.trackedPeers()).isZero();
  }

  @Test
  void a_disconnect_that_failed_is_tried_again() {
    inbound(10, PeerRole.VALIDATOR);
    assertThat(plan.act(now)).containsExactly(new Action.Disconnect(peer(10)));
    plan.disconnectEnded(peer(10));
    assertThat(plan.act(now)).containsExactly(new Action.Disconnect(peer(10)));
  }

  @Test
  void a_connection_made_while_its_peer_vanished_is_closed() {
    plan.update(CONFIG, Map.of(peer(10), VALIDATOR_10));
    nextDial();
    plan.update(CONFIG, Map.of());
    outbound(10, PeerRole.UNKNOWN);
    plan.dialSucceeded(peer(10));
    assertThat(plan.act(now)).containsExactly(new Action.Disconnect(peer(10)));
  }

  @Test
  void a_changed_role_or_a_rotated_key_closes_nothing() {
    plan.update(CONFIG, Map.of(peer(10), VALIDATOR_10));
    inbound(10, PeerRole.VALIDATOR);
    plan.update(CONFIG, Map.of(peer(10), listing(PeerRole.KNOWN, 99, 81)));
    assertQuiet();
    assertThat(plan.book().trusted().get(peer(10)).keys()).containsExactly(key(99));
  }

  @Test
  void a_stranger_that_came_by_itself_stays_where_authentication_is_not_mutual() {
    publicNetwork(false, 3);
    inbound(10, PeerRole.UNKNOWN);
    assertQuiet();
  }

  @Test
  void a_stranger_is_closed_where_authentication_is_mutual() {
    publicNetwork(true, 3);
    inbound(10, PeerRole.UNKNOWN);
    assertThat(plan.act(now)).containsExactly(new Action.Disconnect(peer(10)));
  }

  @Test
  void only_inbound_strangers_stay() {
    publicNetwork(false, 3);
    inbound(10, PeerRole.UPSTREAM);
    outbound(11, PeerRole.UNKNOWN);
    assertThat(plan.act(now))
        .containsExactlyInAnyOrder(
            new Action.Disconnect(peer(10)), new Action.Disconnect(peer(11)));
  }

  @Test
  void a_peer_dialed_by_hand_is_left_alone_until_it_is_lost() {
    plan.handDialed(peer(10));
    outbound(10, PeerRole.UNKNOWN);
    assertQuiet();
    plan.lost(peer(10), 60_000);
    assertQuiet();
    inbound(10, PeerRole.UNKNOWN);
    assertThat(plan.act(now)).containsExactly(new Action.Disconnect(peer(10)));
  }

  @Test
  void a_peer_dialed_by_hand_stays_when_its_source_drops_it() {
    plan.handDialed(peer(10));
    outbound(10, PeerRole.VALIDATOR);
    plan.update(CONFIG, Map.of(peer(10), VALIDATOR_10));
    plan.update(CONFIG, Map.of());
    assertQuiet();
    plan.handDisconnected(peer(10));
    assertThat(plan.act(now)).containsExactly(new Action.Disconnect(peer(10)));
  }

  @Test
  void a_dial_by_hand_that_failed_protects_nothing() {
    plan.handDialed(peer(10));
    plan.handDialFailed(peer(10));
    inbound(10, PeerRole.VALIDATOR);
    assertThat(plan.act(now)).containsExactly(new Action.Disconnect(peer(10)));
    plan.handDialed(peer(10));
    plan.disconnectEnded(peer(10));
    assertThat(plan.act(now)).containsExactly(new Action.Disconnect(peer(10)));
  }

  @Test
  void a_failed_second_dial_by_hand_does_not_undo_the_first() {
    plan.handDialed(peer(10));
    outbound(10, PeerRole.UNKNOWN);
    plan.handDialed(peer(10));
    plan.handDialFailed(peer(10));
    assertQuiet();
  }

  @Test
  void peers_of_other_roles_are_trusted_but_not_dialed() {
    Map<PeerId, DiscoveredPeer> peers = new HashMap<>();
    for (PeerRole role : PeerRole.values()) {
      if (role != PeerRole.VALIDATOR) {
        peers.put(peer(1 + peers.size()), listing(role, 1 + peers.size(), 80));
      }
    }
    plan.update(CONFIG, peers);
    assertQuiet();
    assertThat(plan.book().trusted()).hasSize(peers.size());
  }

  @Test
  void the_most_trusted_roles_are_dialed_first_whatever_the_shuffle() {
    for (int seed = 0; seed < 50; seed++) {
      plan = plan(NetworkId.PUBLIC, NodeRole.FULL_NODE, false, 3, seed);
      Map<PeerId, DiscoveredPeer> peers = new HashMap<>();
      peers.put(peer(1), listing(PeerRole.VALIDATOR_FULL_NODE, 1, 80));
      peers.put(peer(2), listing(PeerRole.UPSTREAM, 2, 80));
      peers.put(peer(3), listing(PeerRole.PREFERRED_UPSTREAM, 3, 80));
      peers.put(peer(4), listing(PeerRole.UPSTREAM, 4, 80));
      peers.put(peer(5), listing(PeerRole.VALIDATOR_FULL_NODE, 5, 80));
      peers.put(peer(6), listing(PeerRole.DOWNSTREAM, 6, 80));
      plan.update(CONFIG, peers);
      assertThat(dialedNow()).containsExactlyInAnyOrder(peer(3), peer(2), peer(4));
    }
  }

  @Test
  void among_equal_roles_the_choice_is_by_chance() {
    Random seeds = new Random(1);
    Set<PeerId> chosen = new HashSet<>();
    for (int round = 0; round < 200; round++) {
      plan = plan(NetworkId.PUBLIC, NodeRole.FULL_NODE, false, 1, seeds.nextLong());
      Map<PeerId, DiscoveredPeer> peers = new HashMap<>();
      for (int i = 1; i <= 4; i++) {
        peers.put(peer(i), listing(PeerRole.UPSTREAM, i, 80));
      }
      plan.update(CONFIG, peers);
      chosen.addAll(dialedNow());
    }
    assertThat(chosen).hasSize(4);
  }

  @Test
  void the_outbound_limit_counts_established_connections_and_queued_dials() {
    publicNetwork(false, 3);
    Map<PeerId, DiscoveredPeer> peers = new HashMap<>();
    for (int i = 1; i <= 8; i++) {
      peers.put(peer(i), listing(PeerRole.UPSTREAM, i, 80));
    }
    outbound(1, PeerRole.UPSTREAM);
    inbound(2, PeerRole.UPSTREAM);
    plan.update(CONFIG, peers);
    Set<PeerId> dialed = dialedNow();
    assertThat(plan.pendingDials()).isEqualTo(2);
    assertThat(dialed).hasSize(2).doesNotContain(peer(1), peer(2));
    assertQuiet();

    PeerId first = dialed.iterator().next();
    plan.connected(first, ConnectionOrigin.OUTBOUND, PeerRole.UPSTREAM);
    assertThat(plan.act(now)).as("connected, its dial not yet reported").isEmpty();
    assertThat(plan.pendingDials()).isEqualTo(2);
    plan.dialSucceeded(first);
    plan.act(now);
    assertThat(plan.pendingDials()).isEqualTo(1);

    plan.lost(peer(1), 60_000);
    plan.act(now);
    assertThat(plan.pendingDials()).isEqualTo(2);
  }

  @Test
  void a_failed_dial_gives_its_place_to_another_peer() {
    Set<PeerId> dialed = new HashSet<>();
    publicNetwork(false, 1);
    Map<PeerId, DiscoveredPeer> peers = new HashMap<>();
    for (int i = 1; i <= 4; i++) {
      peers.put(peer(i), listing(PeerRole.UPSTREAM, i, 80));
    }
    plan.update(CONFIG, peers);
    for (int i = 0; i < 100; i++) {
      PeerId peer = nextDial().peer();
      dialed.add(peer);
      plan.dialFailed(peer);
    }
    assertThat(dialed).hasSize(4);
  }

  @Test
  void the_validator_network_has_no_outbound_limit() {
    Map<PeerId, DiscoveredPeer> peers = new HashMap<>();
    for (int i = 51; i <= 150; i++) {
      peers.put(peer(i), listing(PeerRole.VALIDATOR, i, 80));
    }
    plan.update(CONFIG, peers);
    plan.act(now);
    assertThat(plan.pendingDials()).isEqualTo(100);
  }

  private void manyValidators(int count) {
    Map<PeerId, DiscoveredPeer> peers = new HashMap<>();
    for (int i = 0; i < count; i++) {
      peers.put(peer(i), listing(PeerRole.VALIDATOR, i, 80));
    }
    plan.update(CONFIG, peers);
  }

  @Test
  void only_so_many_dials_are_in_progress_at_once_and_each_that_ends_makes_room() {
    manyValidators(40);
    List<PeerId> dialed = new ArrayList<>(dialedNow());
    assertThat(dialed).hasSize(ConnectivityPlan.MAX_YOUNG_DIALS);
    assertQuietUntil(now - 100 + ConnectivityPlan.YOUNG_MILLIS);
    for (int i = 0; i < 24; i++) {
      PeerId done = dialed.get(i);
      plan.connected(done, ConnectionOrigin.OUTBOUND, PeerRole.VALIDATOR);
      plan.dialSucceeded(done);
      List<Action> next = plan.act(now);
      assertThat(next).hasSize(1);
      dialed.add(next.get(0).peer());
    }
    assertThat(dialed).doesNotHaveDuplicates().hasSize(40);
  }

  /** Nothing is due before then, and nothing is asked for more than 100 ms later. */
  private void assertQuietUntil(long then) {
    assertThat(plan.act(now)).isEmpty();
    assertThat(plan.nextDue(now)).isBetween(then, then + 100);
  }

  @Test
  void dials_that_hang_do_not_keep_the_others_waiting() {
    manyValidators(40);
    Set<PeerId> dialed = dialedNow();
    now += ConnectivityPlan.YOUNG_MILLIS;
    dialed.addAll(dialedNow());
    now += ConnectivityPlan.YOUNG_MILLIS;
    dialed.addAll(dialedNow());
    assertThat(dialed).hasSize(40);
  }

  @Test
  void the_untried_come_before_those_that_keep_failing() {
    manyValidators(40);
    Set<PeerId> failed = dialedNow();
    failed.forEach(plan::dialFailed);
    Set<PeerId> second = dialedNow();
    assertThat(second).hasSize(16).doesNotContainAnyElementsOf(failed);
    now += 10_000;
    Set<PeerId> third = new HashSet<>();
    plan.act(now).forEach(action -> third.add(action.peer()));
    assertThat(third).hasSize(16);
    assertThat(third.stream().filter(failed::contains).count()).isEqualTo(8);
  }

  @Test
  void a_limit_of_zero_dials_nobody() {
    publicNetwork(false, 0);
    plan.update(CONFIG, Map.of(peer(1), listing(PeerRole.UPSTREAM, 1, 80)));
    assertQuiet();
  }

  @Test
  void an_address_that_cannot_be_dialed_is_passed_over() {
    NetworkAddress later = NetworkAddress.parse("/ip4/10.0.0.1/tcp/79").withNoise(key(10), 3);
    plan.update(
        CONFIG,
        Map.of(
            peer(10),
            new DiscoveredPeer(List.of(later, address(10, 80)), Set.of(), PeerRole.VALIDATOR)));
    for (int i = 0; i < 3; i++) {
      assertThat(nextDial().address()).isEqualTo(address(10, 80));
      plan.dialFailed(peer(10));
    }
  }

  @Test
  void every_update_counts_however_many_come_before_anything_is_done() {
    for (int i = 0; i < 5_000; i++) {
      plan.update(FILE, Map.of(peer(1 + i % 40), listing(PeerRole.VALIDATOR, 1 + i % 40, 1 + i)));
    }
    plan.update(FILE, Map.of(peer(10), VALIDATOR_10));
    assertThat(plan.book().trusted()).containsOnlyKeys(peer(10));
    assertThat(nextDial()).isEqualTo(new Action.Dial(peer(10), address(10, 80)));
  }

  @Test
  void section14_6_nothing_is_kept_of_peers_that_vanished() {
    for (int i = 1; i < 40; i++) {
      plan.update(FILE, Map.of(peer(i), listing(PeerRole.VALIDATOR, i, 80)));
      Action.Dial dial = nextDial();
      if (i % 3 == 0) {
        plan.dialFailed(dial.peer());
      } else if (i % 3 == 1) {
        outbound(i, PeerRole.VALIDATOR);
        plan.dialSucceeded(dial.peer());
        plan.lost(dial.peer(), 5);
      } else {
        plan.update(FILE, Map.of());
        plan.dialFailed(dial.peer());
      }
    }
    plan.update(FILE, Map.of());
    plan.act(now);
    assertThat(plan.trackedPeers()).isZero();
    assertThat(plan.book().entries()).isEmpty();
  }

  @Test
  void nothing_is_kept_of_strangers_that_came_and_went() {
    publicNetwork(false, 3);
    for (int i = 0; i < 1_000; i++) {
      inbound(i, PeerRole.UNKNOWN);
      plan.lost(peer(i), 5);
    }
    assertThat(plan.trackedPeers()).isZero();
  }
}

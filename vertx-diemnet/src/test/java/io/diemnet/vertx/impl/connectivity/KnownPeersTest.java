package io.diemnet.vertx.impl.connectivity;

import static io.diemnet.vertx.impl.connectivity.DiscoverySource.CONFIG;
import static io.diemnet.vertx.impl.connectivity.DiscoverySource.FILE;
import static io.diemnet.vertx.impl.connectivity.Peers.address;
import static io.diemnet.vertx.impl.connectivity.Peers.keyOnly;
import static io.diemnet.vertx.impl.connectivity.Peers.listing;
import static io.diemnet.vertx.impl.connectivity.Peers.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.KnownPeer;
import io.diemnet.vertx.KnownPeer.State;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.NodeRole;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerInfo;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.impl.DiemWire;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Peer 50 is this node. The time of the plan is 1 s behind the time since 1970. */
class KnownPeersTest {

  private static final long OFFSET = 1_000;

  private long now = 1_000_000;
  private ConnectivityPlan plan;
  private KnownPeers known;

  private void network(NetworkId network, NodeRole role, int maxOutbound) {
    ConnectivitySettings settings =
        new ConnectivitySettings(
            peer(50),
            network,
            role,
            DiemWire.PROFILE.roles(),
            true,
            new Backoff(2, 60_000),
            maxOutbound);
    plan = new ConnectivityPlan(settings, Peers.noChance());
    known = new KnownPeers(settings, plan);
  }

  private void list(Map<PeerId, DiscoveredPeer> peers) {
    plan.update(CONFIG, peers);
    known.listed(now + OFFSET);
  }

  private KnownPeer only(PeerInfo... connected) {
    List<KnownPeer> all = known.list(List.of(connected), now, now + OFFSET);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private static PeerInfo connection(int number, long connectedAt) {
    return new PeerInfo(
        peer(number),
        address(number, 80),
        ConnectionOrigin.INBOUND,
        PeerRole.VALIDATOR,
        List.of(),
        connectedAt,
        null,
        0,
        0,
        0,
        0);
  }

  @Test
  void a_dialed_peer_is_waiting_then_dialing_then_in_back_off_with_its_error_then_connected() {
    network(NetworkId.VALIDATOR, NodeRole.VALIDATOR, 3);
    list(Map.of(peer(10), listing(PeerRole.VALIDATOR, 10, 80)));
    KnownPeer listed = only();
    assertThat(listed.state()).isEqualTo(State.WAITING);
    assertThat(listed.why()).isEqualTo("the next check dials it");
    assertThat(listed.nextAttemptAt()).isEqualTo(now + OFFSET);
    assertThat(listed.since()).isEqualTo(1_001_000);
    assertThat(listed.addresses()).containsExactly(address(10, 80));
    assertThat(listed.trusted()).isTrue();

    plan.act(now);
    assertThat(only().state()).isEqualTo(State.DIALING);
    assertThat(only().why()).isEqualTo("attempt 1 is in progress");
    assertThat(only().nextAttemptAt()).isNull();

    now += 500;
    plan.dialFailed(peer(10));
    known.failed(peer(10), "TCP connect: refused");
    plan.act(now);
    KnownPeer backingOff = only();
    assertThat(backingOff.state()).isEqualTo(State.WAITING);
    assertThat(backingOff.why()).isEqualTo("back-off after 1 failure or short connection");
    assertThat(backingOff.nextAttemptAt()).isEqualTo(now + OFFSET + 2_000);
    assertThat(backingOff.lastError()).isEqualTo("TCP connect: refused");
    assertThat(backingOff.since()).isEqualTo(1_001_000);
    assertThat(backingOff.missing()).isTrue();
    assertThat(known.counts()).isEqualTo(new KnownPeers.Counts(Map.of(State.WAITING, 1), 1));

    plan.connected(peer(10), ConnectionOrigin.INBOUND, PeerRole.VALIDATOR);
    known.connected(peer(10));
    PeerInfo connection = connection(10, 1_002_000);
    KnownPeer connected = only(connection);
    assertThat(connected.state()).isEqualTo(State.CONNECTED);
    assertThat(connected.connection()).isEqualTo(connection);
    assertThat(connected.since()).isEqualTo(1_002_000);
    assertThat(connected.why()).isNull();
    assertThat(connected.lastError()).isNull();
    assertThat(connected.missing()).isFalse();
    assertThat(known.counts()).isEqualTo(new KnownPeers.Counts(Map.of(State.CONNECTED, 1), 0));

    now += 5_000;
    plan.lost(peer(10), 4_000);
    known.lost(peer(10), now + OFFSET, "the connection ended (connection-lost)");
    assertThat(only().since()).isEqualTo(now + OFFSET);
    assertThat(only().lastError()).isEqualTo("the connection ended (connection-lost)");
    assertThat(only().missing()).isTrue();
  }

  @Test
  void a_peer_that_is_never_dialed_has_its_reason() {
    network(NetworkId.VALIDATOR, NodeRole.VALIDATOR, 3);
    Map<PeerId, DiscoveredPeer> peers = new LinkedHashMap<>();
    peers.put(peer(1), listing(PeerRole.UNKNOWN, 1, 80));
    peers.put(peer(2), keyOnly(PeerRole.VALIDATOR, 2));
    peers.put(
        peer(3),
        new DiscoveredPeer(
            List.of(NetworkAddress.parse("/ip4/10.0.0.1/tcp/80")), Set.of(), PeerRole.VALIDATOR));
    list(peers);
    plan.act(now);

    List<KnownPeer> all = known.list(List.of(), now, now + OFFSET);
    assertThat(all).extracting(KnownPeer::state).containsOnly(State.NEVER);
    assertThat(all)
        .extracting(KnownPeer::why)
        .containsExactly(
            "role Unknown is not dialed in the validator network",
            "no source lists an address to dial, so the peer must dial this node",
            "it is not trusted: no source lists a key of it");
    assertThat(all).extracting(KnownPeer::trusted).containsExactly(true, true, false);
    assertThat(all).allMatch(KnownPeer::missing);

    network(NetworkId.vfn(), NodeRole.VALIDATOR, 3);
    list(Map.of(peer(1), listing(PeerRole.VALIDATOR_FULL_NODE, 1, 80)));
    assertThat(only().why())
        .isEqualTo("this node dials no peers in the vfn network, so the peer must dial this node");
  }

  @Test
  void peers_beyond_the_outbound_limit_wait_and_are_not_missing() {
    network(NetworkId.PUBLIC, NodeRole.FULL_NODE, 1);
    list(
        Map.of(
            peer(1), listing(PeerRole.UPSTREAM, 1, 80),
            peer(2), listing(PeerRole.UPSTREAM, 2, 80)));
    plan.act(now);
    List<KnownPeer> all = known.list(List.of(), now, now + OFFSET);
    assertThat(all).extracting(KnownPeer::state).containsOnlyOnce(State.DIALING, State.WAITING);
    KnownPeer waiting = all.stream().filter(peer -> peer.state() == State.WAITING).findAny().get();
    assertThat(waiting.why()).isEqualTo("no outbound connection is free (maxOutbound is 1)");
    assertThat(waiting.nextAttemptAt()).isNull();
    assertThat(waiting.missing()).isFalse();
    assertThat(known.counts().missing()).isEqualTo(1);
  }

  @Test
  void a_peer_that_no_source_lists_any_more_is_forgotten_with_its_error() {
    network(NetworkId.VALIDATOR, NodeRole.VALIDATOR, 3);
    list(Map.of(peer(10), listing(PeerRole.VALIDATOR, 10, 80)));
    known.failed(peer(10), "x".repeat(1_000));
    assertThat(only().lastError()).hasSize(KnownPeer.MAX_ERROR);
    list(Map.of());
    assertThat(known.list(List.of(), now, now + OFFSET)).isEmpty();
    known.failed(peer(10), "late");
    known.lost(peer(10), now, "late");
    plan.update(FILE, Map.of(peer(10), listing(PeerRole.VALIDATOR, 10, 80)));
    known.listed(now + OFFSET);
    assertThat(only().lastError()).isNull();
  }
}

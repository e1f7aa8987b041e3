package io.diemnet.vertx.impl.connectivity;

import static io.diemnet.vertx.impl.connectivity.Peers.address;
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
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever happens, in whatever order: a small world around the plan, driven by chance. */
class ConnectivityPlanPropertiesTest {

  private static final PeerId SELF = peer(4);

  @Property(tries = 300)
  void validator_network(@ForAll long seed) {
    new World(seed, NetworkId.VALIDATOR, true, 3).run();
  }

  @Property(tries = 300)
  void public_network(@ForAll long seed) {
    new World(seed, NetworkId.PUBLIC, false, 2).run();
  }

  private static final class World {
    private static final int PEERS = 8;

    private final Random random;
    private final NetworkId network;
    private final boolean mutual;
    private final int maxOutbound;
    private final ConnectivityPlan plan;
    private final Map<DiscoverySource, Map<PeerId, DiscoveredPeer>> said = new HashMap<>();
    private final Map<PeerId, ConnectionOrigin> connected = new HashMap<>();
    private final Map<PeerId, PeerRole> roles = new HashMap<>();
    private final Set<PeerId> dialing = new HashSet<>();
    private final Set<PeerId> closing = new HashSet<>();
    private long now = 5;

    World(long seed, NetworkId network, boolean mutual, int maxOutbound) {
      this.random = new Random(seed);
      this.network = network;
      this.mutual = mutual;
      this.maxOutbound = maxOutbound;
      this.plan =
          new ConnectivityPlan(
              new ConnectivitySettings(
                  SELF,
                  network,
                  NodeRole.FULL_NODE,
                  DiemWire.PROFILE.roles(),
                  mutual,
                  new Backoff(2, 60_000),
                  maxOutbound),
              new Random(seed));
    }

    void run() {
      for (int step = 0; step < 150; step++) {
        happen();
        int before = plan.pendingDials();
        plan.act(now).forEach(this::carryOut);
        if (!network.isValidator() && plan.pendingDials() > before) {
          long outbound =
              connected.values().stream().filter(o -> o == ConnectionOrigin.OUTBOUND).count();
          long superseded = dialing.stream().filter(connected::containsKey).count();
          assertThat(outbound + plan.pendingDials() - superseded).isLessThanOrEqualTo(maxOutbound);
        }
        assertThat(plan.nextDue(now)).isGreaterThan(now);
      }
      settle();
    }

    private boolean eligible(PeerId peer) {
      return said.values().stream()
          .anyMatch(peers -> peers.containsKey(peer) && !peers.get(peer).keys().isEmpty());
    }

    private void carryOut(Action action) {
      PeerId peer = action.peer();
      assertThat(peer).isNotEqualTo(SELF);
      if (action instanceof Action.Dial dial) {
        assertThat(connected).doesNotContainKey(peer);
        assertThat(dialing.add(peer)).as("no second dial at the same time").isTrue();
        assertThat(eligible(peer)).isTrue();
        assertThat(
                said.values().stream()
                    .anyMatch(
                        peers ->
                            peers.containsKey(peer)
                                && peers.get(peer).addresses().contains(dial.address())))
            .isTrue();
      } else {
        assertThat(connected).containsKey(peer);
        assertThat(eligible(peer)).isFalse();
        assertThat(closing.add(peer)).as("no second disconnect at the same time").isTrue();
        if (!mutual) {
          assertThat(
                  connected.get(peer) == ConnectionOrigin.INBOUND
                      && roles.get(peer) == PeerRole.UNKNOWN)
              .isFalse();
        }
      }
    }

    private void happen() {
      now += random.nextInt(3_000);
      PeerId peer = peer(random.nextInt(PEERS));
      switch (random.nextInt(6)) {
        case 0 -> update();
        case 1 -> {
          if (!peer.equals(SELF) && !connected.containsKey(peer)) {
            connect(peer, ConnectionOrigin.INBOUND);
          }
        }
        case 2 -> {
          if (connected.remove(peer) != null) {
            plan.lost(peer, random.nextInt(20_000));
            if (closing.remove(peer)) {
              plan.disconnectEnded(peer);
            }
          }
        }
        case 3 -> {
          if (dialing.remove(peer)) {
            plan.dialFailed(peer);
          }
        }
        case 4 -> {
          if (dialing.contains(peer)) {
            connect(peer, ConnectionOrigin.OUTBOUND);
            dialing.remove(peer);
            plan.dialSucceeded(peer);
          }
        }
        default -> now = Math.max(now, Math.min(plan.nextDue(now), now + 70_000));
      }
    }

    private void connect(PeerId peer, ConnectionOrigin origin) {
      PeerRole role = random.nextBoolean() ? PeerRole.UNKNOWN : PeerRole.UPSTREAM;
      if (connected.put(peer, origin) == null) {
        roles.put(peer, role);
      }
      plan.connected(peer, origin, roles.get(peer));
    }

    private void update() {
      DiscoverySource source = Peers.anySource(random);
      Map<PeerId, DiscoveredPeer> peers = new HashMap<>();
      for (int i = random.nextInt(PEERS); i > 0; i--) {
        int number = random.nextInt(PEERS);
        List<NetworkAddress> addresses = new ArrayList<>();
        for (int a = random.nextInt(3); a > 0; a--) {
          addresses.add(address(number, 1 + random.nextInt(4)));
        }
        PeerRole role = network.isValidator() ? PeerRole.VALIDATOR : PeerRole.UPSTREAM;
        peers.put(peer(number), new DiscoveredPeer(addresses, Set.of(), role));
      }
      said.put(source, peers);
      plan.update(source, peers);
    }

    /** Once everything goes well, all that may be connected is, and all that may not is not. */
    private void settle() {
      for (int turn = 0; turn < 50; turn++) {
        now += 61_000;
        List<Action> actions = plan.act(now);
        actions.forEach(this::carryOut);
        for (PeerId peer : Set.copyOf(closing)) {
          closing.remove(peer);
          connected.remove(peer);
          plan.lost(peer, 20_000);
          plan.disconnectEnded(peer);
        }
        for (PeerId peer : Set.copyOf(dialing)) {
          dialing.remove(peer);
          connect(peer, ConnectionOrigin.OUTBOUND);
          plan.dialSucceeded(peer);
        }
      }
      if (network.isValidator()) {
        Set<PeerId> eligible = new HashSet<>();
        said.values().forEach(peers -> peers.forEach((peer, entry) -> add(eligible, peer, entry)));
        assertThat(connected.keySet()).containsAll(eligible);
        connected.keySet().forEach(peer -> assertThat(eligible(peer)).isTrue());
      }
    }

    private static void add(Set<PeerId> eligible, PeerId peer, DiscoveredPeer entry) {
      if (!entry.keys().isEmpty() && !peer.equals(SELF)) {
        eligible.add(peer);
      }
    }
  }
}

package io.diemnet.vertx.impl.connectivity;

import static io.diemnet.vertx.impl.connectivity.Peers.listing;
import static io.diemnet.vertx.impl.connectivity.Peers.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.NodeRole;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.impl.AptosWire;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The plan of a network that chooses peers by latency. */
class LatencyPlanTest {

  private static final int FAR = 17;

  private final ConnectivityPlan plan = plan(NetworkId.PUBLIC);

  private static ConnectivityPlan plan(NetworkId network) {
    ConnectivityPlan plan =
        new ConnectivityPlan(
            new ConnectivitySettings(
                peer(50),
                network,
                NodeRole.FULL_NODE,
                AptosWire.PROFILE.roles(),
                false,
                new Backoff(2, 60_000),
                3,
                true,
                new AccessLists(Set.of(), Set.of(peer(19)), Set.of())),
            new Random(1));
    Map<PeerId, DiscoveredPeer> peers = new HashMap<>();
    for (int id = 10; id < 20; id++) {
      peers.put(peer(id), listing(PeerRole.UPSTREAM, id, 80));
    }
    plan.update(DiscoverySource.CONFIG, peers);
    return plan;
  }

  private static <A extends ConnectivityPlan.Action> List<PeerId> of(
      Class<A> kind, List<ConnectivityPlan.Action> actions) {
    return actions.stream().filter(kind::isInstance).map(ConnectivityPlan.Action::peer).toList();
  }

  @Test
  void candidates_are_measured_before_any_is_dialed_and_blocked_ones_are_neither() {
    List<PeerId> measured = of(ConnectivityPlan.Action.Measure.class, plan.act(0));
    assertThat(measured).hasSize(9).doesNotContain(peer(19)).doesNotHaveDuplicates();
    assertThat(plan.pendingDials()).isZero();
    for (PeerId each : measured.subList(1, 9)) {
      plan.measured(each, each.equals(peer(FAR)) ? 900_000_000 : 1_000_000, 0);
      assertThat(plan.act(0)).isEmpty();
      assertThat(plan.pendingDials()).as("while one is measured").isZero();
    }
    plan.measured(measured.get(0), -1, 0);
    plan.act(0);
    assertThat(plan.pendingDials()).isEqualTo(3);
    List<PeerId> dialed = of(ConnectivityPlan.Action.Dial.class, plan.act(10_000));
    assertThat(dialed).hasSize(3).doesNotContain(peer(19), measured.get(0));
    if (!measured.get(0).equals(peer(FAR))) {
      assertThat(dialed).doesNotContain(peer(FAR));
    }
  }

  @Test
  void nothing_is_measured_where_all_are_dialed_or_in_another_network() {
    assertThat(of(ConnectivityPlan.Action.Measure.class, plan(NetworkId.vfn()).act(0))).isEmpty();
    ConnectivityPlan few = plan(NetworkId.PUBLIC);
    few.update(DiscoverySource.CONFIG, Map.of(peer(10), listing(PeerRole.UPSTREAM, 10, 80)));
    assertThat(few.act(0)).isEmpty();
    assertThat(few.pendingDials()).isEqualTo(1);
  }
}

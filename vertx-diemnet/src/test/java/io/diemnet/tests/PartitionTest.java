package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.tests.Mesh.Node;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.EventBusAddresses;
import io.diemnet.vertx.HealthOptions;
import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.ProtocolId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two halves of a network that lose each other without a sound. */
class PartitionTest {

  private static final int SIZE = 4;

  /** Who lost whom. */
  private record Lost(PeerId node, PeerId peer) {}

  private final Vertx vertx = Vertx.vertx();
  private final Mesh mesh = new Mesh(vertx);
  private final Queue<Lost> losses = new ConcurrentLinkedQueue<>();

  /** Every pair talks through a proxy of its own in each direction of dialing. */
  private final Map<Set<Integer>, List<DroppingProxy>> proxies = new HashMap<>();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void a_silent_partition_is_noticed_by_health_checks_and_heals_without_duplicates()
      throws Exception {
    partition(
        options ->
            options
                .setHealth(
                    new HealthOptions().setInterval(500).setTimeout(4_000).setFailuresTolerated(2))
                .setLimits(new LimitsOptions().setUpgradeTimeout(5_000)),
        0);
  }

  /** For the figures in the documentation. */
  @Test
  @Tag("soak")
  void a_partition_of_two_minutes_heals_with_the_settings_that_nodes_have_by_default()
      throws Exception {
    partition(options -> options, 120);
  }

  private void partition(UnaryOperator<DiemNetOptions> change, int seconds) throws Exception {
    List<Node> nodes = mesh.start(SIZE, change);
    for (Node node : nodes) {
      node.network()
          .peerHandler(
              event -> {
                if (event instanceof PeerEvent.LostPeer lost) {
                  losses.add(new Lost(node.id, lost.peer().peer()));
                }
              })
          .rpcHandler(ProtocolId.CONSENSUS_RPC, m -> Future.succeededFuture(m.payload()));
    }
    connectThroughProxies(nodes);
    Mesh.awaitFull("mesh of 4 through proxies", nodes);
    losses.clear();

    List<Node> left = nodes.subList(0, 2);
    List<Node> right = nodes.subList(2, 4);
    across(DroppingProxy::cut);
    Mesh.timed(
        "partition noticed on both sides",
        () -> waitFor("each half to be alone", () -> Mesh.isFull(left) && Mesh.isFull(right)));
    assertThat(losses)
        .as("nobody within a half was lost")
        .allMatch(lost -> sideOf(nodes, lost.node()) != sideOf(nodes, lost.peer()));

    if (seconds > 0) {
      vertx.timer(seconds, TimeUnit.SECONDS).await();
    }
    across(DroppingProxy::mend);
    Mesh.awaitFull("mesh of 4 after the partition", nodes);
    waitFor(
        "one connection for each pair",
        () ->
            proxies.values().stream()
                .allMatch(pair -> pair.stream().mapToLong(DroppingProxy::open).sum() == 1));
    assertThat(Mesh.isFull(nodes)).isTrue();
    for (Node from : nodes) {
      for (Node to : nodes) {
        if (from != to) {
          Buffer answer =
              await(
                  from.network()
                      .rpc(to.id, ProtocolId.CONSENSUS_RPC, Buffer.buffer("still there")));
          assertThat(answer.toString()).isEqualTo("still there");
        }
      }
    }
  }

  private void connectThroughProxies(List<Node> nodes) throws Exception {
    for (int from = 0; from < nodes.size(); from++) {
      JsonObject peers = new JsonObject();
      for (int to = 0; to < nodes.size(); to++) {
        if (from != to) {
          Node target = nodes.get(to);
          DroppingProxy proxy = DroppingProxy.start(vertx, target.address().port());
          proxies.computeIfAbsent(Set.of(from, to), pair -> new ArrayList<>()).add(proxy);
          NetworkAddress address = target.address().withPort(proxy.port());
          peers.put(
              target.id.toString(),
              new JsonObject()
                  .put("addresses", List.of(address.toString()))
                  .put("role", "Validator"));
        }
      }
      await(
          vertx
              .eventBus()
              .request(
                  EventBusAddresses.of(nodes.get(from).name).adminDiscovery(),
                  new JsonObject().put("source", "config").put("peers", peers)));
    }
  }

  private void across(Consumer<DroppingProxy> action) {
    proxies.forEach(
        (pair, both) -> {
          if (pair.stream().anyMatch(i -> i < 2) && pair.stream().anyMatch(i -> i >= 2)) {
            both.forEach(action);
          }
        });
  }

  private static boolean sideOf(List<Node> nodes, PeerId peer) {
    return nodes.subList(0, 2).stream().anyMatch(node -> node.id.equals(peer));
  }
}

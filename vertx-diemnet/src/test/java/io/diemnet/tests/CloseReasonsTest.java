package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.connected;
import static io.diemnet.tests.TestNetwork.dial;
import static io.diemnet.tests.TestNetwork.id;
import static io.diemnet.tests.TestNetwork.start;
import static io.diemnet.tests.TestNetwork.trust;
import static io.diemnet.tests.TestNetwork.validator;
import static io.diemnet.tests.TestNetwork.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetMeters;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.DisconnectReason;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.ProtocolId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes tell each other why they close a connection, over real sockets. */
class CloseReasonsTest {

  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Queue<PeerEvent.LostPeer> lost = new ConcurrentLinkedQueue<>();
  private final PrivateKey keyA = PrivateKey.generate();
  private final PrivateKey keyB = PrivateKey.generate();
  private DiemNet a;
  private DiemNet b;

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private static DiemNetOptions telling(String name, PrivateKey key) {
    return validator(name, key).setCloseReasons(true);
  }

  /** Two nodes; b dials a, and its events and metrics are looked at. */
  private void connect(UnaryOperator<DiemNetOptions> optionsOfA) {
    a = start(vertx, optionsOfA.apply(telling("a", keyA).addSeed(id(keyB), trust(keyB))));
    b = DiemNetMeters.create(vertx, telling("b", keyB).addSeed(id(keyA), dial(a)), registry);
    b.subscribe(
        event -> {
          if (event instanceof PeerEvent.LostPeer end) {
            lost.add(end);
          }
        });
    await(b.start());
    waitFor("a and b to be connected", () -> connected(a, id(keyB)) && connected(b, id(keyA)));
  }

  private double closed(String reason) {
    return registry
        .get("diemnet.connections.closed")
        .tag("reason", reason)
        .functionCounter()
        .count();
  }

  private void assertTold(String words, String metric) {
    waitFor("b to lose a", () -> !lost.isEmpty());
    PeerEvent.LostPeer event = lost.peek();
    assertThat(event.reason()).isEqualTo(DisconnectReason.CONNECTION_LOST);
    assertThat(event.detail()).isEqualTo("the remote closed it: " + words);
    assertThat(event.toJson().getString("detail")).isEqualTo(event.detail());
    assertThat(closed(metric)).isOne();
    assertThat(closed("connection-lost")).isZero();
  }

  @Test
  void a_node_that_shuts_down_tells_its_peers() {
    connect(options -> options);
    assertThat(b.peers().get(0).protocols()).isEqualTo(ProtocolId.builtIn());
    await(a.close());
    assertTold("it is going away", "remote-going-away");
  }

  @Test
  void a_node_that_is_told_to_disconnect_tells_its_peer() {
    connect(options -> options);
    await(a.disconnect(id(keyB)));
    assertTold("it was told to disconnect this node", "remote-disconnected");
  }

  @Test
  void a_node_that_no_longer_trusts_a_peer_tells_it() {
    connect(options -> options);
    await(a.updateSeeds(Map.<io.diemnet.vertx.PeerId, PeerConfig>of()));
    assertTold("it no longer trusts this node", "remote-no-longer-trusted");
  }

  @Test
  void a_second_connection_of_the_same_peer_tells_the_first_that_it_is_replaced() {
    connect(options -> options);
    DiemNet twin = start(vertx, telling("twin", keyB).addSeed(id(keyA), dial(a)));
    assertTold("another connection between the two nodes is kept", "remote-replaced");
    await(twin.close());
  }

  @Test
  void a_connection_that_loses_the_tie_break_is_told_that_another_one_is_kept() {
    boolean ordered = id(keyA).compareTo(id(keyB)) < 0;
    PrivateKey lesser = ordered ? keyA : keyB;
    PrivateKey greater = ordered ? keyB : keyA;
    a = start(vertx, telling("a", greater).addSeed(id(lesser), trust(lesser)));
    DiemNet other = start(vertx, telling("other", lesser).addSeed(id(greater), trust(greater)));
    await(a.dial(id(lesser), other.info().address()));
    // The lesser dials too, from another program: what the greater dialed stays.
    b = DiemNetMeters.create(vertx, telling("b", lesser).addSeed(id(greater), dial(a)), registry);
    b.subscribe(
        event -> {
          if (event instanceof PeerEvent.LostPeer end) {
            lost.add(end);
          }
        });
    await(b.start());
    waitFor(
        "b to be told",
        () -> lost.stream().anyMatch(end -> end.detail().contains("another connection")));
    assertThat(closed("remote-replaced")).isPositive();
    assertThat(connected(other, id(greater))).isTrue();
  }

  @Test
  void without_the_option_on_one_side_nothing_is_advertised_and_nothing_is_told() {
    connect(options -> options.setCloseReasons(false));
    await(a.close());
    waitFor("b to lose a", () -> !lost.isEmpty());
    assertThat(lost.peek().detail()).isEqualTo("the remote closed it");
    assertThat(closed("connection-lost")).isOne();
  }
}

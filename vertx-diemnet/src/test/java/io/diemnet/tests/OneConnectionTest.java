package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.connected;
import static io.diemnet.tests.TestNetwork.failure;
import static io.diemnet.tests.TestNetwork.id;
import static io.diemnet.tests.TestNetwork.start;
import static io.diemnet.tests.TestNetwork.trust;
import static io.diemnet.tests.TestNetwork.validator;
import static io.diemnet.tests.TestNetwork.waitFor;
import static io.diemnet.vertx.ProtocolId.CONSENSUS_RPC;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.DiemNetMeters;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerInfo;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.SendOptions;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** One connection for each peer, whoever dials and however often (specification section 9). */
class OneConnectionTest {

  @Test
  void simultaneous_dials_always_end_with_one_connection_the_same_on_both_sides() {
    Vertx vertx = Vertx.vertx();
    PrivateKey keyA = PrivateKey.generate();
    PrivateKey keyB = PrivateKey.generate();
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    DiemNet a =
        DiemNetMeters.create(vertx, validator("a", keyA).addSeed(id(keyB), trust(keyB)), meters);
    DiemNet b = DiemNet.create(vertx, validator("b", keyB).addSeed(id(keyA), trust(keyA)));
    List<PeerEvent> seenByA = new CopyOnWriteArrayList<>();
    List<PeerEvent> seenByB = new CopyOnWriteArrayList<>();
    a.peerHandler(seenByA::add);
    b.peerHandler(seenByB::add);
    await(Future.all(a.start(), b.start()));
    a.rpcHandler(CONSENSUS_RPC, m -> Future.succeededFuture(m.payload()));
    b.rpcHandler(CONSENSUS_RPC, m -> Future.succeededFuture(m.payload()));
    NetworkAddress atA = a.info().address();
    NetworkAddress atB = b.info().address();
    for (int round = 0; round < 300; round++) {
      Future<PeerInfo> fromA = a.dial(id(keyB), atB);
      Future<PeerInfo> fromB = b.dial(id(keyA), atA);
      await(Future.join(fromA, fromB).otherwiseEmpty());
      assertAlreadyConnected(fromA);
      assertAlreadyConnected(fromB);
      waitFor("one connection, the same", () -> same(a, b));
      // It is alive, both ways, and remains.
      waitFor("an answer", () -> answered(a, id(keyB)) && answered(b, id(keyA)));
      assertThat(same(a, b)).isTrue();
      await(a.disconnect(id(keyB)));
      waitFor("none", () -> a.peers().isEmpty() && b.peers().isEmpty());
    }
    long handshakes =
        meters.find("diemnet.connection.upgrade").tag("outcome", "success").timers().stream()
            .mapToLong(Timer::count)
            .sum();
    assertThat(handshakes).as("handshakes in 300 rounds").isGreaterThan(400);
    HostileNode.assertAlternating(seenByA);
    HostileNode.assertAlternating(seenByB);
    await(vertx.close());
  }

  private static boolean same(DiemNet a, DiemNet b) {
    List<PeerInfo> atA = a.peers();
    List<PeerInfo> atB = b.peers();
    return atA.size() == 1 && atB.size() == 1 && atA.get(0).origin() != atB.get(0).origin();
  }

  private static boolean answered(DiemNet from, PeerId to) {
    Future<Buffer> call = from.rpc(to, CONSENSUS_RPC, Buffer.buffer("x"));
    await(call.otherwiseEmpty());
    return call.succeeded();
  }

  private static void assertAlreadyConnected(Future<?> dial) {
    if (dial.failed()) {
      // Or the other side closed its end of the loser before the handshake was over here.
      assertThat(((DiemNetException) dial.cause()).code())
          .isIn(FailureCode.ALREADY_CONNECTED, FailureCode.DIAL_FAILED);
    }
  }

  @Test
  void a_second_inbound_connection_replaces_the_first_and_tells_nobody() {
    HostileNode node = new HostileNode(options -> options);
    HostilePeer first = node.connect();
    Future<Buffer> pending =
        node.network.rpc(
            first.id,
            CONSENSUS_RPC,
            Buffer.buffer("x"),
            SendOptions.DEFAULT.withTimeout(24 * 3600 * 1000));
    first.readAnswer();
    HostilePeer second = HostilePeer.connect(node.address(), node.trusted);
    first.readToEnd();
    assertThat(code(pending)).isEqualTo(FailureCode.CONNECTION_LOST);
    second.assertAlive();
    Future<Buffer> call = node.network.rpc(second.id, CONSENSUS_RPC, Buffer.buffer("y"));
    assertThat(second.readAnswer()).endsWith("0179");
    assertThat(call.isComplete()).isFalse();
    assertThat(node.network.peers()).hasSize(1);
    second.close();
    waitFor("the loss", () -> node.network.peers().isEmpty());
    waitFor("its event", () -> node.events.size() >= 2);
    assertThat(node.events).hasSize(2);
    assertThat(node.events.get(0)).isInstanceOf(PeerEvent.NewPeer.class);
    assertThat(node.events.get(1)).isInstanceOf(PeerEvent.LostPeer.class);
    node.close();
  }

  @Test
  void an_inbound_connection_that_loses_the_tie_break_is_closed_and_counted() {
    Vertx vertx = Vertx.vertx();
    List<PrivateKey> keys = sorted();
    PrivateKey lesser = keys.get(0);
    PrivateKey greater = keys.get(1);
    DiemNet node = start(vertx, validator("node", greater).addSeed(id(lesser), trust(lesser)));
    DiemNet other = start(vertx, validator("other", lesser).addSeed(id(greater), trust(greater)));
    await(node.dial(id(lesser), other.info().address()));
    waitFor("the other side to be connected", () -> connected(other, id(greater)));
    // The lesser dials too, from another program: what the greater dialed stays.
    try (HostilePeer second = HostilePeer.dial(node.info().address(), lesser)) {
      second.noise(greater.publicKey());
      second.send(
          HostilePeer.handshakeFrame(
              HostilePeer.TESTING, HostilePeer.VALIDATOR, HostilePeer.ALL_PROTOCOLS));
      second.readToEnd();
    }
    assertThat(node.info().inboundFailures()).containsEntry("already-connected", 1L);
    assertThat(node.peers().get(0).origin()).isEqualTo(ConnectionOrigin.OUTBOUND);
    assertThat(connected(other, id(greater))).isTrue();
    await(vertx.close());
  }

  @Test
  void dialing_a_connected_peer_and_disconnecting_an_absent_one_have_their_codes() {
    HostileNode node = new HostileNode(options -> options);
    HostilePeer peer = node.connect();
    assertThat(code(node.network.dial(peer.id, node.address())))
        .isEqualTo(FailureCode.ALREADY_CONNECTED);
    assertThat(code(node.network.disconnect(id(node.good)))).isEqualTo(FailureCode.NOT_CONNECTED);
    Future<Void> gone = node.network.disconnect(peer.id);
    // The half-close comes first; the node waits for our end.
    peer.readToEnd();
    assertThat(gone.isComplete()).isFalse();
    peer.close();
    await(gone);
    assertThat(node.network.peers()).isEmpty();
    assertThat(code(node.network.disconnect(peer.id))).isEqualTo(FailureCode.NOT_CONNECTED);
    assertThat(code(node.network.rpc(peer.id, CONSENSUS_RPC, Buffer.buffer())))
        .isEqualTo(FailureCode.NOT_CONNECTED);
    node.close();
  }

  @Test
  void unknown_inbound_peers_are_limited_and_trusted_ones_never_are() {
    HostileNode node =
        new HostileNode(
            options ->
                options
                    .setMutualAuthentication(false)
                    .setLimits(new LimitsOptions().setMaxInbound(3).setMaxUnknownPerAddress(3)));
    List<PrivateKey> strangers = new ArrayList<>();
    List<HostilePeer> peers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      strangers.add(PrivateKey.generate());
      peers.add(HostilePeer.connect(node.address(), strangers.get(i)));
      int expected = i + 1;
      waitFor("stranger " + expected, () -> node.network.peers().size() == expected);
    }
    try (HostilePeer fourth = HostilePeer.dial(node.address(), PrivateKey.generate())) {
      // Nothing is computed for it: its id is enough.
      fourth.write(fourth.clientMessage(node.publicKey()));
      fourth.assertClosedSilently();
    }
    node.assertRefused("too-many-unknown", 1);
    assertThat(node.meter("diemnet.connections.rejected", "reason", "too-many-unknown"))
        .isEqualTo(1);

    HostilePeer trusted = node.connect();
    trusted.assertAlive();
    node.assertServes();

    // One of the three comes again: that is a replacement and no fourth.
    HostilePeer again = HostilePeer.connect(node.address(), strangers.get(0));
    again.assertAlive();
    peers.get(0).readToEnd();

    // One leaves: there is room for another.
    peers.get(1).close();
    waitFor("it to be gone", () -> !connected(node.network, peers.get(1).id));
    try (HostilePeer next = HostilePeer.connect(node.address(), PrivateKey.generate())) {
      next.assertAlive();
    }
    peers.forEach(HostilePeer::close);
    again.close();
    trusted.close();
    node.close();
  }

  @Test
  void one_address_has_its_part_of_the_places_for_unknown_peers() {
    HostileNode node =
        new HostileNode(
            options ->
                options
                    .setMutualAuthentication(false)
                    .setLimits(new LimitsOptions().setMaxInbound(8)));
    // A quarter of eight for each address.
    HostilePeer first = HostilePeer.connect(node.address(), PrivateKey.generate());
    HostilePeer second = HostilePeer.connect(node.address(), PrivateKey.generate());
    waitFor("both to be in", () -> node.network.peers().size() == 2);
    try (HostilePeer third = HostilePeer.dial(node.address(), PrivateKey.generate())) {
      third.write(third.clientMessage(node.publicKey()));
      third.assertClosedSilently();
    }
    node.assertRefused("too-many-unknown-from-address", 1);
    assertThat(
            node.meter("diemnet.connections.rejected", "reason", "too-many-unknown-from-address"))
        .isEqualTo(1);

    // Another address has its own part, trusted peers do not count, and a replacement is no third.
    HostilePeer elsewhere =
        HostilePeer.connectFrom("127.0.0.2", node.address(), PrivateKey.generate());
    elsewhere.assertAlive();
    node.assertServes();
    HostilePeer again = HostilePeer.connect(node.address(), first.key);
    again.assertAlive();
    first.readToEnd();

    // The one from elsewhere cannot move here.
    HostilePeer moved = HostilePeer.dial(node.address(), elsewhere.key);
    moved.write(moved.clientMessage(node.publicKey()));
    moved.assertClosedSilently();
    elsewhere.assertAlive();

    second.close();
    waitFor("it to be gone", () -> !connected(node.network, second.id));
    try (HostilePeer next = HostilePeer.connect(node.address(), PrivateKey.generate())) {
      next.assertAlive();
    }
    List.of(again, elsewhere, moved).forEach(HostilePeer::close);
    node.close();
  }

  private static List<PrivateKey> sorted() {
    List<PrivateKey> keys = new ArrayList<>(List.of(PrivateKey.generate(), PrivateKey.generate()));
    keys.sort((one, other) -> id(one).compareTo(id(other)));
    return keys;
  }

  private static FailureCode code(Future<?> failing) {
    return ((DiemNetException) failure(failing)).code();
  }
}

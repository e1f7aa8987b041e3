package io.diemnet.tests;

import static io.diemnet.tests.AptosPeer.GUEST;
import static io.diemnet.tests.AptosPeer.PUBLIC;
import static io.diemnet.tests.AptosPeer.assertAlive;
import static io.diemnet.tests.HostilePeer.bytes;
import static io.diemnet.tests.HostilePeer.handshakeFrame;
import static io.diemnet.tests.HostilePeer.hex;
import static io.diemnet.tests.HostilePeer.join;
import static io.diemnet.tests.HostilePeer.shortFrame;
import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.AptosProtocols;
import io.diemnet.vertx.ChainId;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.NodeRole;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The statements on handshakes of the Aptos profile, against a node of this project. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AptosHandshakeStatementsTest {

  private final Vertx vertx = Vertx.vertx();
  private final List<HostilePeer> peers = new ArrayList<>();
  private final PrivateKey listedKey = PrivateKey.generate();

  /** An id that is listed with {@link #listedKey} and is not derived from it. */
  private final PeerId listedId = AptosNodes.id(PrivateKey.generate());

  private final PrivateKey nodeKey = PrivateKey.generate();
  private final DiemNet node = start(mainnet(AptosNodes.node("public", NetworkId.PUBLIC, nodeKey)));

  private DiemNetOptions mainnet(DiemNetOptions options) {
    options.getLimits().setMaxUpgradesPerAddress(200).setMaxUnknownPerAddress(50);
    return options
        .setChainId(ChainId.parse("mainnet"))
        .addSeed(
            listedId,
            new PeerConfig(List.of(), List.of(listedKey.publicKey()), PeerRole.DOWNSTREAM));
  }

  private DiemNet start(DiemNetOptions options) {
    return TestNetwork.start(vertx, options);
  }

  @AfterAll
  void end() {
    await(vertx.close());
  }

  @AfterEach
  void disconnect() {
    peers.forEach(HostilePeer::close);
    peers.clear();
  }

  private HostilePeer dial(DiemNet to, PrivateKey key) {
    HostilePeer peer = AptosPeer.dial(to.info().address(), key);
    peers.add(peer);
    return peer;
  }

  /** A stranger after Noise. */
  private HostilePeer noise(DiemNet to) {
    HostilePeer peer = dial(to, PrivateKey.generate());
    peer.noise(to.info().publicKey());
    return peer;
  }

  private void assertAccepted(DiemNet to, byte[] handshakeFrame) {
    HostilePeer peer = noise(to);
    peer.send(handshakeFrame);
    peer.readHandshake();
    assertAlive(peer);
  }

  private void assertRefused(DiemNet to, byte[] handshakeFrame) {
    HostilePeer peer = noise(to);
    peer.send(handshakeFrame);
    peer.readHandshake();
    peer.assertClosedSilently();
  }

  private Map<String, Long> refusals() {
    return node.info().inboundFailures();
  }

  @Test
  void statements_1_and_8_a_guest_of_mainnet() {
    HostilePeer peer = dial(node, PrivateKey.generate());
    byte[] message = peer.clientMessage(node.info().publicKey());
    assertThat(message).hasSize(168);
    peer.write(message);
    peer.readServerMessage();
    peer.send(shortFrame(bytes("01 00 02 0420 01 01")));
    assertThat(hex(peer.readHandshake())).isEqualTo("01000204200101");
    assertAlive(peer);
    assertRefused(node, shortFrame(bytes("01 00 02 0420 02 01")));
    assertThat(refusals()).containsKey("chain-id");
  }

  @Test
  void statements_2_3_and_4_what_is_not_authentic_is_closed_without_a_byte() {
    PrivateKey key = PrivateKey.generate();
    for (int bit : new int[] {0, 100, 255}) {
      // Valid Noise under an id that is not the key's.
      byte[] id = AptosNodes.id(key).toBytes();
      id[bit / 8] ^= (byte) (1 << (bit % 8));
      HostilePeer wrongId = dial(node, key);
      wrongId.write(
          wrongId.clientMessage(
              PeerId.of(id), node.info().publicKey(), HostilePeer.nextTimestamp()));
      wrongId.assertClosedSilently();
    }
    HostilePeer flipped = dial(node, key);
    byte[] message = flipped.clientMessage(node.info().publicKey());
    message[3] ^= 1;
    flipped.write(message);
    flipped.assertClosedSilently();
    HostilePeer wrongKey = dial(node, key);
    wrongKey.write(wrongKey.clientMessage(PrivateKey.generate().publicKey()));
    wrongKey.assertClosedSilently();
    HostilePeer own = dial(node, key);
    own.write(
        own.clientMessage(
            node.info().peer(), node.info().publicKey(), HostilePeer.nextTimestamp()));
    own.assertClosedSilently();
    assertThat(refusals())
        .containsKeys("derived-id-mismatch", "decrypt-failed", "wrong-key", "self-dial");
  }

  @Test
  void statement_5_a_diem_message_gets_no_answer_and_the_deadline_closes_with_words() {
    DiemNetOptions options = AptosNodes.publicNode("impatient");
    options.getLimits().setUpgradeTimeout(700);
    DiemNet impatient = start(options);
    List<String> reasons = new java.util.concurrent.CopyOnWriteArrayList<>();
    impatient.subscribe(
        event -> {
          if (event instanceof io.diemnet.vertx.PeerEvent.Refused told) {
            reasons.add(told.reason());
          }
        });
    HostilePeer diem = HostilePeer.dial(impatient.info().address(), PrivateKey.generate());
    peers.add(diem);
    byte[] message = diem.clientMessage(impatient.info().publicKey());
    assertThat(message).hasSize(152);
    diem.write(message);
    diem.assertClosedSilently();
    waitFor("its event", () -> reasons.contains("timeout"));
    await(impatient.close());
  }

  @Test
  void statement_6_a_timestamp_counts_in_mutual_mode_only() {
    PrivateKey key = PrivateKey.generate();
    DiemNet mutual =
        start(
            AptosNodes.node("mutual", NetworkId.VALIDATOR, PrivateKey.generate())
                .addSeed(
                    AptosNodes.id(key),
                    new PeerConfig(List.of(), List.of(key.publicKey()), PeerRole.VALIDATOR)));
    long now = HostilePeer.nextTimestamp();
    assertThat(answered(mutual, key, now)).isTrue();
    assertThat(answered(mutual, key, now)).isFalse();
    assertThat(answered(mutual, key, now - 1)).isFalse();
    assertThat(answered(mutual, key, now + 1)).isTrue();
    assertThat(answered(mutual, PrivateKey.generate(), now + 2)).as("a stranger").isFalse();
    for (long time : new long[] {now, now, now - 1, 0}) {
      assertThat(answered(node, key, time)).as("not mutual").isTrue();
    }
    await(mutual.close());
  }

  /** Whether the node answers a client message with that time. */
  private boolean answered(DiemNet to, PrivateKey key, long time) {
    HostilePeer peer = dial(to, key);
    peer.write(peer.clientMessage(peer.id, to.info().publicKey(), time));
    // Ends the connection of a good one: its handshake stops here.
    peer.shutdownOutput();
    return peer.readToEnd().length > 0;
  }

  @Test
  void statement_7_a_trusted_id_needs_a_listed_key() {
    HostilePeer wrong = dial(node, PrivateKey.generate());
    wrong.write(
        wrong.clientMessage(listedId, node.info().publicKey(), HostilePeer.nextTimestamp()));
    wrong.assertClosedSilently();
    HostilePeer listed = dial(node, listedKey);
    listed.write(
        listed.clientMessage(listedId, node.info().publicKey(), HostilePeer.nextTimestamp()));
    listed.readServerMessage();
    listed.send(handshakeFrame(1, PUBLIC, GUEST));
    listed.readHandshake();
    assertAlive(listed);
    assertThat(role(listedId)).isEqualTo(PeerRole.DOWNSTREAM);
    // The listed key under its own id is a stranger.
    HostilePeer derived = dial(node, listedKey);
    derived.noise(node.info().publicKey());
    derived.send(handshakeFrame(1, PUBLIC, GUEST));
    derived.readHandshake();
    assertAlive(derived);
    assertThat(role(derived.id)).isEqualTo(PeerRole.UNKNOWN);
  }

  private PeerRole role(PeerId id) {
    waitFor("the peer", () -> TestNetwork.connected(node, id));
    return node.peers().stream().filter(p -> p.peer().equals(id)).findFirst().orElseThrow().role();
  }

  @Test
  void statement_9_networks_and_their_other_names() {
    assertAccepted(node, handshakeFrame(1, bytes("01"), GUEST));
    assertAccepted(node, handshakeFrame(1, bytes("04"), GUEST));
    for (String other : List.of("00", "02 01 78", "02 00", "03", "05")) {
      assertRefused(node, handshakeFrame(1, bytes(other), GUEST));
    }
    DiemNet vfn =
        start(
            AptosNodes.node("vfn", NetworkId.vfn(), PrivateKey.generate())
                .setRole(NodeRole.VALIDATOR));
    for (String name : List.of("02 01 78", "02 00", "03", "02 03 76666e")) {
      assertAccepted(vfn, handshakeFrame(4, bytes(name), GUEST));
    }
    for (String other : List.of("00", "01", "04", "05")) {
      assertRefused(vfn, handshakeFrame(4, bytes(other), GUEST));
    }
    HostilePeer peer = noise(vfn);
    peer.send(handshakeFrame(4, bytes("03"), GUEST));
    assertThat(hex(peer.readHandshake())).endsWith("020376666e");
    assertAlive(peer);
    waitFor("the peer", () -> TestNetwork.connected(vfn, peer.id));
    assertThat(vfn.peers().iterator().next().role()).isEqualTo(PeerRole.VALIDATOR_FULL_NODE);
    await(vfn.close());
  }

  @Test
  void statement_10_an_empty_common_set_is_closed() {
    assertRefused(node, handshakeFrame(1, PUBLIC, bytes("")));
    assertRefused(node, handshakeFrame(1, PUBLIC, bytes("80")));
    assertRefused(node, shortFrame(bytes("00 01 01")));
    assertThat(refusals()).containsKeys("no-common-protocols", "no-common-version");
  }

  @Test
  void statements_11_and_12_long_bit_vectors_and_unknown_bits() {
    assertAccepted(node, shortFrame(join(bytes("01 00 8040"), vector(8192), bytes("01 01"))));
    assertRefused(node, shortFrame(join(bytes("01 00 8140"), vector(8193), bytes("01 01"))));
    byte[] unknown = vector(40);
    for (int bit : new int[] {29, 30, 63, 100, 255, 264, 266}) {
      unknown[bit / 8] |= (byte) (0x80 >> (bit % 8));
    }
    HostilePeer peer = noise(node);
    peer.send(shortFrame(join(bytes("01 00 28"), unknown, bytes("01 01"))));
    peer.readHandshake();
    assertAlive(peer);
    waitFor("the peer", () -> TestNetwork.connected(node, peer.id));
    assertThat(
            node.peers().stream()
                .filter(each -> each.peer().equals(peer.id))
                .findFirst()
                .orElseThrow()
                .protocols())
        .containsExactly(
            AptosProtocols.HEALTH_CHECKER_RPC, AptosProtocols.PEER_MONITORING_SERVICE_RPC);
  }

  /** A vector with the bits of {5, 10}. */
  private static byte[] vector(int length) {
    return Arrays.copyOf(GUEST, length);
  }

  @Test
  void statement_13_another_version_or_a_byte_left_over_closes() {
    for (String message :
        List.of(
            "01 01 02 0420 01 01",
            "02 00 02 0420 01 02 0420 01 01",
            "02 01 02 0420 00 02 0420 01 01",
            "02 00 02 0420 00 02 0420 01 01",
            "01 00 02 0420 01 01 00")) {
      assertRefused(node, shortFrame(bytes(message)));
    }
  }
}

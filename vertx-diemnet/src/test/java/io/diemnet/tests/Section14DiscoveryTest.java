package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.connected;
import static io.diemnet.tests.TestNetwork.failure;
import static io.diemnet.tests.TestNetwork.id;
import static io.diemnet.tests.TestNetwork.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.EventBusAddresses;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerInfo;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Point 7 of specification section 14, seen from outside. The others are in Section14Test. */
class Section14DiscoveryTest {

  private static final EventBusAddresses NODE = EventBusAddresses.of("node");

  /** More than any queue that might be in between. */
  private static final int UPDATES = 3_000;

  @TempDir Path folder;
  private HostileNode node;

  @AfterEach
  void close() {
    node.close();
  }

  private void open(UnaryOperator<DiemNetOptions> change) {
    node = new HostileNode(change);
  }

  private Future<Message<JsonObject>> ask(String address, Object body) {
    return node.vertx.eventBus().request(address, body);
  }

  private static JsonObject listing(PeerId peer, PrivateKey key) {
    JsonObject entry =
        new JsonObject().put("keys", new JsonArray().add(key.publicKey().toString()));
    return new JsonObject()
        .put("source", "config")
        .put("peers", new JsonObject().put(peer.toString(), entry.put("role", "Validator")));
  }

  @Test
  void section14_7_no_update_is_lost_however_many_come_at_once() {
    open(options -> options);
    PrivateKey key = PrivateKey.generate();
    List<Future<Message<JsonObject>>> updates = new ArrayList<>();
    for (int i = 0; i < UPDATES; i++) {
      PeerId other = PeerId.parse(String.format("%032x", i));
      updates.add(ask(NODE.adminDiscovery(), listing(other, key)));
    }
    updates.add(ask(NODE.adminDiscovery(), listing(id(node.good), node.good)));
    await(Future.all(updates));
    assertThat(updates).allMatch(update -> update.result().body().getInteger("peers") == 1);
    // The last one counts, and nothing of those before it is left.
    waitFor(
        "the last update alone to be known",
        () -> node.meter("diemnet.discovery.peers", "source", "config") == 1);
    node.assertServes();
    try (HostilePeer forgotten = node.dial()) {
      forgotten.write(forgotten.clientMessage(node.publicKey()));
      forgotten.assertClosedSilently();
    }
    node.assertRefused("unknown-peer", 1);
  }

  @Test
  void section14_7_a_validator_set_that_does_not_decode_changes_nothing() {
    byte[] sharedKey = new byte[32];
    open(options -> options.addAddressKey(0, sharedKey));
    HostilePeer peer = node.connect();
    PrivateKey validator = PrivateKey.generate();
    Buffer set =
        new ValidatorSetWriter(sharedKey)
            .add(
                id(validator),
                NetworkAddress.parse("/ip4/127.0.0.1/tcp/1").withNoise(validator.publicKey(), 0))
            .toBcs();
    List<Future<?>> broken = new ArrayList<>();
    for (int length = 0; length < set.length(); length += 11) {
      broken.add(ask(NODE.adminValidatorSet(), set.slice(0, length)));
    }
    broken.add(ask(NODE.adminValidatorSet(), set.copy().appendByte((byte) 0)));
    // As many entries as a u32 can announce, and none of them there.
    broken.add(ask(NODE.adminValidatorSet(), Buffer.buffer(HostilePeer.bytes("00ffffffff0f"))));
    broken.forEach(
        update ->
            assertThat(((ReplyException) failure(update)).failureCode())
                .isEqualTo(FailureCode.INVALID_REQUEST.number()));
    assertThat(node.meter("diemnet.discovery.peers", "source", "validator-set")).isZero();
    assertThat(node.meter("diemnet.discovery.failures", "source", "validator-set"))
        .isEqualTo(broken.size());
    peer.assertAlive();
    assertThat(node.events).noneMatch(PeerEvent.LostPeer.class::isInstance);
    // A good one is taken afterwards.
    JsonObject counts = await(ask(NODE.adminValidatorSet(), set)).body();
    assertThat(counts.getInteger("peers")).isEqualTo(1);
    assertThat(node.meter("diemnet.discovery.peers", "source", "validator-set")).isEqualTo(1);
    peer.close();
  }

  @Test
  void section14_7_a_peer_that_several_sources_list_is_one_peer_with_all_its_keys() {
    PrivateKey second = PrivateKey.generate();
    Path file = folder.resolve("peers.yaml");
    Mesh.write(file, "{}");
    open(options -> Mesh.fromFile(options, file));
    PeerId peer = id(node.trusted);
    // Another role, another key, an address: what the seeds say of it is different in all.
    Mesh.write(
        file,
        peer
            + ":\n  role: Upstream\n  keys: ["
            + second.publicKey()
            + "]\n  addresses: [/ip4/127.0.0.1/tcp/1/ln-noise-ik/"
            + second.publicKey()
            + "/ln-handshake/0]\n");
    waitFor(
        "the file to be read again",
        () -> node.meter("diemnet.discovery.peers", "source", "file") == 1);
    try (HostilePeer first = node.connect()) {
      first.assertAlive();
      assertThat(role(peer)).isEqualTo(PeerRole.VALIDATOR);
    }
    waitFor("it to be gone", () -> !connected(node.network, peer));
    try (HostilePeer other = HostilePeer.dial(node.address(), second)) {
      other.write(other.clientMessage(peer, node.publicKey(), HostilePeer.nextTimestamp()));
      other.readServerMessage();
      other.send(
          HostilePeer.handshakeFrame(
              HostilePeer.TESTING, HostilePeer.VALIDATOR, HostilePeer.ALL_PROTOCOLS));
      other.readHandshake();
      other.assertAlive();
      // The role that it was first listed with.
      assertThat(role(peer)).isEqualTo(PeerRole.VALIDATOR);
    }
  }

  private PeerRole role(PeerId peer) {
    return node.network.peers().stream()
        .filter(info -> info.peer().equals(peer))
        .map(PeerInfo::role)
        .findFirst()
        .orElseThrow();
  }
}

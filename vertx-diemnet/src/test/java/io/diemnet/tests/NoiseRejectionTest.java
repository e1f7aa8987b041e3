package io.diemnet.tests;

import static io.diemnet.tests.HostilePeer.bytes;
import static io.diemnet.tests.HostilePeer.join;
import static io.diemnet.tests.TestNetwork.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PrivateKey;
import java.util.Arrays;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The rejection rules of specification section 5 through a real socket: the connection is closed,
 * nothing is answered, the reason is counted, and the node serves the next good peer.
 */
class NoiseRejectionTest {

  private HostileNode node;

  @AfterEach
  void serves_the_next_good_peer_and_ends() {
    node.assertServes();
    node.close();
  }

  // ---- rule 1

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16, 48, 151})
  void rule_1_a_client_message_that_is_cut_off(int length) {
    mutual();
    try (HostilePeer peer = node.dial()) {
      peer.write(Arrays.copyOf(peer.clientMessage(node.publicKey()), length));
      peer.shutdownOutput();
      peer.assertClosedSilently();
    }
    node.assertRefused("incomplete", 1);
  }

  @Test
  void rule_1_a_client_message_that_does_not_come_in_time() {
    // Enough for the good peer that comes last, on a slow machine too.
    start(true, 5_000);
    try (HostilePeer silent = node.dial();
        HostilePeer slow = node.dial()) {
      slow.write(Arrays.copyOf(slow.clientMessage(node.publicKey()), 151));
      silent.assertClosedSilently();
      slow.assertClosedSilently();
    }
    node.assertRefused("timeout", 2);
  }

  // ---- rule 2

  @Test
  void rule_2_the_nodes_own_peer_id() {
    mutual();
    refuse("self-dial", (peer, n) -> peer.clientMessage(id(n.own), n.publicKey(), 1));
  }

  @Test
  void rule_2_comes_before_rule_3() {
    mutual();
    PrivateKey other = PrivateKey.generate();
    refuse("self-dial", (peer, n) -> peer.clientMessage(id(n.own), other.publicKey(), 1));
  }

  // ---- rule 3

  @Test
  void rule_3_another_expected_key() {
    mutual();
    PrivateKey other = PrivateKey.generate();
    refuse("wrong-key", (peer, n) -> peer.clientMessage(other.publicKey()));
  }

  @Test
  void rule_3_comes_before_rule_4() {
    mutual();
    refuse(
        "wrong-key",
        (peer, n) -> {
          byte[] message = peer.clientMessage(n.publicKey());
          message[20] ^= 1;
          message[100] ^= 1;
          return message;
        });
  }

  // ---- rule 4

  @ParameterizedTest
  @ValueSource(ints = {48, 79, 80, 111, 112, 127, 128, 135, 136, 151})
  void rule_4_a_changed_byte_of_the_noise_message(int at) {
    mutual();
    refuse(
        "decrypt-failed",
        (peer, n) -> {
          byte[] message = peer.clientMessage(n.publicKey());
          // Not the highest bit of the ephemeral key, which X25519 ignores; it is hashed though.
          message[at] ^= 1;
          return message;
        });
  }

  @Test
  void rule_4_a_peer_id_that_is_not_the_one_of_the_prologue() {
    mutual();
    refuse(
        "decrypt-failed",
        (peer, n) -> {
          byte[] message = peer.clientMessage(PeerId.parse("ff".repeat(16)), n.publicKey(), 1);
          id(n.trusted).writeTo(message, 0);
          return message;
        });
  }

  @Test
  void rule_4_an_ephemeral_key_of_low_order() {
    mutual();
    refuse(
        "low-order-key",
        (peer, n) -> {
          byte[] message = peer.clientMessage(n.publicKey());
          Arrays.fill(message, 48, 80, (byte) 0);
          return message;
        });
  }

  @Test
  void rule_4_noise_of_another_kind() {
    mutual();
    refuse("decrypt-failed", (peer, n) -> join(head(peer, n), bytes("5a".repeat(104))));
  }

  // ---- rule 5

  @Test
  void rule_5_mutual_an_unknown_peer() {
    mutual();
    PrivateKey stranger = PrivateKey.generate();
    try (HostilePeer peer = HostilePeer.dial(node.address(), stranger)) {
      peer.write(peer.clientMessage(node.publicKey()));
      peer.assertClosedSilently();
    }
    node.assertRefused("unknown-peer", 1);
  }

  @Test
  void rule_5_a_trusted_peer_id_with_another_key() {
    mutual();
    strangerAs(id(node.good), "key-mismatch");
  }

  @Test
  void rule_5_a_trusted_peer_id_with_the_key_of_another_trusted_peer() {
    mutual();
    refuse("key-mismatch", (peer, n) -> peer.clientMessage(id(n.good), n.publicKey(), 1));
  }

  @Test
  void rule_5_maybe_mutual_a_trusted_peer_id_with_another_key() {
    maybeMutual();
    strangerAs(id(node.good), "key-mismatch");
  }

  @Test
  void rule_5_maybe_mutual_an_unknown_peer_id_that_is_not_of_its_key() {
    maybeMutual();
    strangerAs(PeerId.parse("ab".repeat(16)), "derived-id-mismatch");
  }

  @Test
  void rule_5_maybe_mutual_an_unknown_peer_under_the_id_of_its_key_gets_in() {
    maybeMutual();
    try (HostilePeer peer = HostilePeer.connect(node.address(), PrivateKey.generate())) {
      peer.assertAlive();
    }
    assertThat(node.network.info().inboundFailures()).isEmpty();
  }

  // ---- rule 6

  @Test
  void rule_6_the_same_message_twice() {
    mutual();
    byte[] recorded;
    try (HostilePeer peer = node.dial()) {
      recorded = peer.clientMessage(node.publicKey());
      peer.write(recorded);
      peer.readServerMessage();
    }
    try (HostilePeer replay = node.dial()) {
      replay.write(recorded);
      replay.assertClosedSilently();
    }
    TestNetwork.waitFor("the replay to be counted", () -> node.failures("replay") == 1);
  }

  @Test
  void rule_6_a_timestamp_that_is_not_greater_compared_unsigned() {
    mutual();
    long[] good = {0, 5, Long.MAX_VALUE, Long.MIN_VALUE, -2};
    for (long timestamp : good) {
      try (HostilePeer peer = node.dial()) {
        peer.write(peer.clientMessage(peer.id, node.publicKey(), timestamp));
        peer.readServerMessage();
      }
    }
    long[] bad = {-2, -3, Long.MIN_VALUE, 6, 0};
    for (long timestamp : bad) {
      try (HostilePeer peer = node.dial()) {
        peer.write(peer.clientMessage(peer.id, node.publicKey(), timestamp));
        peer.assertClosedSilently();
      }
    }
    TestNetwork.waitFor("the replays to be counted", () -> node.failures("replay") == bad.length);
  }

  @Test
  void rule_6_a_refused_message_leaves_no_timestamp() {
    mutual();
    try (HostilePeer peer = node.dial()) {
      peer.write(peer.clientMessage(id(node.good), node.publicKey(), Long.MAX_VALUE));
      peer.assertClosedSilently();
    }
    node.assertRefused("key-mismatch", 1);
    try (HostilePeer peer = node.connect()) {
      peer.assertAlive();
    }
  }

  @Test
  void rule_6_is_not_for_maybe_mutual() {
    maybeMutual();
    for (int i = 0; i < 3; i++) {
      try (HostilePeer peer = node.dial()) {
        peer.write(peer.clientMessage(peer.id, node.publicKey(), 7));
        peer.readServerMessage();
      }
    }
    assertThat(node.failures("replay")).isZero();
  }

  private void strangerAs(PeerId claimed, String reason) {
    PrivateKey stranger = PrivateKey.generate();
    try (HostilePeer peer = HostilePeer.dial(node.address(), stranger)) {
      peer.write(peer.clientMessage(claimed, node.publicKey(), 1));
      peer.assertClosedSilently();
    }
    node.assertRefused(reason, 1);
  }

  private void refuse(String reason, BiFunction<HostilePeer, HostileNode, byte[]> message) {
    try (HostilePeer peer = node.dial()) {
      byte[] sent = message.apply(peer, node);
      assertThat(sent).hasSize(HostilePeer.CLIENT_MESSAGE);
      peer.write(sent);
      peer.assertClosedSilently();
    }
    node.assertRefused(reason, 1);
  }

  private static byte[] head(HostilePeer peer, HostileNode node) {
    return Arrays.copyOf(peer.clientMessage(node.publicKey()), 48);
  }

  private void mutual() {
    start(true, LimitsOptions.DEFAULT_UPGRADE_TIMEOUT);
  }

  private void maybeMutual() {
    start(false, LimitsOptions.DEFAULT_UPGRADE_TIMEOUT);
  }

  private void start(boolean mutual, int upgradeTimeout) {
    node =
        new HostileNode(
            options ->
                options
                    .setMutualAuthentication(mutual)
                    .setLimits(new LimitsOptions().setUpgradeTimeout(upgradeTimeout)));
  }
}

package io.diemnet.tests;

import static io.diemnet.tests.HostilePeer.ALL_PROTOCOLS;
import static io.diemnet.tests.HostilePeer.PUBLIC;
import static io.diemnet.tests.HostilePeer.TESTING;
import static io.diemnet.tests.HostilePeer.VALIDATOR;
import static io.diemnet.tests.HostilePeer.bytes;
import static io.diemnet.tests.HostilePeer.handshakeFrame;
import static io.diemnet.tests.HostilePeer.handshakeMsg;
import static io.diemnet.tests.HostilePeer.hex;
import static io.diemnet.tests.HostilePeer.join;
import static io.diemnet.tests.HostilePeer.shortFrame;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.LimitsOptions;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules of specification section 6 through a real socket: whatever is wrong with the handshake
 * message, the node has said its own (both sides write first) and says nothing more.
 */
class HandshakeRejectionTest {

  /** Waited for in full, and still enough for a good handshake on a slow machine. */
  private static final int SHORT = 5_000;

  private HostileNode node;

  @AfterEach
  void serves_the_next_good_peer_and_ends() {
    node.assertServes();
    node.close();
  }

  static Stream<Arguments> wrong() {
    byte[] good = handshakeMsg(TESTING, VALIDATOR, ALL_PROTOCOLS);
    byte[] otherName = join(new byte[] {2, 3}, "vfn".getBytes(StandardCharsets.UTF_8));
    return Stream.of(
        Arguments.of("chain-id", "another chain", handshakeMsg(1, VALIDATOR, ALL_PROTOCOLS)),
        Arguments.of("chain-id", "chain 0", handshakeMsg(0, VALIDATOR, ALL_PROTOCOLS)),
        Arguments.of("network-id", "the public network", handshakeMsg(4, PUBLIC, ALL_PROTOCOLS)),
        Arguments.of("network-id", "a private one", handshakeMsg(4, otherName, ALL_PROTOCOLS)),
        Arguments.of("chain-id", "chain before network", handshakeMsg(1, PUBLIC, ALL_PROTOCOLS)),
        Arguments.of("no-common-version", "no version at all", bytes("00 04 00")),
        Arguments.of("malformed", "an unknown version", bytes("01 01 01fe 04 00")),
        Arguments.of("malformed", "V1 twice", bytes("02 00 01fe 00 01fe 04 00")),
        Arguments.of(
            "malformed", "an unknown version beside V1", bytes("02 00 01fe 01 01fe 04 00")),
        Arguments.of(
            "malformed", "33 bytes of protocols", handshakeMsg(4, VALIDATOR, new byte[33])),
        Arguments.of("malformed", "an unknown network", bytes("01 00 01fe 04 03")),
        Arguments.of("malformed", "a name that is no UTF-8", bytes("01 00 01fe 04 02 01 ff")),
        Arguments.of("malformed", "a length that is not minimal", bytes("8100 00 01fe 04 00")),
        Arguments.of("malformed", "more promised than there", bytes("01 00 7ffe 04 00")),
        Arguments.of("malformed", "a map of 2^32-1 entries", bytes("ffffffff0f")),
        Arguments.of("malformed", "nothing", new byte[0]),
        Arguments.of("malformed", "one byte less", Arrays.copyOf(good, good.length - 1)),
        Arguments.of("trailing-bytes", "one byte more", Arrays.copyOf(good, good.length + 1)),
        Arguments.of("trailing-bytes", "64 KiB", Arrays.copyOf(good, 65_535)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("wrong")
  void closes_silently(String reason, String what, byte[] message) {
    start(LimitsOptions.DEFAULT_UPGRADE_TIMEOUT);
    try (HostilePeer peer = node.dial()) {
      peer.noise(node.publicKey());
      peer.send(shortFrame(message));
      assertOwnHandshakeAndEnd(peer);
    }
    node.assertRefused(reason, 1);
  }

  @Test
  void the_same_message_as_an_empty_intersection_is_let_in() {
    start(LimitsOptions.DEFAULT_UPGRADE_TIMEOUT);
    try (HostilePeer peer = node.dial()) {
      peer.noise(node.publicKey());
      peer.send(handshakeFrame(TESTING, VALIDATOR, new byte[0]));
      peer.readHandshake();
      peer.assertAlive();
    }
    assertThat(node.network.info().inboundFailures()).isEmpty();
  }

  @Test
  void trailing_zero_bytes_and_unknown_bits_of_protocols_are_no_mistake() {
    start(LimitsOptions.DEFAULT_UPGRADE_TIMEOUT);
    byte[] wide = new byte[32];
    wide[0] = (byte) 0xfe;
    wide[20] = 0x11;
    try (HostilePeer peer = node.dial()) {
      peer.noise(node.publicKey());
      peer.send(handshakeFrame(TESTING, VALIDATOR, wide));
      peer.readHandshake();
      peer.assertAlive();
    }
    assertThat(node.network.info().inboundFailures()).isEmpty();
  }

  @Test
  void a_handshake_message_that_does_not_come() {
    start(SHORT);
    try (HostilePeer peer = node.dial()) {
      peer.noise(node.publicKey());
      assertOwnHandshakeAndEnd(peer);
    }
    node.assertRefused("timeout", 1);
  }

  @Test
  void a_length_prefix_of_64_KiB_that_is_never_kept() {
    start(SHORT);
    try (HostilePeer peer = node.dial()) {
      peer.noise(node.publicKey());
      peer.send(bytes("ffff"));
      peer.send(new byte[1000]);
      assertOwnHandshakeAndEnd(peer);
    }
    node.assertRefused("timeout", 1);
  }

  @Test
  void a_connection_that_ends_instead() {
    start(LimitsOptions.DEFAULT_UPGRADE_TIMEOUT);
    try (HostilePeer peer = node.dial()) {
      peer.noise(node.publicKey());
      peer.send(bytes("00"));
      peer.shutdownOutput();
      assertOwnHandshakeAndEnd(peer);
    }
    node.assertRefused("closed-in-handshake", 1);
  }

  static Stream<Arguments> badFrames() {
    return Stream.of(
        Arguments.of("frame-too-short", "0000"),
        Arguments.of("frame-too-short", "000f" + "00".repeat(15)),
        Arguments.of("frame-not-authentic", "0010" + "00".repeat(16)),
        Arguments.of("frame-not-authentic", "0011" + "00".repeat(17)),
        Arguments.of("frame-not-authentic", "ffff" + "00".repeat(65_535)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badFrames")
  void a_bad_noise_frame(String reason, String frame) {
    start(LimitsOptions.DEFAULT_UPGRADE_TIMEOUT);
    try (HostilePeer peer = node.dial()) {
      peer.noise(node.publicKey());
      byte[] good = peer.frame(handshakeFrame(TESTING, VALIDATOR, ALL_PROTOCOLS));
      peer.write(join(bytes(frame), good));
      assertOwnHandshakeAndEnd(peer);
    }
    node.assertRefused(reason, 1);
  }

  @Test
  void an_empty_frame_is_the_end() {
    start(LimitsOptions.DEFAULT_UPGRADE_TIMEOUT);
    try (HostilePeer peer = node.dial()) {
      peer.noise(node.publicKey());
      peer.write(
          join(
              peer.frame(new byte[0]),
              peer.frame(handshakeFrame(TESTING, VALIDATOR, ALL_PROTOCOLS))));
      assertOwnHandshakeAndEnd(peer);
    }
    node.assertRefused("closed-in-handshake", 1);
  }

  @Test
  void plaintext_before_the_session_stands_is_taken_for_frames() {
    start(LimitsOptions.DEFAULT_UPGRADE_TIMEOUT);
    try (HostilePeer peer = node.dial()) {
      peer.write(join(peer.clientMessage(node.publicKey()), bytes("0011" + "00".repeat(17))));
      peer.readServerMessage();
      assertOwnHandshakeAndEnd(peer);
    }
    node.assertRefused("frame-not-authentic", 1);
  }

  /** The node says its own handshake message, as specification section 6 has it, and ends. */
  private static void assertOwnHandshakeAndEnd(HostilePeer peer) {
    byte[] said = peer.readToEnd();
    if (said.length == 0) {
      // The reset overtook it.
      return;
    }
    String expected = hex(shortFrame(handshakeMsg(TESTING, VALIDATOR, ALL_PROTOCOLS)));
    assertThat(hex(peer.open(said))).isEqualTo(expected);
  }

  private void start(int upgradeTimeout) {
    node =
        new HostileNode(
            options -> options.setLimits(new LimitsOptions().setUpgradeTimeout(upgradeTimeout)));
  }
}

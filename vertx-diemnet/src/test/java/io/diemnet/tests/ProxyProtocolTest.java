package io.diemnet.tests;

import static io.diemnet.tests.HostilePeer.bytes;
import static io.diemnet.tests.TestNetwork.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.PeerInfo;
import io.diemnet.vertx.PrivateKey;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A listener behind a proxy, dialed through real sockets (specification section 11). */
class ProxyProtocolTest {

  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
  private static final byte[] TCP4 =
      bytes(SIGNATURE + "2111000c" + "c6336407" + "0a000001" + "d431" + "1824");
  private static final byte[] TCP6 =
      bytes(
          SIGNATURE
              + "21210024"
              + "20010db8000000000000000000000007"
              + "20010db8000000000000000000000001"
              + "d4311824");
  private static final byte[] LOCAL = bytes(SIGNATURE + "20000000");
  private static final byte[] WITH_TLVS =
      bytes(
          SIGNATURE + "21110014" + "c6336407" + "0a000001" + "d431" + "1824" + "0400050000000000");

  private final HostileNode node =
      new HostileNode(
          options -> {
            options.getLimits().setMaxUpgradesPerAddress(2).setUpgradeTimeout(5_000);
            return options.setProxyProtocol(true);
          });

  @AfterEach
  void close() {
    node.close();
  }

  /** The whole handshake behind a header. */
  private HostilePeer upgrade(HostilePeer peer) {
    peer.noise(node.publicKey());
    peer.send(
        HostilePeer.handshakeFrame(
            HostilePeer.TESTING, HostilePeer.VALIDATOR, HostilePeer.ALL_PROTOCOLS));
    peer.readHandshake();
    return peer;
  }

  private String addressOf(HostilePeer peer) {
    waitFor("the connection to be registered", () -> TestNetwork.connected(node.network, peer.id));
    return node.network.peers().stream()
        .filter(info -> info.peer().equals(peer.id))
        .map(PeerInfo::address)
        .findFirst()
        .orElseThrow()
        .toString();
  }

  private void assertSourceIs(byte[] header, String source) {
    try (HostilePeer peer = node.dial()) {
      peer.write(header);
      upgrade(peer);
      assertThat(addressOf(peer))
          .matches(source + "/ln-noise-ik/" + peer.key.publicKey() + "/ln-handshake/0");
      peer.assertAlive();
    }
  }

  @Test
  void the_peers_address_is_the_headers_source() {
    assertSourceIs(TCP4, "/ip4/198.51.100.7/tcp/54321");
  }

  @Test
  void of_ipv6_too() {
    assertSourceIs(TCP6, "/ip6/2001:db8::7/tcp/54321");
  }

  @Test
  void a_local_header_keeps_the_sockets_address() {
    assertSourceIs(LOCAL, "/ip4/127\\.0\\.0\\.1/tcp/\\d+");
  }

  @Test
  void tlvs_do_not_matter() {
    assertSourceIs(WITH_TLVS, "/ip4/198.51.100.7/tcp/54321");
  }

  @Test
  void header_and_handshake_may_come_byte_by_byte_or_in_one_piece() {
    try (HostilePeer slow = node.dial()) {
      slow.writeByByte(TCP4);
      slow.writeByByte(slow.clientMessage(node.publicKey()));
      slow.readServerMessage();
      slow.send(
          HostilePeer.handshakeFrame(
              HostilePeer.TESTING, HostilePeer.VALIDATOR, HostilePeer.ALL_PROTOCOLS));
      slow.readHandshake();
      slow.assertAlive();
    }
    try (HostilePeer fast = HostilePeer.dial(node.address(), node.good)) {
      fast.write(HostilePeer.join(TCP4, fast.clientMessage(node.publicKey())));
      fast.readServerMessage();
      fast.send(
          HostilePeer.handshakeFrame(
              HostilePeer.TESTING, HostilePeer.VALIDATOR, HostilePeer.ALL_PROTOCOLS));
      fast.readHandshake();
      fast.assertAlive();
    }
  }

  @Test
  void no_header_is_refused() {
    try (HostilePeer peer = node.dial()) {
      peer.write(peer.clientMessage(node.publicKey()));
      peer.assertClosedSilently();
    }
    node.assertRefused("proxy-header", 1);
  }

  @Test
  void version_1_is_refused() {
    try (HostilePeer peer = node.dial()) {
      peer.write(
          "PROXY TCP4 198.51.100.7 10.0.0.1 54321 6180\r\n".getBytes(StandardCharsets.US_ASCII));
      peer.assertClosedSilently();
    }
    node.assertRefused("proxy-header", 1);
  }

  @Test
  void too_short_an_address_is_refused() {
    try (HostilePeer peer = node.dial()) {
      peer.write(bytes(SIGNATURE + "2111000b" + "c63364070a000001d43118"));
      peer.assertClosedSilently();
    }
    node.assertRefused("proxy-header", 1);
  }

  @Test
  void an_end_within_the_header_is_refused() {
    try (HostilePeer peer = node.dial()) {
      peer.write(bytes(SIGNATURE));
      peer.shutdownOutput();
      peer.assertClosedSilently();
    }
    node.assertRefused("incomplete", 1);
  }

  @Test
  void the_header_comes_under_the_deadline_of_the_upgrade() {
    try (HostilePeer peer = node.dial()) {
      peer.write(bytes(SIGNATURE + "211103e8"));
      peer.assertClosedSilently();
    }
    node.assertRefused("timeout", 1);
  }

  @Test
  void connections_in_their_handshake_count_by_the_headers_source() {
    HostilePeer first = node.dial();
    HostilePeer second = node.dial();
    HostilePeer third = node.dial();
    HostilePeer fourth = node.dial();
    try {
      first.write(TCP4);
      second.write(TCP6);
      third.write(TCP4);
      // One too many of that source: one of them has to make room.
      fourth.write(TCP4);
      node.assertRefused("too-many-upgrades-from-address", 1);
      upgrade(second).assertAlive();
    } finally {
      first.close();
      second.close();
      third.close();
      fourth.close();
    }
  }

  @Test
  void a_node_that_does_not_demand_the_header_takes_it_for_a_broken_handshake() {
    HostileNode plain = new HostileNode(options -> options);
    try (HostilePeer peer = HostilePeer.dial(plain.address(), PrivateKey.generate())) {
      peer.write(HostilePeer.join(TCP4, peer.clientMessage(plain.publicKey())));
      peer.assertClosedSilently();
      plain.assertRefused("wrong-key", 1);
    } finally {
      plain.close();
    }
  }
}

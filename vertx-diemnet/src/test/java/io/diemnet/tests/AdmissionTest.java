package io.diemnet.tests;

import static io.diemnet.tests.HostilePeer.ALL_PROTOCOLS;
import static io.diemnet.tests.HostilePeer.TESTING;
import static io.diemnet.tests.HostilePeer.VALIDATOR;
import static io.diemnet.tests.HostilePeer.handshakeFrame;
import static io.diemnet.tests.TestNetwork.connected;
import static io.diemnet.tests.TestNetwork.id;
import static io.diemnet.tests.TestNetwork.trust;
import static io.diemnet.tests.TestNetwork.waitFor;
import static io.diemnet.vertx.ProtocolId.CONSENSUS_RPC;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.IdentityOptions;
import io.diemnet.vertx.PrivateKey;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * An attacker with nine addresses and fewer than 300 sockets that say nothing more. Whatever it has
 * recorded or may do as a trusted peer, the other trusted peers get in, and so does a stranger
 * where strangers are let in.
 */
class AdmissionTest {

  private static final int ADDRESSES = 9;
  private static final int PER_ADDRESS = 32;
  private static final int PLACES = 256;

  /** Where the honest peers are. */
  private static final String KNOWN = "127.0.0.1";

  private static final String NEW = "127.0.0.31";

  private final List<HostilePeer> sockets = new ArrayList<>();
  private final PrivateKey away = PrivateKey.generate();
  private HostileNode node;
  private GoodPeer good;

  @AfterEach
  void close() {
    sockets.forEach(HostilePeer::close);
    good.close();
    node.close();
  }

  private void node(boolean mutual, PrivateKey own, List<PrivateKey> others) {
    node =
        new HostileNode(
            options -> {
              others.forEach(key -> options.addSeed(id(key), trust(key)));
              return options
                  .setMutualAuthentication(mutual)
                  .setIdentity(new IdentityOptions().setPrivateKey(own))
                  .addSeed(id(away), trust(away));
            });
    node.network.rpcHandler(CONSENSUS_RPC, message -> Future.succeededFuture(message.payload()));
    good = GoodPeer.connect(node.network, node.good).call();
    // A trusted peer that has been here and is away when the attack comes.
    reconnect(KNOWN, away);
  }

  /** Takes all places: {@code each} gets a fresh socket and its number. */
  private void attack(BiConsumer<HostilePeer, Integer> each) {
    for (int i = 0; i < PER_ADDRESS; i++) {
      for (int address = 0; address < ADDRESSES; address++) {
        HostilePeer socket =
            HostilePeer.dialFrom("127.0.0." + (2 + address), node.address(), node.trusted);
        each.accept(socket, sockets.size());
        sockets.add(socket);
      }
    }
    assertThat(sockets).hasSizeLessThan(300);
    waitFor(
        "every socket to have been accepted",
        () -> upgrades() + refusals() >= sockets.size() || upgrades() >= PLACES);
  }

  private double upgrades() {
    return node.meter("diemnet.connections.pending.upgrades", "direction", "inbound");
  }

  private double refusals() {
    return node.network.info().inboundFailures().values().stream().mapToLong(n -> n).sum();
  }

  /** A whole handshake from that address; its end is awaited. */
  private void reconnect(String source, PrivateKey key) {
    try (HostilePeer peer = HostilePeer.connectFrom(source, node.address(), key)) {
      peer.assertAlive();
    }
    waitFor("it to be gone", () -> !connected(node.network, id(key)));
  }

  private void assertTrustedPeersGetIn() {
    for (int i = 0; i < 3; i++) {
      reconnect(KNOWN, away);
      reconnect(NEW, away);
    }
    good.assertServed(200);
  }

  /** Opens a socket behind each that the node has closed, as an attacker would. */
  private void attackAgain(BiConsumer<HostilePeer, Integer> each) {
    sockets.subList(0, sockets.size() / 2).forEach(HostilePeer::close);
    sockets.subList(0, sockets.size() / 2).clear();
    for (int i = 0; i < 100; i++) {
      HostilePeer socket =
          HostilePeer.dialFrom("127.0.0." + (2 + i % ADDRESSES), node.address(), node.trusted);
      each.accept(socket, i);
      sockets.add(socket);
    }
  }

  @Test
  void one_recorded_message_replayed_to_a_network_that_lets_strangers_in() {
    node(false, PrivateKey.generate(), List.of());
    byte[] recorded = record(node.trusted);
    BiConsumer<HostilePeer, Integer> replay =
        (socket, i) -> {
          if (i % 2 == 0) {
            socket.write(recorded);
          }
        };
    attack(replay);
    waitFor("the bound of one id to be met", () -> node.failures("too-many-upgrades-of-peer") > 0);
    assertTrustedPeersGetIn();
    reconnect(NEW, PrivateKey.generate());
    // The peer whose message was recorded gets in too, from an address where it has never been.
    reconnect(NEW, node.trusted);
    attackAgain(replay);
    assertTrustedPeersGetIn();
    reconnect(NEW, PrivateKey.generate());
  }

  @Test
  void sockets_of_a_malicious_trusted_peer_at_addresses_where_it_has_been() {
    node(true, PrivateKey.generate(), List.of());
    for (int address = 0; address < ADDRESSES; address++) {
      reconnect("127.0.0." + (2 + address), node.trusted);
    }
    attack((socket, i) -> {});
    assertTrustedPeersGetIn();
    // It also stops inside the handshake message of a good session.
    byte[] handshake = handshakeFrame(TESTING, VALIDATOR, ALL_PROTOCOLS);
    attackAgain(
        (socket, i) -> {
          socket.noise(node.address().noiseKey());
          socket.send(Arrays.copyOf(handshake, 1));
        });
    assertTrustedPeersGetIn();
    waitFor("the bound of one id to be met", () -> node.failures("too-many-upgrades-of-peer") > 0);
  }

  @Test
  void nine_recorded_messages_replayed_after_a_restart() {
    PrivateKey own = PrivateKey.generate();
    List<PrivateKey> keys = new ArrayList<>();
    for (int i = 0; i < ADDRESSES; i++) {
      keys.add(PrivateKey.generate());
    }
    node(true, own, keys);
    List<byte[]> recorded = keys.stream().map(this::record).toList();
    good.close();
    node.close();
    node(true, own, keys);
    attack(
        (socket, i) -> {
          if (i < ADDRESSES) {
            socket.write(recorded.get(i));
            // The node has taken it for new: its table of replays is.
            socket.read(HostilePeer.SERVER_MESSAGE);
          }
        });
    assertTrustedPeersGetIn();
    attackAgain((socket, i) -> {});
    assertTrustedPeersGetIn();
    keys.forEach(key -> reconnect(NEW, key));
  }

  /** The first message of a connection that was good. */
  private byte[] record(PrivateKey key) {
    try (HostilePeer peer = HostilePeer.dial(node.address(), key)) {
      byte[] message = peer.clientMessage(node.address().noiseKey());
      peer.write(message);
      peer.readServerMessage();
      peer.send(handshakeFrame(TESTING, VALIDATOR, ALL_PROTOCOLS));
      peer.readHandshake();
      peer.assertAlive();
      return message;
    } finally {
      waitFor("it to be gone", () -> !connected(node.network, id(key)));
    }
  }
}

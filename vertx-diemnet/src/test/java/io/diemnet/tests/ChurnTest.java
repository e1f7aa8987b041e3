package io.diemnet.tests;

import static io.diemnet.tests.HostilePeer.bytes;
import static io.diemnet.tests.HostilePeer.request;
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

import io.diemnet.vertx.ConnectivityOptions;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PrivateKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/**
 * Thousands of connections that come and go, in every way there is, and what they leave: nothing.
 */
class ChurnTest {

  @Test
  void thousands_of_inbound_connections_leave_nothing_behind() {
    HostileNode node =
        new HostileNode(
            options ->
                options
                    .setMutualAuthentication(false)
                    .setLimits(new LimitsOptions().setMaxUpgradesPerAddress(256)));
    node.network.rpcHandler(CONSENSUS_RPC, m -> Promise.<Buffer>promise().future());
    node.assertServes();
    waitFor("nobody", () -> node.network.peers().isEmpty());
    Leftovers before = Leftovers.now(node.vertx);
    List<PrivateKey> strangers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      strangers.add(PrivateKey.generate());
    }
    for (int i = 0; i < 2100; i++) {
      PrivateKey key = i % 3 == 0 ? node.trusted : strangers.get(i % 10);
      comeAndGo(node, key, i % 7);
    }
    waitFor("nobody", () -> node.network.peers().isEmpty());
    waitFor("no upgrade", () -> node.meter("diemnet.connections.pending.upgrades") == 0);
    // The last upgrade may have made a connection, which ends only now.
    waitFor("no connection", () -> node.meter("diemnet.connections") == 0);
    waitFor(
        "empty queues",
        () -> node.meter("diemnet.queue.messages") == 0 && node.meter("diemnet.queue.bytes") == 0);
    before.assertNone();
    HostileNode.assertAlternating(node.events);
    node.assertServes();
    node.close();
  }

  private static void comeAndGo(HostileNode node, PrivateKey key, int how) {
    try (HostilePeer peer = HostilePeer.dial(node.address(), key)) {
      switch (how) {
        case 0 -> {
          // Not a word.
        }
        case 1 -> peer.write(Arrays.copyOf(peer.clientMessage(node.publicKey()), 70));
        case 2 -> peer.write(peer.clientMessage(node.publicKey()));
        case 3 -> peer.noise(node.publicKey());
        default -> {
          peer.noise(node.publicKey());
          peer.send(
              HostilePeer.handshakeFrame(
                  HostilePeer.TESTING, HostilePeer.VALIDATOR, HostilePeer.ALL_PROTOCOLS));
          peer.readHandshake();
          peer.send(request(0, 1, new byte[1]));
          if (how == 5) {
            peer.write(bytes("0011" + "00".repeat(17)));
          } else if (how == 6) {
            peer.reset();
          }
        }
      }
    }
  }

  @Test
  void a_thousand_dials_and_disconnects_leave_nothing_behind_on_either_side() {
    Vertx vertx = Vertx.vertx();
    PrivateKey keyA = PrivateKey.generate();
    PrivateKey keyB = PrivateKey.generate();
    DiemNet a = start(vertx, validator("a", keyA).addSeed(id(keyB), trust(keyB)));
    DiemNet b = start(vertx, validator("b", keyB).addSeed(id(keyA), trust(keyA)));
    a.rpcHandler(CONSENSUS_RPC, m -> Future.succeededFuture(m.payload()));
    List<PeerEvent> events = new CopyOnWriteArrayList<>();
    a.peerHandler(events::add);
    NetworkAddress atA = a.info().address();
    await(b.dial(id(keyA), atA));
    await(b.disconnect(id(keyA)));
    waitFor("nobody", () -> a.peers().isEmpty() && b.peers().isEmpty());
    Leftovers before = Leftovers.now(vertx);
    for (int i = 0; i < 1000; i++) {
      await(b.dial(id(keyA), atA));
      Future<Buffer> call = b.rpc(id(keyA), CONSENSUS_RPC, Buffer.buffer("x"));
      await(b.disconnect(id(keyA)));
      await(call);
      // Until a has dealt with the end a dial is a replacement, of which no event tells.
      if (connected(a, id(keyB))) {
        waitFor("a to see the end", () -> !connected(a, id(keyB)));
      }
    }
    waitFor("nobody", () -> a.peers().isEmpty() && b.peers().isEmpty());
    before.assertNone();
    HostileNode.assertAlternating(events);
    assertThat(events).filteredOn(PeerEvent.NewPeer.class::isInstance).hasSizeGreaterThan(1000);
    await(vertx.close());
  }

  @Test
  void dials_that_fail_leave_nothing_behind() throws IOException {
    Vertx vertx = Vertx.vertx();
    DiemNet network =
        start(
            vertx,
            validator("n", PrivateKey.generate())
                .setConnectivity(new ConnectivityOptions().setCheckInterval(600_000))
                .setLimits(new LimitsOptions().setUpgradeTimeout(50)));
    PrivateKey remote = PrivateKey.generate();
    Leftovers before = Leftovers.now(vertx);
    int nobody;
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      nobody = silent.getLocalPort();
      for (int i = 0; i < 20; i++) {
        failure(network.dial(id(remote), HostilePeer.address(silent, remote)));
      }
    }
    NetworkAddress closed =
        NetworkAddress.parse("/ip4/127.0.0.1/tcp/" + nobody).withNoise(remote.publicKey(), 0);
    for (int i = 0; i < 500; i++) {
      failure(network.dial(id(remote), closed));
    }
    before.assertNone();
    await(vertx.close());
  }
}

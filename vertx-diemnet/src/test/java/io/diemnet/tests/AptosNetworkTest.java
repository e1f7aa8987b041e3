package io.diemnet.tests;

import static io.diemnet.tests.AptosPeer.fragment;
import static io.diemnet.tests.AptosPeer.header;
import static io.diemnet.tests.AptosPeer.request;
import static io.diemnet.tests.HostilePeer.bytes;
import static io.diemnet.tests.HostilePeer.hex;
import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.failure;
import static io.diemnet.tests.TestNetwork.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.AptosMonitoring;
import io.diemnet.vertx.AptosProtocols;
import io.diemnet.vertx.AptosStorage;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetClient;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.DiemNetMeters;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.StorageSummary;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two nodes of the Aptos profile, each on a Vert.x instance of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AptosNetworkTest {

  private static final ProtocolId ECHO = ProtocolId.custom("Echo", 40);
  private static final int CHUNK = 4_194_240;
  private static final int MIB = 1024 * 1024;

  private final Vertx vertxA = Vertx.vertx();
  private final Vertx vertxB = Vertx.vertx();
  private final PrivateKey keyA = PrivateKey.generate();
  private final PrivateKey keyB = PrivateKey.generate();
  private final PeerId idA = AptosNodes.id(keyA);
  private final PeerId idB = AptosNodes.id(keyB);
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private DiemNet a;
  private DiemNet b;

  @BeforeAll
  void start() {
    a =
        DiemNetMeters.create(
            vertxA,
            AptosNodes.node("a", NetworkId.PUBLIC, keyA)
                .addProtocol(ECHO)
                .addProtocol(AptosProtocols.STORAGE_SERVICE_RPC)
                .addSeed(
                    idB, new PeerConfig(List.of(), List.of(keyB.publicKey()), PeerRole.DOWNSTREAM)),
            registry);
    await(a.start());
    a.rpcHandler(ECHO, call -> Future.succeededFuture(call.payload()));
    var options =
        AptosNodes.node("b", NetworkId.PUBLIC, keyB)
            .addProtocol(ECHO)
            .addSeed(idA, PeerConfig.of(a.info().address(), PeerRole.UPSTREAM));
    options.getHealth().setInterval(100);
    b = TestNetwork.start(vertxB, options);
    b.rpcHandler(ECHO, call -> Future.succeededFuture(call.payload()));
    waitFor("a and b", () -> TestNetwork.connected(a, idB) && TestNetwork.connected(b, idA));
  }

  @AfterAll
  void end() {
    await(vertxA.close());
    await(vertxB.close());
  }

  private static Buffer random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return Buffer.buffer(bytes);
  }

  @Test
  void calls_of_every_size_up_to_64_mib_come_back_equal() {
    for (int size : new int[] {0, 1, CHUNK, CHUNK + 1, 16 * MIB, 64 * MIB}) {
      Buffer payload = random(size);
      Buffer answer =
          await(b.rpc(idA, ECHO, payload, new io.diemnet.vertx.SendOptions(60_000, 0, null)));
      assertThat(answer.equals(payload)).as("%d bytes", size).isTrue();
    }
    Throwable refused = failure(b.rpc(idA, ECHO, Buffer.buffer(new byte[64 * MIB + 1])));
    assertThat(refused).isInstanceOf(DiemNetException.class).hasMessageContaining("67108865 bytes");
    assertThat(((DiemNetException) refused).code()).isEqualTo(FailureCode.TOO_LARGE);
  }

  @Test
  void both_ends_send_64_mib_at_once_and_health_pings_pass() {
    var slowly = new io.diemnet.vertx.SendOptions(60_000, 0, null);
    Future<Buffer> there = b.rpc(idA, ECHO, random(64 * MIB), slowly);
    Future<Buffer> back = a.rpc(idB, ECHO, random(63 * MIB), slowly);
    assertThat(await(there).length()).isEqualTo(64 * MIB);
    assertThat(await(back).length()).isEqualTo(63 * MIB);
    // Pings every 100 ms met no time-out, and the round trip is told.
    waitFor("a round trip", () -> b.peers().iterator().next().pingMillis() != null);
    assertThat(TestNetwork.connected(b, idA)).isTrue();
  }

  @Test
  void a_ping_is_answered_between_the_pieces_of_a_message_that_is_under_way_each_way() {
    PrivateKey key = PrivateKey.generate();
    HostilePeer peer = AptosPeer.dial(a.info().address(), key);
    peer.noise(a.info().publicKey());
    // 5, 10 and 40.
    peer.send(
        HostilePeer.handshakeFrame(AptosPeer.TESTING, AptosPeer.PUBLIC, bytes("042000000080")));
    peer.readHandshake();
    waitFor("the peer", () -> TestNetwork.connected(a, peer.id));
    await(a.directSend(peer.id, ECHO, Buffer.buffer(new byte[64 * MIB])));
    // The message is under way. The rest is not read, so most of it still waits when the ping
    // comes,
    // within a stream.
    byte[] frame = peer.readMessage();
    assertThat(frame[0]).as("the header of a stream").isEqualTo((byte) 1);
    peer.send(header(0, 1, request(40, 1, new byte[1])));
    peer.send(AptosPeer.ping(7, 8));
    int fragments = 0;
    while (frame[0] != 0 || frame[1] != 2) {
      fragments += frame[0];
      frame = peer.readMessage();
    }
    assertThat(hex(frame)).isEqualTo("00020700000000050108000000");
    assertThat(fragments).as("pieces before the pong, with the header").isBetween(1, 8);
    peer.send(fragment(0, 1, new byte[1]));
    while (frame[0] != 0 || frame[1] != 2 || frame[2] != 1) {
      fragments += frame[0];
      frame = peer.readMessage();
    }
    assertThat(hex(frame)).endsWith("00020000");
    peer.close();
  }

  @Test
  void pieces_that_are_lost_repeated_foreign_or_out_of_turn_are_counted() {
    HostilePeer peer = AptosPeer.connect(a.info().address(), PrivateKey.generate());
    peer.send(fragment(1, 1, new byte[1]));
    peer.send(header(1, 3, request(40, 1, new byte[1])));
    peer.send(fragment(1, 2, new byte[1]));
    peer.send(fragment(1, 1, new byte[1]));
    peer.send(fragment(1, 1, new byte[1]));
    peer.send(fragment(2, 2, new byte[1]));
    peer.send(header(3, 17, request(40, 2, new byte[1])));
    peer.send(header(4, 1, request(40, 3, new byte[1])));
    peer.send(fragment(4, 1, new byte[1]));
    assertThat(AptosPeer.readAnswer(peer)).isEqualTo("000203000000" + "00" + "020000");
    assertThat(counted("stream-fragment")).isEqualTo(4);
    assertThat(counted("stream-header")).isEqualTo(1);
    assertThat(counted("stream-replaced")).isEqualTo(1);
    // More than 16 frames' worth in 17 pieces.
    byte[] piece = new byte[4 * MIB - 64];
    peer.send(header(5, 16, request(40, 4, piece)));
    for (int i = 1; i <= 16; i++) {
      peer.send(fragment(5, i, piece));
    }
    AptosPeer.assertAlive(peer);
    assertThat(counted("stream-too-large")).isEqualTo(1);
    peer.close();
  }

  private double counted(String type) {
    return Scrape.parse(registry.scrape())
        .value("diemnet_invalid_messages_total", "network", "a", "type", type);
  }

  @Test
  void the_storage_service_is_called_without_being_advertised() {
    byte[] summary =
        bytes(
            "01 00 01 06 c800000000000000 a00f000000000000 b80b000000000000 b80b000000000000"
                + "00 00 00 01 0000000000000000 6400000000000000 00");
    a.rpcHandler(
        AptosProtocols.STORAGE_SERVICE_RPC,
        call ->
            Future.succeededFuture(
                Buffer.buffer(
                    Arrays.equals(call.payload().getBytes(), bytes("00 04 00"))
                        ? bytes("01 00 01 04 0100000000000000")
                        : summary)));
    assertThat(
            await(
                AptosStorage.protocolVersion(
                    asked -> b.rpc(idA, AptosProtocols.STORAGE_SERVICE_RPC, asked))))
        .isEqualTo(1);
    DiemNetClient client = DiemNetClient.create(vertxB, "b");
    StorageSummary answer =
        await(
            AptosStorage.summary(
                asked -> client.rpc(idA, AptosProtocols.STORAGE_SERVICE_RPC, asked)));
    assertThat(answer.maxStateChunkSize()).isEqualTo(4000);
    assertThat(answer.synced()).isNull();
    assertThat(answer.transactions()).isEqualTo(new StorageSummary.Range(0, 100));
    // b does not serve it, and a may not call what b does not advertise.
    Throwable refused = failure(a.rpc(idB, AptosProtocols.STORAGE_SERVICE_RPC, Buffer.buffer("x")));
    assertThat(((DiemNetException) refused).code()).isEqualTo(FailureCode.NOT_SUPPORTED);
  }

  @Test
  void nodes_measure_round_trips_and_tell_about_themselves() {
    waitFor("latency pings", () -> a.peers().iterator().next().pingMillis() != null);
    assertThat(
            await(
                    AptosMonitoring.nodeInformation(
                        asked -> a.rpc(idB, AptosProtocols.PEER_MONITORING_SERVICE_RPC, asked)))
                .highestSyncedVersion())
        .isZero();
    assertThat(
            await(
                AptosMonitoring.distanceFromValidators(
                    asked -> a.rpc(idB, AptosProtocols.PEER_MONITORING_SERVICE_RPC, asked))))
        .isEqualTo(100);
  }

  @Test
  void ids_and_addresses_on_the_event_bus_are_those_of_the_profile() {
    DiemNetClient client = DiemNetClient.create(vertxB, "b");
    var peers = await(client.peers());
    assertThat(peers.get(0).peer()).isEqualTo(idA);
    assertThat(peers.get(0).address().toString()).contains("/noise-ik/0x").endsWith("/handshake/0");
    assertThat(peers.get(0).protocols())
        .contains(AptosProtocols.STORAGE_SERVICE_RPC, AptosProtocols.HEALTH_CHECKER_RPC);
    assertThat(await(client.info()).address()).isEqualTo(b.info().address());
    assertThat(idA.toString()).hasSize(64);
  }
}

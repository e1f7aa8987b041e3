package io.diemnet.tests;

import static io.diemnet.tests.AptosPeer.assertAlive;
import static io.diemnet.tests.AptosPeer.fragment;
import static io.diemnet.tests.AptosPeer.header;
import static io.diemnet.tests.AptosPeer.readAnswer;
import static io.diemnet.tests.AptosPeer.request;
import static io.diemnet.tests.AptosPeer.response;
import static io.diemnet.tests.AptosPeer.whole;
import static io.diemnet.tests.HostilePeer.bytes;
import static io.diemnet.tests.HostilePeer.hex;
import static io.diemnet.tests.HostilePeer.join;
import static io.diemnet.tests.HostilePeer.message;
import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.diemnet.vertx.AptosCompression;
import io.diemnet.vertx.AptosProtocols;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.WireProfile;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The statements on messages, services and limits of the Aptos profile, each against a node of this
 * project, by their numbers. {@link AptosHandshakeStatementsTest} has those on handshakes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AptosStatementsTest {

  private static final ProtocolId ECHO = AptosProtocols.all().get(0);
  private static final ProtocolId DIRECT = AptosProtocols.all().get(1);
  private static final int CHUNK = 4_194_240;

  private final Vertx vertx = Vertx.vertx();
  private final List<HostilePeer> peers = new ArrayList<>();
  private DiemNet node;

  @BeforeAll
  void start() {
    node = TestNetwork.start(vertx, AptosNodes.publicNode("aptos"));
    node.rpcHandler(ECHO, call -> Future.succeededFuture(call.payload()));
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

  private HostilePeer connect() {
    return connect(node);
  }

  private HostilePeer connect(DiemNet to) {
    return keep(AptosPeer.connect(to.info().address(), PrivateKey.generate()));
  }

  private HostilePeer keep(HostilePeer peer) {
    peers.add(peer);
    return peer;
  }

  private static byte[] text(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private static String answer(int id, byte[] payload) {
    return "00" + hex(response(id, payload));
  }

  @Test
  void statement_14_a_health_ping_is_answered_with_its_nonce_id_and_priority() {
    HostilePeer peer = connect();
    peer.send(message("00 01 05 01efcdab c8 05 00 04030201"));
    assertThat(readAnswer(peer)).isEqualTo("000201efcdabc80501" + "04030201");
  }

  @Test
  void statements_15_16_and_17_what_does_not_parse_is_answered_with_its_first_two_bytes() {
    HostilePeer peer = connect();
    peer.send(HostilePeer.ping(1, 2));
    assertThat(readAnswer(peer)).as("15, a Diem ping").isEqualTo("0000000105");
    peer.send(message(""));
    assertThat(readAnswer(peer)).as("16, nothing").isEqualTo("0000000000");
    peer.send(message(join(new byte[] {0}, request(0, 1, text("x")), new byte[1])));
    assertThat(readAnswer(peer)).as("17, one byte too many").isEqualTo("0000000001");
    peer.send(message(join(bytes("01 00 00000000 01"), request(0, 1, text("x")), new byte[1])));
    assertThat(readAnswer(peer)).as("17, in a header").isEqualTo("0000000100");
    peer.send(message("07"));
    assertThat(readAnswer(peer)).as("one unknown byte").isEqualTo("0000000700");
    assertAlive(peer);
  }

  @Test
  void statement_18_a_frame_of_the_limit_is_read_and_a_longer_one_closes() {
    HostilePeer peer = connect();
    byte[] payload = new byte[4 * 1024 * 1024 - 12];
    byte[] frame = whole(request(0, 7, payload));
    assertThat(frame).hasSize(4 + 4_194_304);
    peer.send(frame);
    // The answer is longer than a chunk: a header and a fragment.
    assertThat(hex(Arrays.copyOf(next(peer), 9))).isEqualTo("010000000000010207");
    next(peer);
    assertAlive(peer);
    for (String announced : List.of("00400001", "ffffffff")) {
      HostilePeer other = connect();
      other.send(bytes(announced));
      other.assertClosedSilently();
    }
  }

  @Test
  void statement_19_an_unknown_protocol_does_not_parse_and_an_unserved_one_is_told_so() {
    HostilePeer peer = connect();
    peer.send(whole(request(29, 1, text("x"))));
    assertThat(readAnswer(peer)).isEqualTo("0000000001");
    peer.send(whole(AptosPeer.directSend(29, text("x"))));
    assertThat(readAnswer(peer)).isEqualTo("0000000003");
    // A rule of this project: NotSupported, where an Aptos node is silent; at most ten a second.
    peer.send(whole(request(3, 2, text("x"))));
    assertThat(readAnswer(peer)).isEqualTo("0000010003");
    for (int i = 0; i < 100; i++) {
      peer.send(whole(AptosPeer.directSend(3, text("x"))));
    }
    peer.send(whole(request(0, 3, text("end"))));
    int told = 0;
    String next = readAnswer(peer);
    while (next.equals("0000010103")) {
      told++;
      next = readAnswer(peer);
    }
    assertThat(next).isEqualTo(answer(3, text("end")));
    assertThat(told).isLessThan(60);
  }

  @Test
  void statement_20_a_request_in_pieces_is_answered_as_if_whole() {
    HostilePeer peer = connect();
    peer.send(header(0, 1, request(0, 5, text("in two "))));
    peer.send(fragment(0, 1, text("pieces")));
    assertThat(readAnswer(peer)).isEqualTo(answer(5, text("in two pieces")));
    peer.send(
        join(
            header(9, 3, request(0, 6, text("f"))),
            fragment(9, 1, text("o")),
            fragment(9, 2, text("")),
            fragment(9, 3, text("ur"))));
    assertThat(readAnswer(peer)).isEqualTo(answer(6, text("four")));
  }

  @Test
  void statement_21_a_ping_between_fragments_is_answered_before() {
    HostilePeer peer = connect();
    peer.send(header(0, 1, request(0, 5, text("a"))));
    assertAlive(peer);
    peer.send(fragment(0, 1, text("b")));
    assertThat(readAnswer(peer)).isEqualTo(answer(5, text("ab")));
  }

  @Test
  void statement_22_a_new_header_replaces_an_open_stream() {
    HostilePeer peer = connect();
    peer.send(header(0, 1, request(0, 5, text("old"))));
    peer.send(header(1, 1, request(0, 6, text("ne"))));
    peer.send(fragment(0, 1, text("er")));
    peer.send(fragment(1, 1, text("w")));
    assertThat(readAnswer(peer)).isEqualTo(answer(6, text("new")));
    assertAlive(peer);
  }

  @Test
  void statements_23_and_24_wrong_fragments_are_ignored_and_counted() {
    HostilePeer peer = connect();
    peer.send(fragment(4, 1, text("without a stream")));
    peer.send(header(4, 3, request(0, 5, text("1"))));
    peer.send(fragment(4, 1, text("2")));
    peer.send(fragment(4, 1, text("again")));
    peer.send(fragment(4, 3, text("early")));
    peer.send(fragment(4, 0, text("zero")));
    peer.send(fragment(4, 4, text("beyond")));
    peer.send(fragment(5, 2, text("foreign")));
    peer.send(fragment(4, 2, text("3")));
    peer.send(fragment(4, 3, text("4")));
    assertThat(readAnswer(peer)).isEqualTo(answer(5, text("1234")));
    assertAlive(peer);
  }

  @Test
  void statement_25_a_header_that_begins_nothing_is_ignored_and_leaves_an_open_stream() {
    HostilePeer peer = connect();
    peer.send(header(0, 1, request(0, 5, text("le"))));
    peer.send(header(1, 17, request(0, 6, text("too many"))));
    peer.send(header(2, 0, request(0, 7, text("none"))));
    peer.send(header(3, 1, bytes("00 00 01 02")));
    peer.send(fragment(0, 1, text("ft")));
    assertThat(readAnswer(peer)).isEqualTo(answer(5, text("left")));
    peer.send(header(1, 16, request(0, 8, text(""))));
    for (int i = 1; i <= 16; i++) {
      peer.send(fragment(1, i, text("x")));
    }
    assertThat(readAnswer(peer)).isEqualTo(answer(8, text("x".repeat(16))));
    assertAlive(peer);
  }

  @Test
  void statements_26_and_27_what_is_longer_than_a_chunk_goes_in_pieces_counted_from_zero() {
    for (int connection = 0; connection < 2; connection++) {
      PrivateKey key = PrivateKey.generate();
      HostilePeer peer = keep(AptosPeer.dial(node.info().address(), key));
      peer.noise(node.info().publicKey());
      // 1, 5 and 10.
      peer.send(HostilePeer.handshakeFrame(AptosPeer.TESTING, AptosPeer.PUBLIC, bytes("4420")));
      peer.readHandshake();
      waitFor("the peer", () -> TestNetwork.connected(node, peer.id));
      await(node.directSend(peer.id, DIRECT, Buffer.buffer(new byte[CHUNK])));
      byte[] whole = next(peer);
      assertThat(whole).hasSize(4_194_248);
      assertThat(hex(Arrays.copyOf(whole, 4))).isEqualTo("00030100");
      for (int stream = 0; stream < 3; stream++) {
        await(node.directSend(peer.id, DIRECT, Buffer.buffer(new byte[CHUNK + 1])));
        byte[] first = next(peer);
        assertThat(first).hasSize(4_194_254);
        assertThat(hex(Arrays.copyOf(first, 9))).isEqualTo("01000" + stream + "000000010301");
        assertThat(hex(next(peer))).isEqualTo("01010" + stream + "00000001" + "0100");
      }
      peer.close();
    }
  }

  /** The next frame that is no ping. */
  private static byte[] next(HostilePeer peer) {
    byte[] frame = peer.readMessage();
    while (frame.length < 64 && frame[0] == 0 && frame[1] == 1) {
      frame = peer.readMessage();
    }
    return frame;
  }

  @Test
  void statement_28_the_101st_pending_request_is_not_answered() {
    List<Promise<Buffer>> pending = new CopyOnWriteArrayList<>();
    DiemNet busy = TestNetwork.start(vertx, AptosNodes.publicNode("busy"));
    busy.rpcHandler(
        ECHO,
        call -> {
          Promise<Buffer> promise = Promise.promise();
          pending.add(promise);
          return promise.future();
        });
    HostilePeer peer = connect(busy);
    for (int id = 0; id < 105; id++) {
      peer.send(whole(request(0, id, text("x"))));
    }
    assertAlive(peer);
    waitFor("a hundred", () -> pending.size() == 100);
    pending.forEach(promise -> promise.complete(Buffer.buffer("y")));
    List<String> answers = new ArrayList<>();
    for (int id = 0; id < 100; id++) {
      answers.add(readAnswer(peer));
    }
    assertThat(answers)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 100).mapToObj(id -> answer(id, text("y"))).toList());
    assertAlive(peer);
    await(busy.close());
  }

  @Test
  void statement_29_a_request_whose_handler_is_too_slow_is_never_answered() {
    var options = AptosNodes.publicNode("slow");
    options.getLimits().setRpcTimeout(200);
    DiemNet slow = TestNetwork.start(vertx, options);
    List<Promise<Buffer>> asked = new CopyOnWriteArrayList<>();
    slow.rpcHandler(
        ECHO,
        call -> {
          Promise<Buffer> promise = Promise.promise();
          asked.add(promise);
          // In time only for the second request.
          if (call.payload().length() == 0) {
            promise.complete(Buffer.buffer("in time"));
          } else {
            vertx.setTimer(1000, late -> promise.complete(Buffer.buffer("late")));
          }
          return promise.future();
        });
    HostilePeer peer = connect(slow);
    peer.send(whole(request(0, 1, text("slow"))));
    waitFor("the late answer", () -> asked.size() == 1 && asked.get(0).future().isComplete());
    peer.send(whole(request(0, 2, text(""))));
    assertThat(readAnswer(peer)).isEqualTo(answer(2, text("in time")));
    await(slow.close());
  }

  @Test
  void statements_33_34_and_35_the_monitoring_service_is_answered() {
    HostilePeer peer = connect();
    peer.send(whole(request(10, 1, bytes("00 02"))));
    assertThat(readAnswer(peer)).isEqualTo(answer(1, bytes("01 00 03 0100000000000000")));
    peer.send(whole(request(10, 2, bytes("00 03 2a00000000000080"))));
    assertThat(readAnswer(peer)).isEqualTo(answer(2, bytes("01 00 00 2a00000000000080")));
    peer.send(whole(request(10, 3, bytes("00 00"))));
    assertThat(readAnswer(peer))
        .as("no peers, and the distance of an onlooker")
        .isEqualTo(answer(3, bytes("01 00 01 00 6400000000000000")));
    peer.send(whole(request(10, 4, bytes("00 01"))));
    assertThat(readAnswer(peer)).startsWith("00020400000000" + "30" + "010002" + "00");
    peer.send(whole(request(10, 5, bytes("00 07"))));
    assertAlive(peer);
  }

  @Test
  void statement_40_a_second_connection_with_the_same_key_replaces_the_first() {
    PrivateKey key = PrivateKey.generate();
    HostilePeer first = keep(AptosPeer.connect(node.info().address(), key));
    assertAlive(first);
    HostilePeer second = keep(AptosPeer.connect(node.info().address(), key));
    assertAlive(second);
    first.readToEnd();
    assertAlive(second);
  }

  @Test
  void statement_41_the_51st_unknown_connection_is_refused() {
    var options = AptosNodes.publicNode("full");
    assertThat(options.getLimits().getMaxInbound()).isEqualTo(50);
    options.getLimits().setMaxUnknownPerAddress(100).setMaxUpgradesPerAddress(100);
    DiemNet full = TestNetwork.start(vertx, options);
    for (int i = 0; i < 50; i++) {
      connect(full);
    }
    waitFor("fifty", () -> full.peers().size() == 50);
    HostilePeer other = keep(AptosPeer.dial(full.info().address(), PrivateKey.generate()));
    other.write(other.clientMessage(full.info().publicKey()));
    other.readToEnd();
    assertThat(full.info().inboundFailures()).containsEntry("too-many-unknown", 1L);
    assertAlive(peers.get(0));
    await(full.close());
  }

  @Test
  void statement_42_a_bare_connection_is_counted_and_not_told() {
    List<String> refused = new CopyOnWriteArrayList<>();
    node.subscribe(
        event -> {
          if (event instanceof io.diemnet.vertx.PeerEvent.Refused told) {
            refused.add(told.reason());
          }
        });
    long before = node.info().inboundFailures().getOrDefault("incomplete", 0L);
    AptosPeer.dial(node.info().address(), PrivateKey.generate()).close();
    waitFor(
        "its count",
        () -> node.info().inboundFailures().getOrDefault("incomplete", 0L) == before + 1);
    // One byte is more than nothing.
    HostilePeer peer = AptosPeer.dial(node.info().address(), PrivateKey.generate());
    peer.write(new byte[1]);
    peer.close();
    waitFor("its event", () -> !refused.isEmpty());
    assertThat(refused).containsExactly("incomplete");
  }

  @Test
  void statement_43_an_announced_size_is_checked_before_its_block() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AptosCompression.decompress(Buffer.buffer(bytes("01 00 de 03 00"))))
        .withMessageContaining("64880641 bytes; the limit is 64880640");
    // The limit itself goes on to the block, which yields nothing.
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AptosCompression.decompress(Buffer.buffer(bytes("00 00 de 03 00"))))
        .withMessageContaining("yields 0 bytes, not 64880640");
  }

  @Test
  void statements_44_and_45_addresses() {
    String key = "ab".repeat(32);
    NetworkAddress address =
        NetworkAddress.parse("/dns/x/tcp/80/noise-ik/" + key + "/handshake/0/", WireProfile.APTOS);
    assertThat(address.toString()).isEqualTo("/dns/x/tcp/80/noise-ik/0x" + key + "/handshake/0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NetworkAddress.parse("/ip4/1.2.3.4/handshake/0", WireProfile.APTOS))
        .withMessageContaining("/tcp must follow");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> NetworkAddress.fromBytes(bytes("08 02 00 01020304 08 00"), WireProfile.APTOS));
  }
}

package io.diemnet.tests;

import static io.diemnet.tests.HostilePeer.bytes;
import static io.diemnet.tests.HostilePeer.directSend;
import static io.diemnet.tests.HostilePeer.join;
import static io.diemnet.tests.HostilePeer.message;
import static io.diemnet.tests.HostilePeer.request;
import static io.diemnet.tests.HostilePeer.response;
import static io.diemnet.tests.TestNetwork.failure;
import static io.diemnet.tests.TestNetwork.id;
import static io.diemnet.tests.TestNetwork.waitFor;
import static io.diemnet.vertx.ProtocolId.CONSENSUS_RPC;
import static io.diemnet.vertx.ProtocolId.MEMPOOL_DIRECT_SEND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.InboundMessage;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.SendOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The messages of specification section 7 and their frames, good and bad, on a real socket. */
class MessageRulesTest {

  private static final int LIMIT = 8 * 1024 * 1024;

  private final HostileNode node = new HostileNode(options -> options);
  private final List<InboundMessage> received = new CopyOnWriteArrayList<>();
  private final HostilePeer peer = node.connect();

  @AfterEach
  void close() {
    peer.close();
    node.assertServes();
    node.close();
  }

  private void receive() {
    node.network.directSendHandler(MEMPOOL_DIRECT_SEND, received::add);
  }

  private void echo() {
    node.network.rpcHandler(CONSENSUS_RPC, m -> Future.succeededFuture(m.payload()));
  }

  private List<String> texts() {
    return received.stream().map(message -> message.payload().toString()).toList();
  }

  // ---- how messages and frames divide the stream

  @Test
  void a_message_in_frames_of_one_byte_written_one_byte_at_a_time() {
    echo();
    peer.writeByByte(peer.frames(request(0, 5, "in small pieces".getBytes(UTF_8)), 1));
    assertThat(peer.readAnswer())
        .isEqualTo(content(response(5, "in small pieces".getBytes(UTF_8))));
  }

  @Test
  void a_hundred_messages_in_one_frame() {
    receive();
    byte[] all = new byte[0];
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      expected.add("message " + i);
      all = join(all, directSend(2, expected.get(i).getBytes(UTF_8)));
    }
    peer.write(peer.frame(all));
    waitFor("all of them", () -> texts().equals(expected));
  }

  @Test
  void messages_that_begin_and_end_anywhere_in_frames_of_any_length() {
    receive();
    byte[] all = new byte[0];
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      expected.add("x".repeat(i));
      all = join(all, directSend(2, expected.get(i).getBytes(UTF_8)));
    }
    for (int size : new int[] {1, 2, 3, 7, 100, 1000}) {
      received.clear();
      peer.write(peer.frames(all, size));
      waitFor("all of them in frames of " + size, () -> texts().equals(expected));
    }
  }

  @Test
  void a_message_of_exactly_the_limit_arrives() {
    receive();
    byte[] payload = new byte[LIMIT - 7];
    Arrays.fill(payload, (byte) 0x5a);
    byte[] header = bytes("00800000 03 02 00 f9ffff03");
    peer.send(join(header, payload));
    waitFor("the message", () -> received.size() == 1);
    assertThat(received.get(0).payload().getBytes()).isEqualTo(payload);
    peer.assertAlive();
  }

  static Stream<String> tooLong() {
    return Stream.of("00800001", "01000000", "7fffffff", "80000000", "ffffffff");
  }

  @ParameterizedTest
  @MethodSource("tooLong")
  void an_announced_length_over_the_limit_ends_the_connection(String length) {
    receive();
    peer.send(join(directSend(2, "before".getBytes(UTF_8)), bytes(length), new byte[100]));
    peer.readToEnd();
    assertLost();
    assertThat(texts()).containsExactly("before");
  }

  @Test
  void announced_lengths_reserve_no_memory() {
    // Were they believed, these would need more than the heap there is.
    int connections = (int) Math.min(400, Runtime.getRuntime().maxMemory() / LIMIT + 50);
    HostileNode open =
        new HostileNode(
            options -> {
              options.getLimits().setMaxInbound(connections).setMaxUnknownPerAddress(connections);
              return options.setMutualAuthentication(false);
            });
    List<HostilePeer> peers = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      HostilePeer one = HostilePeer.connect(open.address(), PrivateKey.generate());
      one.send(join(bytes("00800000 03 02 00 f9ffff03"), new byte[100]));
      peers.add(one);
    }
    waitFor("all to be connected", () -> open.network.peers().size() == connections);
    open.assertServes();
    assertThat((long) connections * LIMIT).isGreaterThan(Runtime.getRuntime().maxMemory() / 2);
    peers.forEach(HostilePeer::close);
    open.close();
  }

  // ---- what does not parse

  static Stream<Arguments> unparseable() {
    return Stream.of(
        Arguments.of("an unknown type", "7f33", "7f33"),
        Arguments.of("one byte", "03", "0300"),
        Arguments.of("one unknown byte", "ff", "ff00"),
        Arguments.of("empty", "", "0000"),
        Arguments.of("an unknown protocol", "03 07 00 00", "0307"),
        Arguments.of("an unknown protocol of two bytes", "03 8001 00 00", "0380"),
        Arguments.of("a protocol over 255", "01 8002 00000000 00 00", "0180"),
        Arguments.of("a trailing byte", "03 02 00 01 41 00", "0302"),
        Arguments.of("a missing byte", "03 02 00 02 41", "0302"),
        Arguments.of("a type that is not minimal", "8300 02 00 00", "8300"),
        Arguments.of("a protocol that is not minimal", "03 8200 00 00", "0382"),
        Arguments.of("a length that is not minimal", "03 02 00 8100 41", "0302"),
        Arguments.of("a length over 32 bits", "03 02 00 ffffffff1f", "0302"),
        Arguments.of("a length of 2^32-1", "03 02 00 ffffffff0f", "0302"),
        Arguments.of("an unknown error", "00 02 00", "0002"),
        Arguments.of("a request without its id", "01 00 0000", "0100"),
        Arguments.of("half an error", "00 00 7f", "0000"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unparseable")
  void what_does_not_parse_is_answered_and_the_connection_lives(
      String what, String sent, String firstBytes) {
    receive();
    peer.send(message(sent));
    assertThat(peer.readAnswer()).isEqualTo("0000" + firstBytes);
    peer.assertAlive();
    assertThat(received).isEmpty();
  }

  @Test
  void an_unparseable_message_of_the_full_length_is_skipped_and_answered() {
    peer.send(join(bytes("00800000"), new byte[] {9, 9}, new byte[LIMIT - 2]));
    assertThat(peer.readAnswer()).isEqualTo("00000909");
    peer.assertAlive();
  }

  @Test
  void a_thousand_unparseable_messages_are_a_thousand_answers() {
    byte[] all = new byte[0];
    for (int i = 0; i < 1000; i++) {
      all = join(all, message(new byte[] {0x7f, (byte) i}));
    }
    peer.send(all);
    for (int i = 0; i < 1000; i++) {
      assertThat(peer.readAnswer()).isEqualTo(String.format("00007f%02x", i & 0xff));
    }
    peer.assertAlive();
  }

  @Test
  void errors_are_never_answered() {
    peer.send(join(message("00 00 01 02"), message("00 01 00 00"), message("00 01 01 02")));
    peer.assertAlive();
  }

  // ---- protocols that are not served

  @Test
  void a_request_nobody_serves_is_answered_not_supported() {
    peer.send(request(0, 1, new byte[3]));
    assertThat(peer.readAnswer()).isEqualTo("00010000");
    peer.assertAlive();
  }

  @Test
  void a_direct_send_nobody_takes_is_answered_not_supported() {
    peer.send(directSend(2, new byte[3]));
    assertThat(peer.readAnswer()).isEqualTo("00010102");
    peer.assertAlive();
  }

  @Test
  void not_supported_fails_pending_calls_of_that_protocol() {
    Future<Buffer> call = node.network.rpc(peer.id, CONSENSUS_RPC, Buffer.buffer("x"));
    assertThat(peer.readAnswer()).startsWith("0100");
    peer.send(message("00 01 00 00"));
    assertThat(((DiemNetException) failure(call)).code()).isEqualTo(FailureCode.NOT_SUPPORTED);
    peer.assertAlive();
  }

  @Test
  void a_protocol_the_remote_did_not_offer_fails_at_once() {
    HostileNode narrow = new HostileNode(options -> options);
    try (HostilePeer health = narrow.dial()) {
      health.noise(narrow.publicKey());
      // HealthCheckerRpc alone.
      health.send(HostilePeer.handshakeFrame(4, HostilePeer.VALIDATOR, new byte[] {0x04}));
      health.readHandshake();
      waitFor("the connection", () -> TestNetwork.connected(narrow.network, health.id));
      assertThat(code(narrow.network.rpc(health.id, CONSENSUS_RPC, Buffer.buffer())))
          .isEqualTo(FailureCode.NOT_SUPPORTED);
      assertThat(code(narrow.network.directSend(health.id, MEMPOOL_DIRECT_SEND, Buffer.buffer())))
          .isEqualTo(FailureCode.NOT_SUPPORTED);
      health.assertAlive();
    }
    narrow.close();
  }

  // ---- requests and responses

  @Test
  void the_wire_bytes_of_a_request_and_its_response() {
    echo();
    peer.send(bytes("0000000c 01 00 19000000 07 04 00010203"));
    assertThat(peer.readAnswer()).isEqualTo("02190000000704" + "00010203");
    Future<Buffer> call =
        node.network.rpc(
            peer.id,
            CONSENSUS_RPC,
            Buffer.buffer(new byte[] {1, 2}),
            SendOptions.DEFAULT.withPriority(255));
    String request = peer.readAnswer();
    // The id depends on how many pings went before.
    assertThat(request).startsWith("0100").endsWith("ff020102").hasSize(2 * 10);
    peer.send(message("02" + request.substring(4, 12) + "ff 01 2a"));
    assertThat(TestNetwork.await(call).getBytes()).containsExactly(42);
  }

  @Test
  void duplicate_request_ids_are_each_answered() {
    echo();
    peer.send(join(request(0, 9, "a".getBytes(UTF_8)), request(0, 9, "b".getBytes(UTF_8))));
    assertThat(peer.readAnswer()).isEqualTo(content(response(9, "a".getBytes(UTF_8))));
    assertThat(peer.readAnswer()).isEqualTo(content(response(9, "b".getBytes(UTF_8))));
  }

  @Test
  void responses_nobody_waits_for_are_discarded() {
    peer.send(join(response(0x7fffffff, new byte[3]), response(-1, new byte[0])));
    peer.assertAlive();
  }

  @Test
  void pending_calls_fail_at_once_when_the_connection_is_lost() {
    List<Future<Buffer>> calls = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      calls.add(
          node.network.rpc(
              peer.id,
              CONSENSUS_RPC,
              Buffer.buffer("x"),
              SendOptions.DEFAULT.withTimeout(24 * 3600 * 1000)));
    }
    peer.readAnswer();
    peer.close();
    for (Future<Buffer> call : calls) {
      assertThat(code(call)).isEqualTo(FailureCode.CONNECTION_LOST);
    }
    assertLost();
    assertThat(code(node.network.rpc(peer.id, CONSENSUS_RPC, Buffer.buffer())))
        .isEqualTo(FailureCode.NOT_CONNECTED);
  }

  @Test
  void an_answer_after_the_end_goes_nowhere() {
    Promise<Buffer> answer = Promise.promise();
    List<InboundMessage> asked = new CopyOnWriteArrayList<>();
    node.network.rpcHandler(
        CONSENSUS_RPC,
        m -> {
          asked.add(m);
          return answer.future();
        });
    peer.send(request(0, 1, new byte[0]));
    waitFor("the request", () -> asked.size() == 1);
    peer.close();
    assertLost();
    answer.complete(Buffer.buffer("too late"));
  }

  // ---- frames

  @Test
  void after_a_bad_frame_nothing_is_delivered() {
    receive();
    byte[] good = peer.frame(directSend(2, "before".getBytes(UTF_8)));
    byte[] bad = peer.frame(directSend(2, "bad".getBytes(UTF_8)));
    bad[5] ^= 1;
    byte[] after = peer.frame(directSend(2, "after".getBytes(UTF_8)));
    peer.write(join(good, bad, after, after));
    peer.readToEnd();
    assertLost();
    assertThat(texts()).containsExactly("before");
  }

  @Test
  void a_frame_sent_twice_ends_the_connection() {
    receive();
    byte[] frame = peer.frame(directSend(2, "once".getBytes(UTF_8)));
    peer.write(join(frame, frame));
    peer.readToEnd();
    assertLost();
    assertThat(texts()).containsExactly("once");
  }

  @Test
  void frames_in_the_wrong_order_end_the_connection() {
    receive();
    byte[] first = peer.frame(directSend(2, "first".getBytes(UTF_8)));
    byte[] second = peer.frame(directSend(2, "second".getBytes(UTF_8)));
    peer.write(join(second, first));
    peer.readToEnd();
    assertLost();
    assertThat(received).isEmpty();
  }

  @Test
  void an_empty_frame_is_the_end_of_the_stream() {
    receive();
    peer.write(
        join(
            peer.frame(directSend(2, "before".getBytes(UTF_8))),
            peer.frame(new byte[0]),
            peer.frame(directSend(2, "after".getBytes(UTF_8)))));
    peer.readToEnd();
    assertLost();
    assertThat(texts()).containsExactly("before");
  }

  static Stream<String> shortFrames() {
    return Stream.of("0000", "0001ff", "000f" + "00".repeat(15));
  }

  @ParameterizedTest
  @MethodSource("shortFrames")
  void a_frame_shorter_than_its_tag_ends_the_connection(String frame) {
    receive();
    peer.write(join(bytes(frame), peer.frame(directSend(2, "after".getBytes(UTF_8)))));
    peer.readToEnd();
    assertLost();
    assertThat(received).isEmpty();
  }

  @Test
  void the_end_inside_a_frame_is_a_connection_lost() {
    receive();
    byte[] frame = peer.frame(directSend(2, "cut".getBytes(UTF_8)));
    peer.write(Arrays.copyOf(frame, frame.length - 1));
    peer.shutdownOutput();
    peer.readToEnd();
    assertLost();
    assertThat(received).isEmpty();
  }

  private void assertLost() {
    waitFor(
        "the connection to be lost",
        () ->
            node.events.stream()
                .anyMatch(
                    event ->
                        event instanceof PeerEvent.LostPeer lost
                            && lost.peer().peer().equals(id(node.trusted))));
    assertThat(TestNetwork.connected(node.network, peer.id)).isFalse();
    assertThat(node.events)
        .filteredOn(PeerEvent.LostPeer.class::isInstance)
        .extracting(event -> ((PeerEvent.LostPeer) event).reason().toString())
        .containsOnly("connection-lost");
  }

  private static FailureCode code(Future<?> failing) {
    return ((DiemNetException) failure(failing)).code();
  }

  private static String content(byte[] message) {
    return HostilePeer.hex(message).substring(8);
  }
}

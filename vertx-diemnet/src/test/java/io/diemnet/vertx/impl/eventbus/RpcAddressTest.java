package io.diemnet.vertx.impl.eventbus;

import static io.diemnet.vertx.impl.eventbus.FakeDiemNet.ALICE;
import static io.diemnet.vertx.impl.eventbus.FakeDiemNet.CAROL;
import static io.diemnet.vertx.impl.eventbus.FakeDiemNet.CHAT;
import static io.diemnet.vertx.impl.eventbus.FakeDiemNet.SELF;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.SendOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RpcAddressTest {

  private static final ProtocolId RPC = ProtocolId.CONSENSUS_RPC;
  private static final Map<String, String> GOOD =
      Map.of("peer", ALICE.toString(), "protocol", RPC.name());

  private BusFixture fixture;
  private String address;

  @BeforeEach
  void start() {
    fixture = new BusFixture();
    address = fixture.addresses.rpc();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private static JsonObject good() {
    return new JsonObject()
        .put("peer", ALICE.toString())
        .put("protocol", RPC.name())
        .put("payload", "aGVsbG8=");
  }

  @Test
  void a_buffer_with_headers_is_answered_with_a_buffer() {
    Buffer answer = (Buffer) fixture.ask(address, Buffer.buffer("hello"), GOOD);

    assertThat(answer).isEqualTo(Buffer.buffer("hello"));
    assertThat(fixture.network.rpcs)
        .containsExactly(
            new FakeDiemNet.Sent(ALICE, RPC, Buffer.buffer("hello"), SendOptions.DEFAULT));
  }

  @Test
  void json_is_answered_with_json_and_its_headers_are_ignored() {
    Map<String, String> misleading = Map.of("peer", CAROL.toString(), "timeout", "nonsense");
    JsonObject answer = (JsonObject) fixture.ask(address, good(), misleading);

    assertThat(answer).isEqualTo(new JsonObject().put("payload", "aGVsbG8="));
    assertThat(fixture.network.rpcs)
        .containsExactly(
            new FakeDiemNet.Sent(ALICE, RPC, Buffer.buffer("hello"), SendOptions.DEFAULT));
  }

  @Test
  void timeout_and_priority_are_taken_in_both_forms() {
    Map<String, String> headers = new HashMap<>(GOOD);
    headers.put("timeout", "2500");
    headers.put("priority", "255");
    fixture.ask(address, Buffer.buffer(), headers);
    fixture.ask(address, good().put("timeout", 2500).put("priority", 255));
    fixture.ask(address, good().put("timeout", 2500L).put("priority", 0));

    assertThat(fixture.network.rpcs)
        .extracting(FakeDiemNet.Sent::options)
        .containsExactly(
            new SendOptions(2500, 255, null),
            new SendOptions(2500, 255, null),
            new SendOptions(2500, 0, null));
  }

  @Test
  void an_empty_payload_is_fine_in_both_forms() {
    Buffer answer = (Buffer) fixture.ask(address, Buffer.buffer(), GOOD);
    JsonObject json = (JsonObject) fixture.ask(address, good().put("payload", ""));

    assertThat(answer.length()).isZero();
    assertThat(json).isEqualTo(new JsonObject().put("payload", ""));
  }

  @Test
  void absent_optional_fields_may_be_null() {
    fixture.ask(address, good().putNull("timeout").putNull("priority"));

    assertThat(fixture.network.rpcs)
        .extracting(FakeDiemNet.Sent::options)
        .containsExactly(SendOptions.DEFAULT);
  }

  @Test
  void the_answer_shares_no_bytes_with_what_the_caller_sent_and_may_change() {
    Buffer request = Buffer.buffer("hello");
    fixture.network.responder = sent -> io.vertx.core.Future.succeededFuture(sent.payload());
    Buffer answer = (Buffer) fixture.ask(address, request, GOOD);
    request.setByte(0, (byte) 'j');

    assertThat(answer).isEqualTo(Buffer.buffer("hello"));
  }

  static Stream<Arguments> wrongHeaders() {
    String peer = ALICE.toString();
    String rpc = RPC.name();
    return Stream.of(
        Arguments.of(Map.of("protocol", rpc), "there is no peer"),
        Arguments.of(Map.of("peer", "", "protocol", rpc), "32 hex digits"),
        Arguments.of(Map.of("peer", "xyz", "protocol", rpc), "32 hex digits"),
        Arguments.of(Map.of("peer", "g".repeat(32), "protocol", rpc), "not hex"),
        Arguments.of(Map.of("peer", "*", "protocol", rpc), "32 hex digits"),
        Arguments.of(Map.of("peer", peer + "," + CAROL, "protocol", rpc), "32 hex digits"),
        Arguments.of(Map.of("peer", SELF.toString(), "protocol", rpc), "itself"),
        Arguments.of(Map.of("peer", peer), "there is no protocol"),
        Arguments.of(Map.of("peer", peer, "protocol", "Nobody"), "no protocol of that name"),
        Arguments.of(Map.of("peer", peer, "protocol", "0"), "no protocol of that name"),
        Arguments.of(with("timeout", "0"), "timeout must be"),
        Arguments.of(with("timeout", "-1"), "timeout must be"),
        Arguments.of(with("timeout", "1.5"), "timeout must be"),
        Arguments.of(with("timeout", "soon"), "timeout must be"),
        Arguments.of(with("timeout", ""), "timeout must be"),
        Arguments.of(with("timeout", "9".repeat(400)), "timeout must be"),
        Arguments.of(with("timeout", "2147483648"), "timeout must be"),
        Arguments.of(with("priority", "256"), "priority must be"),
        Arguments.of(with("priority", "-1"), "priority must be"),
        Arguments.of(with("priority", "high"), "priority must be"));
  }

  private static Map<String, String> with(String name, String value) {
    Map<String, String> headers = new HashMap<>(GOOD);
    headers.put(name, value);
    return headers;
  }

  @ParameterizedTest
  @MethodSource("wrongHeaders")
  void wrong_headers_are_an_invalid_request(Map<String, String> headers, String reason) {
    ReplyException failure = fixture.refused(address, Buffer.buffer("x"), headers);

    assertThat(failure.failureCode()).isEqualTo(400);
    assertThat(failure.getMessage()).startsWith("rpc to ").contains(reason);
    assertThat(fixture.network.rpcs).isEmpty();
  }

  static Stream<Arguments> oddFields() {
    List<Object> odd =
        List.of(
            true, 42, 1.5, new JsonObject(), new JsonArray().add(1), new JsonObject().put("a", 1));
    Stream<Arguments> everywhere =
        Stream.of("peer", "protocol", "payload")
            .flatMap(field -> odd.stream().map(value -> Arguments.of(field, value)));
    List<Object> noNumber =
        List.of(true, 1.5, 1000.0, 1e300, "10", "ten", -1, new JsonObject(), new JsonArray());
    Stream<Arguments> numbers =
        Stream.of("timeout", "priority")
            .flatMap(field -> noNumber.stream().map(value -> Arguments.of(field, value)));
    Stream<Arguments> more =
        Stream.of(
            Arguments.of("payload", "***"),
            Arguments.of("payload", null),
            Arguments.of("peer", null),
            Arguments.of("protocol", null),
            Arguments.of("timeout", 0),
            Arguments.of("timeout", Long.MAX_VALUE),
            Arguments.of("priority", 256));
    return Stream.of(everywhere, numbers, more).flatMap(all -> all);
  }

  @ParameterizedTest
  @MethodSource("oddFields")
  void odd_fields_are_an_invalid_request(String field, Object value) {
    ReplyException failure = fixture.refused(address, good().put(field, value));

    assertThat(failure.failureCode()).isEqualTo(400);
    assertThat(failure.getMessage()).startsWith("rpc to ");
    assertThat(fixture.network.rpcs).isEmpty();
  }

  static Stream<Object> bodies() {
    return Stream.of("text", 42, new JsonArray(), true, new byte[] {1});
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void a_body_that_is_neither_buffer_nor_json_is_no_payload(Object body) {
    ReplyException failure = fixture.refused(address, body, GOOD);

    assertThat(failure.failureCode()).isEqualTo(400);
    assertThat(failure.getMessage()).contains(ALICE.toString(), RPC.name(), "no payload");
    String type = body instanceof byte[] ? "a byte[]" : "a " + body.getClass().getName();
    assertThat(failure.getMessage()).contains("the body is " + type + ", but it must be a Buffer");
    // Without headers too: the wrong type is why there are none.
    assertThat(fixture.refused(address, body, Map.of()).getMessage())
        .contains("the body is " + type, "there is no peer");
    assertThat(fixture.refused(fixture.addresses.adminDial(), body, Map.of()).getMessage())
        .isEqualTo("dial: the message must be a JSON object, not " + type);
  }

  @Test
  void no_body_is_no_payload() {
    assertThat(fixture.refused(address, null, GOOD).failureCode()).isEqualTo(400);
    JsonObject none = good();
    none.remove("payload");
    assertThat(fixture.refused(address, none).getMessage()).contains("no payload");
  }

  @Test
  void what_is_checked_first_is_what_the_failure_names() {
    JsonObject body = new JsonObject();
    assertThat(fixture.refused(address, body).getMessage()).contains("there is no peer");
    body.put("peer", ALICE.toString());
    assertThat(fixture.refused(address, body).getMessage()).contains("there is no protocol");
    body.put("protocol", RPC.name()).put("timeout", 0);
    assertThat(fixture.refused(address, body).getMessage()).contains("timeout must be");
    body.put("timeout", 1).put("priority", 256);
    assertThat(fixture.refused(address, body).getMessage()).contains("priority must be");
    body.put("priority", 1);
    assertThat(fixture.refused(address, body).getMessage()).contains("no payload");
  }

  @Test
  void an_invalid_request_to_a_peer_that_is_not_connected_is_invalid_first() {
    Map<String, String> headers = new HashMap<>(GOOD);
    headers.put("peer", CAROL.toString());
    headers.put("priority", "300");
    assertThat(fixture.refused(address, Buffer.buffer(), headers).failureCode()).isEqualTo(400);
    headers.put("priority", "3");
    assertThat(fixture.refused(address, Buffer.buffer(), headers).failureCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource(FailureCode.class)
  void every_failure_keeps_its_code_and_names_peer_protocol_and_reason(FailureCode code) {
    fixture.network.failure = code;

    ReplyException buffer = fixture.refused(address, Buffer.buffer("x"), GOOD);
    ReplyException json = fixture.refused(address, good());

    assertThat(buffer.failureCode()).isEqualTo(code.number());
    assertThat(buffer.getMessage()).contains(ALICE.toString(), RPC.name(), "told to fail");
    assertThat(json.failureCode()).isEqualTo(code.number());
    assertThat(json.getMessage()).isEqualTo(buffer.getMessage());
  }

  @Test
  void hostile_text_does_not_come_back_whole_or_with_control_characters() {
    JsonObject body = good().put("peer", "\u001b[31m\n" + "x".repeat(100_000));
    String message = fixture.refused(address, body).getMessage();

    assertThat(message).hasSizeLessThan(500).doesNotContain("\u001b", "\n");
  }

  @Test
  void published_requests_are_ignored() {
    fixture.bus.publish(address, Buffer.buffer("x"), BusFixture.headers(GOOD));
    fixture.bus.publish(address, good());
    fixture.ask(address, Buffer.buffer("sent"), GOOD);
    fixture.ask(address, Buffer.buffer("sent"), GOOD);

    assertThat(fixture.network.rpcs)
        .extracting(FakeDiemNet.Sent::payload)
        .containsOnly(Buffer.buffer("sent"));
  }

  @Test
  void a_custom_protocol_is_known_by_its_name() {
    fixture.ask(address, good().put("protocol", CHAT.name()));

    assertThat(fixture.network.rpcs).extracting(FakeDiemNet.Sent::protocol).containsExactly(CHAT);
  }
}

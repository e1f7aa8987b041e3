package io.diemnet.vertx.impl.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.DiemWire;
import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.health.HealthCheckerMsg;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of messages, specification section 7, in both directions. */
class MessageCodecTest {

  private static final ProtocolId CHAT = ProtocolId.custom("Chat", 127);
  private static final ProtocolId FAR = ProtocolId.custom("Far", 128);
  private static final ProtocolId LAST = ProtocolId.custom("Last", 255);
  private static final ProtocolRegistry REGISTRY = DiemWire.registry(List.of(CHAT, FAR, LAST));

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  static Stream<Arguments> frames() {
    Buffer hello = Buffer.buffer("hello world");
    Buffer four = Buffer.buffer(bytes("00010203"));
    return Stream.of(
        Arguments.of(
            "0000000d 01 05 00000000 00 05 00 04030201",
            new NetworkMessage.RpcRequest(
                ProtocolId.HEALTH_CHECKER_RPC,
                0,
                0,
                new HealthCheckerMsg.Ping(0x01020304).encode())),
        Arguments.of(
            "0000000f 03 02 00 0b 68656c6c6f20776f726c64",
            new NetworkMessage.DirectSend(ProtocolId.MEMPOOL_DIRECT_SEND, 0, hello)),
        Arguments.of(
            "00000004 00 00 7f 33",
            new NetworkMessage.Error(new ErrorCode.ParsingError(0x7f, 0x33))),
        Arguments.of(
            "0000000c 01 00 19000000 00 04 00010203",
            new NetworkMessage.RpcRequest(ProtocolId.CONSENSUS_RPC, 25, 0, four)),
        Arguments.of(
            "0000000b 02 fffefdfc ff 04 00010203",
            new NetworkMessage.RpcResponse(0xfcfdfeff, 255, four)),
        Arguments.of(
            "00000004 03 7f 07 00", new NetworkMessage.DirectSend(CHAT, 7, Buffer.buffer())),
        Arguments.of(
            "00000005 03 8001 07 00", new NetworkMessage.DirectSend(FAR, 7, Buffer.buffer())),
        Arguments.of(
            "00000009 01 ff01 00000080 07 00",
            new NetworkMessage.RpcRequest(LAST, Integer.MIN_VALUE, 7, Buffer.buffer())),
        Arguments.of(
            "00000004 00 01 00 06",
            new NetworkMessage.Error(
                new ErrorCode.NotSupportedRpcRequest(ProtocolId.CONSENSUS_DIRECT_SEND_JSON))),
        Arguments.of(
            "00000005 00 01 01 ff01",
            new NetworkMessage.Error(new ErrorCode.NotSupportedDirectSend(LAST))));
  }

  @ParameterizedTest
  @MethodSource("frames")
  void a_message_has_its_bytes(String hex, NetworkMessage message) {
    byte[] frame = bytes(hex);
    assertThat(HexFormat.of().formatHex(MessageEncoder.encode(message)))
        .isEqualTo(hex.replace(" ", ""));
    assertThat(MessageEncoder.encodedSize(message)).isEqualTo(frame.length - 4);
    assertThat(NetworkMessage.decode(Arrays.copyOfRange(frame, 4, frame.length), REGISTRY))
        .isEqualTo(message);
  }

  @ParameterizedTest
  @MethodSource("frames")
  void a_header_is_what_stands_before_the_payload(String hex, NetworkMessage message) {
    byte[] out = new byte[3 + MessageEncoder.MAX_HEADER];
    int length = MessageEncoder.header(message, out, 3);
    Buffer payload = message.payload();
    assertThat(length + (payload == null ? 0 : payload.length())).isEqualTo(bytes(hex).length);
    assertThat(bytes(hex)).startsWith(Arrays.copyOfRange(out, 3, 3 + length));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing at all
        "04", // no such type
        "04 00 00 00",
        "8000", // type not minimal
        "00", // an error without a code
        "00 00",
        "00 00 7f",
        "00 00 7f 33 00", // a byte too many
        "00 01",
        "00 01 00",
        "00 01 00 07", // a protocol that nobody knows
        "00 01 00 8600", // protocol not minimal
        "00 01 02 00", // no such kind
        "00 02 00 00", // no such code
        "00 01 00 06 00",
        "01",
        "01 00",
        "01 00 190000",
        "01 00 19000000",
        "01 00 19000000 00",
        "01 00 19000000 00 05 00010203", // payload cut short
        "01 00 19000000 00 03 00010203", // a byte too many
        "01 00 19000000 00 8400 00010203", // length not minimal
        "01 00 19000000 00 ffffffff0f", // length over 2^31-1
        "01 00 19000000 00 ffffffff1f", // length over 32 bits
        "01 00 19000000 00 8080808080", // length that does not end
        "01 07 19000000 00 00", // unknown protocol
        "01 80808010 19000000 00 00", // a number over 255
        "01 ffffffff0f 19000000 00 00", // a number of 32 bits
        "02 190000",
        "02 19000000 00 01",
        "03 02",
        "03 02 00",
        "03 02 00 0c 68656c6c6f20776f726c64",
        "03 02 00 0a 68656c6c6f20776f726c64",
        "03 8000 00 00" // protocol not minimal
      })
  void what_is_no_message_is_refused(String hex) {
    assertThatExceptionOfType(BcsException.class)
        .isThrownBy(() -> NetworkMessage.decode(bytes(hex), REGISTRY));
  }

  @Test
  void a_protocol_is_known_only_where_it_is_registered() {
    byte[] chat = bytes("03 7f 00 00");
    assertThat(NetworkMessage.decode(chat, REGISTRY)).isNotNull();
    assertThatExceptionOfType(BcsException.class)
        .isThrownBy(() -> NetworkMessage.decode(chat, DiemWire.REGISTRY));
  }

  @Test
  void the_largest_payloads_are_the_limit_less_7_11_and_10() {
    int limit = 8 * 1024 * 1024;
    assertThat(MessageEncoder.directSendSize(127, limit - 7)).isEqualTo(limit);
    assertThat(MessageEncoder.rpcRequestSize(127, limit - 11)).isEqualTo(limit);
    assertThat(MessageEncoder.rpcResponseSize(limit - 10)).isEqualTo(limit);
    assertThat(MessageEncoder.directSendSize(128, limit - 7)).isEqualTo(limit + 1);
  }

  @Test
  void a_size_beyond_an_int_stays_beyond_every_limit() {
    assertThat(MessageEncoder.directSendSize(0, Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
    assertThat(MessageEncoder.rpcRequestSize(0, Integer.MAX_VALUE - 3))
        .isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void the_longest_header_fits() {
    byte[] out = new byte[MessageEncoder.MAX_HEADER];
    assertThat(MessageEncoder.rpcRequest(255, -1, 255, 1 << 28, out, 0)).isEqualTo(17);
    assertThat(out).startsWith(bytes("1000000d 01 ff01 ffffffff ff 8080808001"));
  }

  @Test
  void what_is_no_byte_is_no_priority() {
    Buffer payload = Buffer.buffer();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NetworkMessage.RpcResponse(0, 256, payload));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NetworkMessage.DirectSend(CHAT, -1, payload));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NetworkMessage.RpcRequest(CHAT, 0, 1000, payload));
    assertThatIllegalArgumentException().isThrownBy(() -> new ErrorCode.ParsingError(256, 0));
  }

  @Test
  void a_payload_is_never_printed() {
    Buffer secret = Buffer.buffer("secret");
    assertThat(
            List.of(
                new NetworkMessage.RpcResponse(-1, 0, secret),
                new NetworkMessage.DirectSend(CHAT, 0, secret),
                new NetworkMessage.RpcRequest(CHAT, 0, 0, secret)))
        .extracting(Object::toString)
        .allMatch(text -> text.contains("6 bytes") && !text.contains("secret"));
  }

  @Test
  void a_payload_buffer_is_its_array_and_grows() {
    byte[] array = "abc".getBytes(StandardCharsets.US_ASCII);
    Buffer buffer = Payloads.wrap(array);
    array[0] = 'x';
    assertThat(buffer).hasToString("xbc").isEqualTo(Buffer.buffer("xbc"));
    buffer.appendString("d".repeat(100_000)).setString(200_000, "end");
    assertThat(buffer.length()).isEqualTo(200_003);
    assertThat(buffer.getString(0, 4)).isEqualTo("xbcd");
    assertThat(buffer.copy()).isEqualTo(buffer);
    assertThat(buffer.slice(1, 3)).hasToString("bc");
    assertThat(Buffer.buffer("_").appendBuffer(Payloads.wrap(array))).hasToString("_xbc");
    assertThat(Payloads.wrap(new byte[0]).appendString("x")).hasToString("x");
    assertThat(array).containsExactly('x', 'b', 'c');
  }

  @Test
  void a_registry_knows_numbers_names_and_what_to_advertise() {
    assertThat(REGISTRY.byNumber(5)).isEqualTo(ProtocolId.HEALTH_CHECKER_RPC);
    assertThat(REGISTRY.byNumber(255)).isEqualTo(LAST);
    assertThat(REGISTRY.byNumber(7)).isNull();
    assertThat(REGISTRY.byNumber(256)).isNull();
    assertThat(REGISTRY.byNumber(-1)).isNull();
    assertThat(REGISTRY.byName("Chat")).isEqualTo(CHAT);
    assertThat(REGISTRY.byName("chat")).isNull();
    assertThat(REGISTRY.all()).hasSize(10).startsWith(ProtocolId.CONSENSUS_RPC).endsWith(LAST);
    assertThat(REGISTRY.supported().numbers()).containsExactly(0, 1, 2, 3, 4, 5, 6, 127, 128, 255);
    assertThat(DiemWire.registry(List.of()).all()).isEqualTo(ProtocolId.builtIn());
  }

  @Test
  void a_registry_refuses_a_number_or_a_name_twice() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DiemWire.registry(List.of(CHAT, ProtocolId.custom("Other", 127))))
        .withMessage("number 127 is both Chat and Other");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DiemWire.registry(List.of(CHAT, ProtocolId.custom("Chat", 8))))
        .withMessage("two protocols are named Chat");
  }
}

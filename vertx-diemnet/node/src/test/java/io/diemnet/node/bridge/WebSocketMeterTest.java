package io.diemnet.node.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketMeterTest {

  private static final int TEXT = 0x81;
  private static final int TEXT_BEGINS = 0x01;
  private static final int CONTINUES = 0x00;
  private static final int ENDS = 0x80;
  private static final int PING = 0x89;
  private static final byte[] MASK = {1, (byte) 0xf2, 3, (byte) 0x94};

  private final WebSocketMeter meter = new WebSocketMeter(3);

  private static ByteBuf frame(int first, String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) first);
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else if (payload.length < 65536) {
      frame.put((byte) 0xfe).putShort((short) payload.length);
    } else {
      frame.put((byte) 0xff).putLong(payload.length);
    }
    frame.put(MASK);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ MASK[i & 3]));
    }
    return Unpooled.wrappedBuffer(frame.array(), 0, frame.position());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 65535, 65536, 200_000})
  void a_message_of_any_length_is_followed_byte_by_byte(int length) {
    ByteBuf frame = frame(TEXT, "x".repeat(length));
    int header = frame.readableBytes() - length;
    for (int i = 0; i < frame.readableBytes() - 1; i++) {
      assertThat(meter.read(frame.slice(i, 1))).isTrue();
      assertThat(meter.partial()).isTrue();
      assertThat(meter.arrived()).isEqualTo(Math.max(0, i + 1 - header));
      if (i + 1 >= header) {
        assertThat(meter.announced()).isEqualTo(length);
      }
    }
    assertThat(meter.messages()).isZero();

    meter.read(frame.slice(frame.readableBytes() - 1, 1));

    assertThat(meter.partial()).isFalse();
    assertThat(meter.arrived()).isZero();
    assertThat(meter.messages()).isEqualTo(1);
  }

  @Test
  void a_message_in_fragments_is_one_and_a_ping_between_them_changes_nothing() {
    meter.read(frame(TEXT_BEGINS, "[\"a"));
    meter.read(frame(PING, "\"\"\"\"\"\"\"\"\"\""));
    meter.read(frame(CONTINUES, "bc"));
    assertThat(meter.partial()).isTrue();
    assertThat(meter.arrived()).isEqualTo(5);
    assertThat(meter.messages()).isZero();

    meter.read(frame(ENDS, "\"]"));

    assertThat(meter.partial()).isFalse();
    assertThat(meter.messages()).isEqualTo(1);
  }

  @Test
  void several_messages_in_one_read_are_all_counted() {
    ByteBuf all = Unpooled.wrappedBuffer(frame(TEXT, "[]"), frame(TEXT, "h"), frame(TEXT, "[\"x"));
    assertThat(meter.read(all.slice(0, all.readableBytes() - 1))).isTrue();

    assertThat(meter.messages()).isEqualTo(2);
    assertThat(meter.partial()).isTrue();
  }

  @Test
  void as_many_messages_of_sockjs_as_are_allowed_pass_in_each_frame() {
    for (int i = 0; i < 100; i++) {
      assertThat(meter.read(frame(TEXT, "[\"{\\\"a\\\":[1,2,3,4]}\",\"\\\\\",\"\"]"))).isTrue();
    }
    assertThat(meter.messages()).isEqualTo(100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[\"\",\"\",\"\",\"\"]",
        "[\"\",\"\",\"\",\"",
        "[\"a\",1,2,3,4,5,6,\"b\"]",
        "[\"a\",[[[[[[[[",
        "[\"a\",{},{},{},{},{},\"b\"]"
      })
  void an_array_with_too_many_elements_is_refused_as_it_comes(String text) {
    assertThat(meter.read(frame(TEXT, text))).isFalse();
  }

  @Test
  void an_array_with_too_many_elements_is_refused_over_fragments_too() {
    assertThat(meter.read(frame(TEXT_BEGINS, "[\"\",\"\""))).isTrue();
    assertThat(meter.read(frame(CONTINUES, ",\"\",\""))).isFalse();
  }

  @Test
  void where_there_is_no_sockjs_nothing_is_counted() {
    assertThat(new WebSocketMeter(0).read(frame(TEXT, "[" + "1,".repeat(100) + "1]"))).isTrue();
  }
}

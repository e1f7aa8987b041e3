package io.diemnet.node.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameReaderTest {

  private final List<String> frames = new ArrayList<>();
  private final List<Long> tooLarge = new ArrayList<>();
  private final FrameReader reader =
      new FrameReader(
          100_000,
          new FrameReader.Listener() {
            @Override
            public void frame(byte[] bytes, int offset, int length) {
              frames.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
            }

            @Override
            public void tooLarge(long length) {
              tooLarge.add(length);
            }
          });

  private static Buffer frame(String text) {
    return Buffer.buffer().appendInt(text.length()).appendString(text);
  }

  @Test
  void frames_are_the_same_wherever_they_are_cut() {
    Buffer all = frame("one").appendBuffer(frame("")).appendBuffer(frame("three"));
    for (int first = 0; first <= all.length(); first++) {
      for (int second = first; second <= all.length(); second++) {
        frames.clear();
        reader.read(all.getBuffer(0, first));
        reader.read(all.getBuffer(first, second));
        reader.read(all.getBuffer(second, all.length()));
        assertThat(frames).containsExactly("one", "", "three");
        assertThat(reader.partial()).isFalse();
        assertThat(reader.held()).isZero();
      }
    }
  }

  @Test
  void an_announced_frame_takes_room_only_as_it_comes() {
    reader.read(Buffer.buffer().appendInt(100_000));
    assertThat(reader.partial()).isTrue();
    assertThat(reader.announced()).isEqualTo(100_000);
    assertThat(reader.held()).isZero();
    int sent = 0;
    for (int piece = 1; sent < 99_000; piece += 100) {
      int bytes = Math.min(piece, 99_000 - sent);
      reader.read(Buffer.buffer(new byte[bytes]));
      sent += bytes;
      assertThat(reader.held()).isBetween(sent, Math.max(1024, 3 * sent));
    }
    reader.read(Buffer.buffer(new byte[1000]));
    assertThat(frames).hasSize(1);
    assertThat(reader.held()).isZero();
  }

  @Test
  void after_a_length_over_the_limit_nothing_is_read() {
    reader.read(Buffer.buffer().appendInt(100_001).appendBuffer(frame("one")));
    reader.read(frame("two"));

    assertThat(tooLarge).containsExactly(100_001L);
    assertThat(frames).isEmpty();
    assertThat(reader.partial()).isFalse();
  }

  @Test
  void a_length_is_unsigned() {
    reader.read(Buffer.buffer().appendInt(-1));

    assertThat(tooLarge).containsExactly(0xffff_ffffL);
  }

  @Test
  void a_limit_counts_from_the_next_frame_on() {
    reader.read(frame("one"));
    reader.limit(2);
    reader.read(frame("ok"));
    reader.read(frame("two"));

    assertThat(frames).containsExactly("one", "ok");
    assertThat(tooLarge).containsExactly(3L);
  }
}

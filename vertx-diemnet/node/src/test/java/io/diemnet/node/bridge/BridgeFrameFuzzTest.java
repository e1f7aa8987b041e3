package io.diemnet.node.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** A target for Jazzer: what a client of the TCP bridge sends. */
@Tag("fuzz")
class BridgeFrameFuzzTest {

  private static final int LIMIT = 64 * 1024;

  private static final class Client implements FrameReader.Listener {
    final FrameReader reader = new FrameReader(LIMIT, this);
    final List<String> outcomes = new ArrayList<>();
    boolean tooLarge;

    @Override
    public void frame(byte[] bytes, int offset, int length) {
      assertThat(tooLarge).isFalse();
      assertThat(length).isLessThanOrEqualTo(LIMIT);
      JsonObject json = BridgeJson.read(bytes, offset, length);
      if (json == null) {
        outcomes.add("no JSON object of " + length);
        return;
      }
      try {
        outcomes.add(Frame.of(json).toString());
      } catch (BridgeFailureException refused) {
        outcomes.add(refused.toString());
      }
      // What is read can be written, and is then the same.
      Buffer again = json.toBuffer();
      JsonObject second = BridgeJson.read(again.getBytes(), 0, again.length());
      assertThat(second == null ? null : second.toBuffer()).isEqualTo(again);
    }

    @Override
    public void tooLarge(long length) {
      assertThat(length).isGreaterThan(LIMIT);
      tooLarge = true;
      outcomes.add("too large " + length);
    }
  }

  /** The first byte decides how the rest is cut: the frames do not depend on it. */
  @FuzzTest(maxDuration = "10m")
  void frames(byte[] input) {
    int cut = input.length == 0 ? 1 : 1 + (input[0] & 0xff);
    byte[] stream = input.length == 0 ? input : Arrays.copyOfRange(input, 1, input.length);
    Client whole = new Client();
    whole.reader.read(Buffer.buffer(stream));
    Client pieces = new Client();
    for (int at = 0; at < stream.length; at += cut) {
      int end = Math.min(at + cut, stream.length);
      pieces.reader.read(Buffer.buffer(Arrays.copyOfRange(stream, at, end)));
      assertThat(pieces.reader.held()).isLessThanOrEqualTo(Math.max(1024, 3 * end));
    }
    assertThat(pieces.outcomes).isEqualTo(whole.outcomes);
    assertThat(pieces.reader.partial()).isEqualTo(whole.reader.partial());
    if (whole.tooLarge) {
      assertThat(whole.reader.held()).isZero();
      whole.reader.read(Buffer.buffer(new byte[] {0, 0, 0, 2, '{', '}'}));
      assertThat(whole.outcomes).isEqualTo(pieces.outcomes);
    }
  }
}

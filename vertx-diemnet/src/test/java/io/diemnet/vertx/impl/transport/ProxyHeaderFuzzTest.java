package io.diemnet.vertx.impl.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.diemnet.vertx.impl.metrics.FailureReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;

/** A target for Jazzer: what a proxy, or what claims to be one, sends first. */
@Tag("fuzz")
class ProxyHeaderFuzzTest {

  /** The first byte decides how the rest is cut: the outcome does not depend on it. */
  @FuzzTest(maxDuration = "10m")
  void proxyHeader(byte[] input) {
    int cut = input.length == 0 ? 1 : 1 + (input[0] & 0x1f);
    byte[] stream = input.length == 0 ? input : Arrays.copyOfRange(input, 1, input.length);
    String outcome = outcome(stream, stream.length);
    assertThat(outcome(stream, cut)).isEqualTo(outcome);
  }

  /** What is read and what is left, in words. */
  private static String outcome(byte[] stream, int cut) {
    ProxyHeader header = new ProxyHeader();
    int taken = 0;
    try {
      for (int at = 0; at < stream.length; at += cut) {
        ByteBuf part = Unpooled.wrappedBuffer(stream, at, Math.min(cut, stream.length - at));
        boolean whole = header.read(part);
        taken = at + part.readerIndex();
        if (whole) {
          // The signature, the fixed fields and as many bytes as they announce.
          assertThat(taken).isEqualTo(16 + ((stream[14] & 0xff) << 8 | (stream[15] & 0xff)));
          ProxyHeader.Source source = header.source();
          assertThat(source == null || source.address().isListenable()).isTrue();
          return taken + " " + source;
        }
        assertThat(part.isReadable()).isFalse();
      }
    } catch (UpgradeException refused) {
      assertThat(refused.reason()).isEqualTo(FailureReason.PROXY_HEADER);
      return "refused";
    }
    return "incomplete";
  }
}

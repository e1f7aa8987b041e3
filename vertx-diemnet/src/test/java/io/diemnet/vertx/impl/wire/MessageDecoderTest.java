package io.diemnet.vertx.impl.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.DiemWire;
import io.diemnet.vertx.impl.memory.MemoryAccount;
import io.diemnet.vertx.impl.memory.MemoryBudget;
import io.diemnet.vertx.impl.memory.MemoryClass;
import io.diemnet.vertx.impl.memory.MemoryLease;
import io.diemnet.vertx.impl.wire.RecordingListener.TooLarge;
import io.diemnet.vertx.impl.wire.RecordingListener.Unparseable;
import io.vertx.core.buffer.Buffer;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a stream becomes messages, and what a hostile one costs. */
class MessageDecoderTest {

  private static final int LIMIT = 8 * 1024 * 1024;
  private static final String HELLO = "0000000f 03 02 00 0b 68656c6c6f20776f726c64";
  private static final NetworkMessage HELLO_MESSAGE =
      new NetworkMessage.DirectSend(
          ProtocolId.MEMPOOL_DIRECT_SEND, 0, Buffer.buffer("hello world"));

  private final RecordingListener listener = new RecordingListener();
  private final MessageDecoder decoder = decoder(LIMIT);

  private MessageDecoder decoder(int limit) {
    return new MessageDecoder(DiemWire.REGISTRY, limit, listener);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private void feed(String hex) {
    feed(bytes(hex));
  }

  private void feed(byte[] bytes) {
    decoder.plaintext(bytes, 0, bytes.length);
  }

  private void feedOneByOne(byte[] bytes) {
    for (byte b : bytes) {
      decoder.plaintext(new byte[] {b}, 0, 1);
    }
  }

  private static byte[] directSend(int payloadLength) {
    byte[] payload = new byte[payloadLength];
    new Random(payloadLength).nextBytes(payload);
    return MessageEncoder.encode(
        new NetworkMessage.DirectSend(ProtocolId.MEMPOOL_DIRECT_SEND, 9, Payloads.wrap(payload)));
  }

  private void assertDelivered(byte[] frame) {
    assertThat(listener.events).hasSize(1);
    assertThat(MessageEncoder.encode((NetworkMessage) listener.events.get(0))).isEqualTo(frame);
    assertThat(decoder.midMessage()).isFalse();
    assertThat(decoder.bytesPending()).isZero();
  }

  @Test
  void many_messages_come_from_one_chunk() {
    feed(HELLO + "00000004 00 00 7f 33" + HELLO);
    assertThat(listener.events)
        .containsExactly(
            HELLO_MESSAGE,
            new NetworkMessage.Error(new ErrorCode.ParsingError(0x7f, 0x33)),
            HELLO_MESSAGE);
  }

  @Test
  void a_message_comes_from_chunks_of_one_byte() {
    feedOneByOne(bytes(HELLO + HELLO));
    assertThat(listener.events).containsExactly(HELLO_MESSAGE, HELLO_MESSAGE);
  }

  @Test
  void a_part_of_the_array_is_the_chunk() {
    byte[] frame = bytes(HELLO);
    byte[] array = new byte[frame.length + 10];
    Arrays.fill(array, (byte) 0xee);
    System.arraycopy(frame, 0, array, 3, frame.length);
    decoder.plaintext(array, 3, frame.length);
    assertThat(listener.events).containsExactly(HELLO_MESSAGE);
    decoder.plaintext(array, 3, 0);
    assertThat(listener.events).hasSize(1);
  }

  @Test
  void payloads_are_copies_that_the_scratch_space_does_not_change() {
    byte[] frame = bytes(HELLO);
    decoder.plaintext(frame, 0, frame.length);
    Arrays.fill(frame, (byte) 0);
    assertThat(listener.events).containsExactly(HELLO_MESSAGE);
  }

  @Test
  void it_knows_whether_a_message_is_under_way() {
    assertThat(decoder.midMessage()).isFalse();
    feed("00");
    assertThat(decoder.midMessage()).isTrue();
    feed("00000f");
    assertThat(decoder.midMessage()).isTrue();
    feed("03 02 00 0b 68656c6c6f20776f726c");
    assertThat(decoder.midMessage()).isTrue();
    assertThat(decoder.bytesPending()).isEqualTo(11);
    feed("64");
    assertThat(decoder.midMessage()).isFalse();
    assertThat(decoder.bytesPending()).isZero();
    feed("00000002 7f");
    assertThat(decoder.midMessage()).isTrue();
    feed("33");
    assertThat(decoder.midMessage()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "00000000, 0, 0, the empty message",
    "00000001 7f, 127, 0, one unknown byte",
    "00000002 7f 33, 127, 51, two unknown bytes",
    "00000001 03, 3, 0, a type and nothing else",
    "00000005 03 02 00 02 61, 3, 2, a payload cut short",
    "00000006 03 02 00 01 61 62, 3, 2, a byte behind the payload",
    "00000005 03 ff ff ff ff, 3, 255, a protocol number that does not end",
    "00000010 ffffffffff 0000000000000000000000, 255, 255, a type that does not end",
    "00000005 00 00 7f 33 00, 0, 0, a byte behind an error",
    "00000004 00 01 00 07, 0, 1, not supported is what nobody knows"
  })
  void what_does_not_parse_is_reported_and_the_stream_goes_on(
      String frame, int first, int second, String why) {
    feed(HELLO + frame + HELLO);
    feedOneByOne(bytes(frame + HELLO));
    assertThat(listener.events)
        .as(why)
        .containsExactly(
            HELLO_MESSAGE,
            new Unparseable(first, second),
            HELLO_MESSAGE,
            new Unparseable(first, second),
            HELLO_MESSAGE);
  }

  @Test
  void what_does_not_parse_is_reported_only_when_it_is_over() {
    feed("00000006 7f 33 44 55 66");
    assertThat(listener.events).isEmpty();
    feed("77");
    assertThat(listener.events).containsExactly(new Unparseable(0x7f, 0x33));
  }

  @Test
  void the_limit_itself_is_allowed() {
    byte[] frame = directSend(LIMIT - 7);
    assertThat(frame.length).isEqualTo(4 + LIMIT);
    for (int at = 0; at < frame.length; at += 16_384) {
      decoder.plaintext(frame, at, Math.min(16_384, frame.length - at));
    }
    assertDelivered(frame);
  }

  @ParameterizedTest
  @CsvSource({"00800001, 8388609", "7fffffff, 2147483647", "80000000, 2147483648"})
  void over_the_limit_is_reported_once_and_nothing_follows(String prefix, long announced) {
    feed(HELLO + prefix + HELLO);
    feedOneByOne(bytes(HELLO + prefix));
    assertThat(listener.events).containsExactly(HELLO_MESSAGE, new TooLarge(announced));
    assertThat(decoder.midMessage()).isFalse();
    assertThat(decoder.bytesPending()).isZero();
    assertThat(decoder.target(1)).isNull();
  }

  @Test
  void the_largest_length_is_unsigned_also_in_pieces() {
    feedOneByOne(bytes("ffffffff"));
    assertThat(listener.events).containsExactly(new TooLarge(0xffffffffL));
  }

  @Test
  void a_smaller_limit_is_kept() {
    MessageDecoder small = decoder(15);
    byte[] hello = bytes(HELLO);
    small.plaintext(hello, 0, hello.length);
    small.plaintext(bytes("00000010"), 0, 4);
    assertThat(listener.events).containsExactly(HELLO_MESSAGE, new TooLarge(16));
  }

  @Test
  void an_announced_8_mib_holds_nothing_before_bytes_come() {
    feed("00800000");
    assertThat(decoder.bytesPending()).isZero();
    feed("03 02 00");
    assertThat(decoder.bytesPending()).isLessThanOrEqualTo(16);
    feed("f9ffff03");
    assertThat(decoder.bytesPending()).isLessThanOrEqualTo(64 * 1024);
    byte[] chunk = new byte[1000];
    for (int came = 0; came < 1_000_000; came += chunk.length) {
      feed(chunk);
      assertThat(decoder.bytesPending())
          .isLessThanOrEqualTo(Math.max(64 * 1024, 4 * (came + chunk.length)));
    }
    assertThat(listener.events).isEmpty();
  }

  @Test
  void what_is_held_is_charged_before_and_is_less_than_four_times_what_came() {
    MemoryBudget budget = new MemoryBudget(64 << 20);
    MemoryAccount account = budget.open(this, MemoryClass.STRANGERS);
    MemoryDecoderProbe probe = new MemoryDecoderProbe(account);
    byte[] frame = directSend(LIMIT - 7);
    double most = 0;
    for (int came = 0; came < frame.length; came += 16_368) {
      probe.decoder.plaintext(frame, came, Math.min(16_368, frame.length - came));
      int arrived = Math.min(came + 16_368, frame.length);
      assertThat(account.held()).isGreaterThanOrEqualTo(probe.decoder.bytesPending() - 8192L);
      if (arrived > 256 * 1024) {
        most = Math.max(most, (double) account.held() / arrived);
      }
    }
    assertThat(most).isBetween(1.0, 2.4);
    assertThat(probe.messages).isEqualTo(1);
    assertThat(account.held()).as("whoever has the message is charged now").isZero();

    probe.decoder.plaintext(frame, 0, 1_000_000);
    assertThat(account.held()).isPositive();
    probe.decoder.close();
    assertThat(account.held()).isZero();
  }

  @Test
  void without_memory_the_decoder_is_closed_and_the_account_evicted() {
    MemoryBudget budget = new MemoryBudget(2 << 20);
    MemoryAccount account = budget.open(this, MemoryClass.STRANGERS);
    boolean[] evicted = new boolean[1];
    account.onEvicted(() -> evicted[0] = true);
    MemoryDecoderProbe probe = new MemoryDecoderProbe(account);
    byte[] frame = directSend(4 << 20);
    for (int came = 0; came < frame.length; came += 16_368) {
      probe.decoder.plaintext(frame, came, Math.min(16_368, frame.length - came));
      assertThat(probe.decoder.bytesPending()).isLessThanOrEqualTo(1 << 20);
    }
    assertThat(evicted[0]).isTrue();
    assertThat(probe.messages).isZero();
    assertThat(account.held()).isZero();
  }

  /** A decoder that is charged, and counts its messages. */
  private static final class MemoryDecoderProbe implements MessageDecoder.Listener {
    final MessageDecoder decoder;
    int messages;

    MemoryDecoderProbe(MemoryAccount account) {
      decoder =
          new MessageDecoder(
              new MessageParser(DiemWire.REGISTRY), LIMIT, this, new MemoryLease(account));
    }

    @Override
    public void message(NetworkMessage message, int length) {
      messages++;
    }

    @Override
    public void unparseable(int firstByte, int secondByte) {}

    @Override
    public void tooLarge(long announced) {}
  }

  @Test
  void announced_lengths_and_skipped_messages_allocate_next_to_nothing() {
    byte[] announced = bytes("00800000 03 02 00 f9ffff03");
    byte[] tooLarge = bytes("ffffffff");
    byte[] unknown = new byte[64 * 1024];
    unknown[0] = 0x7f;
    Runnable hostile =
        () -> {
          decoder(LIMIT).plaintext(tooLarge, 0, tooLarge.length);
          decoder(LIMIT).plaintext(announced, 0, announced.length - 1);
          MessageDecoder skipping = decoder(LIMIT);
          skipping.plaintext(announced, 0, 4);
          for (int i = 0; i < 128; i++) {
            skipping.plaintext(unknown, 0, unknown.length);
          }
        };
    hostile.run();
    listener.events.clear();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    hostile.run();
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(listener.events)
        .containsExactly(new TooLarge(0xffffffffL), new Unparseable(0x7f, 0));
    assertThat(allocated).isLessThan(16 * 1024);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 262_144, 262_145, 1_000_000, 5_000_000})
  void payloads_of_all_sizes_come_through_chunks_and_targets(int length) {
    byte[] frame = directSend(length);
    int[] sizes = {1, 3, 7, 65_519, 10, 16_384};
    int at = 0;
    for (int i = 0; at < frame.length; i++) {
      int chunk = Math.min(sizes[i % sizes.length], frame.length - at);
      byte[] target = decoder.target(chunk);
      if (target != null) {
        System.arraycopy(frame, at, target, decoder.targetOffset(), chunk);
        decoder.targetWritten(chunk);
      } else {
        decoder.plaintext(frame, at, chunk);
      }
      at += chunk;
    }
    assertDelivered(frame);
  }

  @Test
  void a_target_is_offered_only_for_bytes_of_the_payload() {
    byte[] frame = directSend(100_000);
    assertThat(decoder.target(1)).isNull();
    decoder.plaintext(frame, 0, 6);
    assertThat(decoder.target(1)).isNull();
    decoder.plaintext(frame, 6, 1000);
    assertThat(decoder.target(frame.length - 1006 + 1)).isNull();
    byte[] target = decoder.target(frame.length - 1006);
    assertThat(target).isNotNull();
    assertThat(decoder.targetOffset() + frame.length - 1006).isLessThanOrEqualTo(target.length);
    System.arraycopy(frame, 1006, target, decoder.targetOffset(), frame.length - 1006);
    decoder.targetWritten(frame.length - 1006);
    assertDelivered(frame);
    assertThat(decoder.target(1)).isNull();
  }

  @Test
  void a_skipped_message_offers_no_target() {
    feed("00010000 7f 33");
    assertThat(decoder.target(100)).isNull();
  }

  @Test
  void a_callback_may_close_the_decoder_in_the_middle_of_a_chunk() {
    listener.then = decoder::close;
    feed(HELLO + HELLO + "00000001 7f" + "ffffffff");
    feed(HELLO);
    assertThat(listener.events).containsExactly(HELLO_MESSAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"00000000", "00000002 7f33", "ffffffff", HELLO})
  void every_callback_may_close_the_decoder(String frame) {
    listener.then = decoder::close;
    feedOneByOne(bytes(frame + HELLO));
    assertThat(listener.events).hasSize(1).doesNotContain(frame.equals(HELLO) ? "" : HELLO_MESSAGE);
    assertThat(decoder.midMessage()).isFalse();
  }

  @Test
  void closing_drops_what_is_under_way() {
    byte[] frame = directSend(100_000);
    decoder.plaintext(frame, 0, 70_000);
    byte[] target = decoder.target(10);
    assertThat(target).isNotNull();
    decoder.close();
    decoder.targetWritten(10);
    assertThat(decoder.bytesPending()).isZero();
    assertThat(decoder.midMessage()).isFalse();
    decoder.plaintext(frame, 70_000, 30_000);
    assertThat(listener.events).isEmpty();
  }
}

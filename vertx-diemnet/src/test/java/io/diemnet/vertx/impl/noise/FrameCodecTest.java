package io.diemnet.vertx.impl.noise;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diemnet.vertx.impl.noise.crypto.AeadProvider;
import io.diemnet.vertx.impl.noise.crypto.CryptoProviders;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameCodecTest {

  private static final AeadProvider AEAD = CryptoProviders.jdk().aead();
  private static final byte[] KEY = new byte[32];

  private final Random random = new Random(20261121);
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private final FrameEncrypter encrypter = encrypter(0);
  private final FrameDecrypter decrypter = decrypter(0, received::write);

  @ParameterizedTest
  @CsvSource({
    "1,true",
    "1,false",
    "2,true",
    "3,false",
    "17,true",
    "1000,false",
    "70000,true",
    "70000,false",
    "1000000,true",
    "1000000,false"
  })
  void gives_the_stream_back_however_it_is_cut(int step, boolean direct) {
    byte[] stream = bytes(150_000);
    ByteBuf wire = Unpooled.buffer();
    for (int at = 0; at < stream.length; ) {
      int length = Math.min(1 + random.nextInt(30_000), stream.length - at);
      encrypter.encrypt(stream, at, length, wire);
      at += length;
    }
    while (wire.isReadable()) {
      feed(wire, Math.min(step, wire.readableBytes()), direct);
    }
    assertThat(received.toByteArray()).isEqualTo(stream);
    assertThat(decrypter.state()).isEqualTo(FrameDecrypter.State.OPEN);
    assertThat(decrypter.midFrame()).isFalse();
  }

  @Test
  void takes_the_longest_frame_and_makes_no_longer_one() {
    byte[] longest = bytes(FrameEncrypter.MAX_PLAINTEXT);
    ByteBuf wire = Unpooled.directBuffer();
    encrypter.encrypt(longest, 0, longest.length, wire);
    assertThat(wire.readableBytes()).isEqualTo(2 + 65535);
    assertThat(wire.getUnsignedShort(0)).isEqualTo(65535);
    decrypter.decrypt(wire);
    wire.release();
    assertThat(received.toByteArray()).isEqualTo(longest);
    byte[] longer = new byte[FrameEncrypter.MAX_PLAINTEXT + 1];
    assertThatThrownBy(() -> encrypter.encrypt(longer, 0, longer.length, Unpooled.buffer()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void never_makes_an_empty_frame() {
    assertThatThrownBy(() -> encrypter.encrypt(new byte[1], 0, 0, Unpooled.buffer()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void direct_and_heap_targets_get_the_same_bytes() {
    byte[] plaintext = bytes(1000);
    ByteBuf heap = Unpooled.buffer();
    ByteBuf direct = Unpooled.directBuffer();
    encrypter.encrypt(plaintext, 10, 900, heap);
    encrypter(0).encrypt(plaintext, 10, 900, direct);
    assertThat(direct).isEqualTo(heap);
    direct.release();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15})
  void a_frame_shorter_than_a_tag_poisons_for_good(int length) {
    ByteBuf wire = frame("before");
    wire.writeShort(length).writeBytes(new byte[length]);
    wire.writeBytes(frame("after"));
    assertPoisoned(wire, FrameFailure.TOO_SHORT);
    assertThat(received.toString(UTF_8)).isEqualTo("before");
  }

  @Test
  void a_frame_shorter_than_a_tag_is_refused_by_its_length_alone() {
    feed(Unpooled.wrappedBuffer(new byte[] {0}), 1, false);
    assertThat(decrypter.state()).isEqualTo(FrameDecrypter.State.OPEN);
    assertThat(decrypter.midFrame()).isTrue();
    feed(Unpooled.wrappedBuffer(new byte[] {15}), 1, false);
    assertThat(decrypter.failure()).isEqualTo(FrameFailure.TOO_SHORT);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 8, 23})
  void an_altered_frame_poisons_for_good(int position) {
    ByteBuf first = frame("before");
    ByteBuf bad = frame("wanted");
    bad.setByte(position, bad.getByte(position) ^ 0x10);
    assertPoisoned(Unpooled.wrappedBuffer(first, bad, frame("after")), FrameFailure.NOT_AUTHENTIC);
    assertThat(received.toString(UTF_8)).isEqualTo("before");
  }

  @Test
  void a_frame_sent_again_or_left_out_poisons_for_good() {
    ByteBuf first = frame("before");
    assertPoisoned(
        Unpooled.wrappedBuffer(first, first.duplicate(), frame("after")),
        FrameFailure.NOT_AUTHENTIC);
    FrameDecrypter second = decrypter(0, received::write);
    frame("left out");
    assertThat(second.decrypt(frame("next"))).isEqualTo(FrameDecrypter.State.FAILED);
    assertThat(received.toString(UTF_8)).isEqualTo("before");
  }

  @Test
  void an_empty_frame_is_the_end_of_the_stream() {
    ByteBuf wire = frame("last words");
    CipherState same = new CipherState(AEAD.sealer(KEY), 1);
    byte[] tag = new byte[16];
    same.encrypt(tag, 0, 0, tag, 0);
    wire.writeShort(16).writeBytes(tag);
    wire.writeBytes(frame("unheard"));
    assertThat(decrypter.decrypt(wire)).isEqualTo(FrameDecrypter.State.ENDED);
    assertThat(decrypter.failure()).isNull();
    assertThat(decrypter.midFrame()).isFalse();
    assertThat(received.toString(UTF_8)).isEqualTo("last words");
    assertThat(decrypter.decrypt(frame("unheard"))).isEqualTo(FrameDecrypter.State.ENDED);
    assertThat(received.toString(UTF_8)).isEqualTo("last words");
  }

  @Test
  void knows_whether_the_stream_stops_inside_a_frame() {
    ByteBuf wire = frame("whole");
    int length = wire.readableBytes();
    assertThat(decrypter.midFrame()).isFalse();
    for (int i = 1; i < length; i++) {
      feed(wire, 1, false);
      assertThat(decrypter.midFrame()).isTrue();
    }
    feed(wire, 1, false);
    assertThat(decrypter.midFrame()).isFalse();
  }

  @Test
  void decrypts_straight_into_the_array_that_the_sink_offers() {
    byte[] message = bytes(40_000);
    ByteBuf wire = Unpooled.directBuffer();
    for (int at = 0; at < message.length; at += 16_000) {
      encrypter.encrypt(message, at, Math.min(16_000, message.length - at), wire);
    }
    byte[] own = new byte[message.length + 7];
    int[] filled = {7};
    PlaintextSink sink =
        new PlaintextSink() {
          @Override
          public byte[] target(int length) {
            return own;
          }

          @Override
          public int targetOffset() {
            return filled[0];
          }

          @Override
          public void targetWritten(int length) {
            filled[0] += length;
          }

          @Override
          public void plaintext(byte[] array, int offset, int length) {
            throw new AssertionError("it has offered an array");
          }
        };
    decrypter(0, sink).decrypt(wire);
    wire.release();
    assertThat(Arrays.copyOfRange(own, 7, own.length)).isEqualTo(message);
  }

  @Test
  void stops_at_once_when_the_sink_closes_it() {
    FrameDecrypter[] holder = new FrameDecrypter[1];
    holder[0] =
        decrypter(
            0,
            (array, offset, length) -> {
              received.write(array, offset, length);
              holder[0].close();
            });
    ByteBuf wire = Unpooled.wrappedBuffer(frame("one"), frame("two"));
    assertThat(holder[0].decrypt(wire)).isEqualTo(FrameDecrypter.State.CLOSED);
    assertThat(wire.isReadable()).isFalse();
    assertThat(received.toString(UTF_8)).isEqualTo("one");
  }

  @Test
  void while_paused_the_rest_of_the_buffer_stays_unread() {
    FrameDecrypter[] holder = new FrameDecrypter[1];
    holder[0] =
        decrypter(
            0,
            (array, offset, length) -> {
              received.write(array, offset, length);
              holder[0].setPaused(true);
            });
    ByteBuf wire = Unpooled.wrappedBuffer(frame("one"), frame("two"), frame("three").copy(0, 9));
    assertThat(holder[0].decrypt(wire)).isEqualTo(FrameDecrypter.State.OPEN);
    assertThat(received.toString(UTF_8)).isEqualTo("one");
    assertThat(wire.readableBytes()).isEqualTo(3 + FrameEncrypter.OVERHEAD + 9);
    holder[0].decrypt(wire);
    assertThat(received.toString(UTF_8)).isEqualTo("one");
    holder[0].deliverTo(received::write);
    holder[0].setPaused(false);
    holder[0].decrypt(wire);
    assertThat(received.toString(UTF_8)).isEqualTo("onetwo");
    assertThat(wire.isReadable()).isFalse();
    assertThat(holder[0].midFrame()).isTrue();
  }

  @Test
  void a_sink_that_throws_is_given_nothing_more() {
    FrameDecrypter failing =
        decrypter(
            0,
            (array, offset, length) -> {
              received.write(array, offset, length);
              throw new IllegalStateException("expected");
            });
    ByteBuf wire = Unpooled.wrappedBuffer(frame("one"), frame("two"));
    assertThatThrownBy(() -> failing.decrypt(wire)).hasMessage("expected");
    assertThat(failing.decrypt(frame("three"))).isEqualTo(FrameDecrypter.State.CLOSED);
    assertThat(received.toString(UTF_8)).isEqualTo("one");
  }

  @Test
  void a_sink_may_reach_another_connection_of_its_loop() {
    FrameEncrypter otherEnd = encrypter(0);
    FrameDecrypter inner = decrypter(0, (array, offset, length) -> Arrays.fill(array, (byte) 'x'));
    FrameDecrypter outer =
        decrypter(
            0,
            (array, offset, length) -> {
              ByteBuf wire = Unpooled.buffer();
              otherEnd.encrypt("relayed".getBytes(UTF_8), 0, 7, wire);
              inner.decrypt(wire);
              received.write(array, offset, length);
            });
    outer.decrypt(frame("untouched"));
    assertThat(received.toString(UTF_8)).isEqualTo("untouched");
  }

  @Test
  void the_counter_stops_before_its_last_value() {
    FrameEncrypter last = encrypter(-2);
    FrameDecrypter end = decrypter(-2, received::write);
    ByteBuf wire = Unpooled.buffer();
    last.encrypt("last".getBytes(UTF_8), 0, 4, wire);
    assertThat(last.exhausted()).isTrue();
    assertThatThrownBy(() -> last.encrypt("over".getBytes(UTF_8), 0, 4, wire))
        .isInstanceOf(IllegalStateException.class);
    assertThat(end.decrypt(wire)).isEqualTo(FrameDecrypter.State.OPEN);
    assertThat(received.toString(UTF_8)).isEqualTo("last");
    assertThat(end.decrypt(frame("any"))).isEqualTo(FrameDecrypter.State.FAILED);
    assertThat(end.failure()).isEqualTo(FrameFailure.EXHAUSTED);
  }

  @Test
  void the_counter_is_big_endian_behind_four_zero_bytes() {
    byte[] nonce = {0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8};
    byte[] expected = new byte[20];
    AEAD.sealer(KEY).seal(nonce, new byte[0], "text".getBytes(UTF_8), 0, 4, expected, 0);
    ByteBuf wire = Unpooled.buffer();
    encrypter(0x0102030405060708L).encrypt("text".getBytes(UTF_8), 0, 4, wire);
    byte[] actual = new byte[20];
    wire.skipBytes(2).readBytes(actual);
    assertThat(actual).isEqualTo(expected);
  }

  private void assertPoisoned(ByteBuf wire, FrameFailure failure) {
    assertThat(decrypter.decrypt(wire)).isEqualTo(FrameDecrypter.State.FAILED);
    assertThat(wire.isReadable()).isFalse();
    assertThat(decrypter.failure()).isEqualTo(failure);
    assertThat(decrypter.decrypt(frame("later"))).isEqualTo(FrameDecrypter.State.FAILED);
    assertThat(decrypter.failure()).isEqualTo(failure);
  }

  private void feed(ByteBuf wire, int length, boolean direct) {
    ByteBuf piece = direct ? Unpooled.directBuffer(length) : Unpooled.buffer(length);
    piece.writeBytes(wire, length);
    decrypter.decrypt(piece);
    assertThat(piece.isReadable()).isFalse();
    piece.release();
  }

  private ByteBuf frame(String text) {
    ByteBuf frame = Unpooled.buffer();
    byte[] plaintext = text.getBytes(UTF_8);
    encrypter.encrypt(plaintext, 0, plaintext.length, frame);
    return frame;
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static FrameEncrypter encrypter(long counter) {
    return new FrameEncrypter(new CipherState(AEAD.sealer(KEY), counter));
  }

  private static FrameDecrypter decrypter(long counter, PlaintextSink sink) {
    return new FrameDecrypter(new CipherState(AEAD.opener(KEY), counter), sink);
  }
}

package io.diemnet.vertx.impl.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.DiemWire;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever the stream holds and however it is cut, the same comes out. */
class MessageDecoderPropertiesTest {

  private static final int LIMIT = 300_000;
  private static final ProtocolRegistry REGISTRY =
      DiemWire.registry(List.of(ProtocolId.custom("Near", 7), ProtocolId.custom("Far", 200)));

  @Property
  void every_message_comes_back(@ForAll("messages") NetworkMessage message) {
    byte[] frame = MessageEncoder.encode(message);
    assertThat(frame.length).isEqualTo(4 + MessageEncoder.encodedSize(message));
    assertThat(decodeWhole(frame)).containsExactly(message);
  }

  @Property(tries = 200)
  void streams_of_messages_come_back_however_they_are_cut(
      @ForAll @Size(max = 12) List<@From("messages") NetworkMessage> messages,
      @ForAll long cuts,
      @ForAll @IntRange(min = 1, max = 70_000) int longest) {
    byte[] stream = stream(messages.stream().map(MessageEncoder::encode).toList());
    assertThat(decodeWhole(stream)).isEqualTo(new ArrayList<Object>(messages));
    assertThat(decodeCut(stream, cuts, longest)).isEqualTo(new ArrayList<Object>(messages));
    assertThat(decodeCut(stream, cuts, 20)).isEqualTo(new ArrayList<Object>(messages));
  }

  @Property(tries = 1000)
  void broken_streams_say_the_same_however_they_are_cut(
      @ForAll @Size(min = 1, max = 8) List<@From("frames") byte[]> frames,
      @ForAll long cuts,
      @ForAll @IntRange(min = 1, max = 40) int longest) {
    byte[] stream = stream(frames);
    assertThat(decodeCut(stream, cuts, longest)).isEqualTo(decodeWhole(stream));
  }

  @Property(tries = 1000)
  void random_bytes_never_throw_and_are_bounded(@ForAll byte[] stream, @ForAll long cuts) {
    assertThat(decodeCut(stream, cuts, 10)).isEqualTo(decodeWhole(stream));
  }

  private static byte[] stream(List<byte[]> frames) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    frames.forEach(out::writeBytes);
    return out.toByteArray();
  }

  private static List<Object> decodeWhole(byte[] stream) {
    RecordingListener listener = new RecordingListener();
    new MessageDecoder(REGISTRY, LIMIT, listener).plaintext(stream, 0, stream.length);
    return listener.events;
  }

  /** Feeds pieces of 1 to {@code longest} bytes, through the target wherever one is offered. */
  private static List<Object> decodeCut(byte[] stream, long seed, int longest) {
    Random random = new Random(seed);
    RecordingListener listener = new RecordingListener();
    MessageDecoder decoder = new MessageDecoder(REGISTRY, LIMIT, listener);
    int at = 0;
    while (at < stream.length) {
      int length = Math.min(1 + random.nextInt(longest), stream.length - at);
      byte[] target = random.nextBoolean() ? decoder.target(length) : null;
      if (target != null) {
        System.arraycopy(stream, at, target, decoder.targetOffset(), length);
        decoder.targetWritten(length);
      } else {
        // An array of its own each time, as scratch space may be overwritten at once.
        byte[] chunk = new byte[length + 2];
        System.arraycopy(stream, at, chunk, 1, length);
        decoder.plaintext(chunk, 1, length);
        Arrays.fill(chunk, (byte) 0x55);
      }
      at += length;
      assertThat(decoder.bytesPending()).isLessThanOrEqualTo(Math.max(64 * 1024, 4 * at));
    }
    return listener.events;
  }

  /** Frames of messages, of messages with a changed byte, and of anything. */
  @Provide
  Arbitrary<byte[]> frames() {
    Arbitrary<byte[]> good = messages().map(MessageEncoder::encode);
    Arbitrary<byte[]> changed =
        Combinators.combine(good, Arbitraries.integers().between(0, 20), Arbitraries.bytes())
            .as(
                (frame, at, value) -> {
                  // The first bytes of a length stay, so that it does not swallow all that follows.
                  frame[Math.min(Math.max(at, 2), frame.length - 1)] = value;
                  return frame;
                });
    Arbitrary<byte[]> any =
        Arbitraries.bytes()
            .array(byte[].class)
            .ofMaxSize(24)
            .map(
                body -> {
                  byte[] frame = new byte[4 + body.length];
                  MessageEncoder.putLength(frame, 0, body.length);
                  System.arraycopy(body, 0, frame, 4, body.length);
                  return frame;
                });
    return Arbitraries.oneOf(good, changed, any);
  }

  @Provide
  Arbitrary<NetworkMessage> messages() {
    Arbitrary<ProtocolId> protocols = Arbitraries.of(REGISTRY.all());
    Arbitrary<Integer> ids = Arbitraries.integers();
    Arbitrary<Integer> priorities = Arbitraries.integers().between(0, 255);
    Arbitrary<Buffer> payloads =
        Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.bytes().array(byte[].class).ofMaxSize(40).map(Buffer::buffer)),
            Tuple.of(
                1,
                Arbitraries.integers()
                    .between(127, 200_000)
                    .map(
                        length -> {
                          byte[] payload = new byte[length];
                          new Random(length).nextBytes(payload);
                          return Buffer.buffer(payload);
                        })));
    return Arbitraries.oneOf(
        Combinators.combine(protocols, ids, priorities, payloads)
            .as(NetworkMessage.RpcRequest::new),
        Combinators.combine(ids, priorities, payloads).as(NetworkMessage.RpcResponse::new),
        Combinators.combine(protocols, priorities, payloads).as(NetworkMessage.DirectSend::new),
        Combinators.combine(priorities, priorities)
            .as((a, b) -> new NetworkMessage.Error(new ErrorCode.ParsingError(a, b))),
        protocols.map(p -> new NetworkMessage.Error(new ErrorCode.NotSupportedRpcRequest(p))),
        protocols.map(p -> new NetworkMessage.Error(new ErrorCode.NotSupportedDirectSend(p))));
  }
}

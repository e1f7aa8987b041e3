package io.diemnet.vertx.impl.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.DiemWire;
import io.diemnet.vertx.impl.noise.FrameDecrypter;
import io.diemnet.vertx.impl.noise.FrameEncrypter;
import io.diemnet.vertx.impl.wire.MessageDecoder;
import io.diemnet.vertx.impl.wire.MessageEncoder;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MessageWriterTest {

  private static final int MAX_FRAME = 8 * 1024 * 1024;

  private final End end = new End();

  @Test
  void small_messages_share_a_frame() {
    for (int i = 0; i < 100; i++) {
      end.queue(message(Buffer.buffer("message " + i)));
    }
    end.write();
    assertThat(end.frames()).hasSize(1);
    end.assertReceivedAll();
  }

  @Test
  void a_large_message_goes_into_frames_of_16_KiB() {
    end.queue(message(Buffer.buffer(new byte[100_000])));
    end.write();
    List<Integer> plaintexts = end.frames();
    assertThat(plaintexts).hasSize(7);
    assertThat(plaintexts.subList(0, 6)).containsOnly(FrameEncrypter.PREFERRED_PLAINTEXT);
    end.assertReceivedAll();
  }

  @Test
  void nothing_is_written_while_the_channel_takes_nothing() {
    end.queue(message(Buffer.buffer("later")));
    end.setWritable(false);
    assertThat(end.write()).isTrue();
    assertThat(end.channel.outboundMessages()).isEmpty();
    assertThat(end.writer.idle()).isFalse();
    end.setWritable(true);
    assertThat(end.write()).isTrue();
    end.assertReceivedAll();
  }

  @Test
  void a_turn_ends_so_that_others_have_theirs() {
    for (int i = 0; i < 4; i++) {
      end.queue(message(Buffer.buffer(new byte[1024 * 1024])));
    }
    assertThat(end.writer.write(end.channel)).isFalse();
    assertThat(end.writer.idle()).isFalse();
    end.write();
    end.assertReceivedAll();
  }

  @Test
  void an_urgent_message_goes_before_the_next_bulk_message_but_never_inside_one() {
    Outbound bulk = end.queue(message(Buffer.buffer(new byte[2 * 1024 * 1024])));
    Outbound moreBulk = end.queue(message(Buffer.buffer(new byte[16])));
    assertThat(end.writer.write(end.channel)).isFalse();
    assertThat(end.writer.writing(bulk)).isTrue();
    Outbound urgent =
        end.queue(
            new NetworkMessage.DirectSend(ProtocolId.MEMPOOL_DIRECT_SEND, 255, Buffer.buffer("!")));
    end.write();
    assertThat(end.written).containsExactly(bulk, urgent, moreBulk);
    end.assertReceivedAll();
  }

  @Test
  void what_is_under_way_when_the_connection_ends_is_given_back() {
    Outbound bulk = end.queue(message(Buffer.buffer(new byte[2 * 1024 * 1024])));
    end.writer.write(end.channel);
    assertThat(end.writer.abandon()).isSameAs(bulk);
    assertThat(end.writer.idle()).isTrue();
    assertThat(end.written).isEmpty();
    end.release();
  }

  @Property(tries = 150)
  void what_is_written_comes_out_whatever_its_size_and_buffer(@ForAll long seed) {
    Random random = new Random(seed);
    End tested = new End();
    int count = 1 + random.nextInt(60);
    for (int i = 0; i < count; i++) {
      tested.queue(anyMessage(random));
      if (random.nextInt(10) == 0) {
        tested.write();
      }
    }
    tested.write();
    for (int plaintext : tested.frames()) {
      assertThat(plaintext).isBetween(1, FrameEncrypter.PREFERRED_PLAINTEXT);
    }
    tested.assertReceivedAll();
  }

  private static NetworkMessage anyMessage(Random random) {
    Buffer payload = anyPayload(random);
    return switch (random.nextInt(3)) {
      case 0 -> new NetworkMessage.DirectSend(ProtocolId.STATE_SYNC_DIRECT_SEND, 3, payload);
      case 1 ->
          new NetworkMessage.RpcRequest(ProtocolId.CONSENSUS_RPC, random.nextInt(), 3, payload);
      default -> new NetworkMessage.RpcResponse(random.nextInt(), 3, payload);
    };
  }

  private static Buffer anyPayload(Random random) {
    int[] sizes = {0, 1, 31, 200, 16_383, 16_384, 16_385, 40_000, 200_000};
    int size = sizes[random.nextInt(sizes.length)] + random.nextInt(3);
    byte[] bytes = new byte[size + 7];
    random.nextBytes(bytes);
    return switch (random.nextInt(3)) {
      case 0 -> Buffer.buffer(bytes);
      case 1 -> Buffer.buffer(bytes).slice(5, 5 + size);
      default ->
          BufferInternal.buffer(
              Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip()));
    };
  }

  private static NetworkMessage message(Buffer payload) {
    return new NetworkMessage.DirectSend(ProtocolId.MEMPOOL_DIRECT_SEND, 0, payload);
  }

  /** A writer, and a reader of what it wrote. */
  private static final class End implements MessageDecoder.Listener {
    private final Sessions sessions = Sessions.fresh();
    private final OutboundQueue queue = new OutboundQueue(null);
    private final List<Outbound> written = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final MessageWriter writer =
        new MessageWriter(
            DiemWire.CODEC, new FrameEncrypter(sessions.own().send()), queue, null, written::add);
    private final MessageDecoder decoder = new MessageDecoder(DiemWire.REGISTRY, MAX_FRAME, this);
    private final FrameDecrypter decrypter =
        new FrameDecrypter(sessions.remote().receive(), decoder);
    private final List<NetworkMessage> received = new ArrayList<>();

    Outbound queue(NetworkMessage message) {
      int priority = message instanceof NetworkMessage.DirectSend m ? m.priority() : 0;
      Outbound outbound =
          new Outbound(message, MessageEncoder.encodedSize(message) + 4, priority, -1);
      queue.add(outbound);
      return outbound;
    }

    boolean write() {
      while (!writer.write(channel)) {
        // Another turn.
        assertThat(writer.idle()).isFalse();
      }
      return true;
    }

    void setWritable(boolean writable) {
      channel.unsafe().outboundBuffer().setUserDefinedWritability(1, writable);
    }

    /** The plaintext length of each frame on the wire. */
    List<Integer> frames() {
      List<Integer> lengths = new ArrayList<>();
      ByteBuf all = Unpooled.buffer();
      channel.outboundMessages().forEach(part -> all.writeBytes(((ByteBuf) part).duplicate()));
      while (all.isReadable()) {
        int length = all.readUnsignedShort();
        lengths.add(length - 16);
        all.skipBytes(length);
      }
      return lengths;
    }

    void assertReceivedAll() {
      for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
        decrypter.decrypt(part);
        part.release();
      }
      assertThat(decrypter.midFrame()).isFalse();
      assertThat(decoder.midMessage()).isFalse();
      assertThat(received).hasSameSizeAs(written);
      IntStream.range(0, received.size())
          .forEach(
              i ->
                  assertThat(MessageEncoder.encode(received.get(i)))
                      .isEqualTo(MessageEncoder.encode(written.get(i).message)));
      assertThat(queue.isEmpty()).isTrue();
    }

    void release() {
      channel.releaseOutbound();
    }

    @Override
    public void message(NetworkMessage message, int length) {
      received.add(message);
    }

    @Override
    public void unparseable(int firstByte, int secondByte) {
      throw new AssertionError("unparseable " + firstByte + " " + secondByte);
    }

    @Override
    public void tooLarge(long announced) {
      throw new AssertionError("too large " + announced);
    }
  }
}

package io.diemnet.vertx.impl.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.wire.Fragmenter;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DividedMessagesTest {

  /** Divides what is longer than one byte into frames of one byte. */
  private static final Fragmenter BYTES =
      new Fragmenter() {
        @Override
        public boolean divides(NetworkMessage message) {
          return message.payload().length() > 1;
        }

        @Override
        public Iterator<Frame> divide(NetworkMessage message) {
          return IntStream.range(0, message.payload().length())
              .mapToObj(i -> new Frame(new byte[0], message.payload().slice(i, i + 1)))
              .iterator();
        }
      };

  private final OutboundQueue queue = new OutboundQueue(BYTES);

  private Outbound add(String payload) {
    NetworkMessage message =
        new NetworkMessage.DirectSend(ProtocolId.MEMPOOL_DIRECT_SEND, 0, Buffer.buffer(payload));
    Outbound outbound = new Outbound(message, payload.length(), 0, 0);
    queue.add(outbound);
    return outbound;
  }

  @Test
  void a_message_goes_after_each_frame_and_divided_messages_one_after_the_other() {
    Outbound abc = add("abc");
    Outbound xy = add("xy");
    add("1");
    add("2");
    List<String> frames = new ArrayList<>();
    List<Outbound> complete = new ArrayList<>();
    for (Outbound next = queue.poll(); next != null; next = queue.poll()) {
      frames.add(next.payload().toString());
      if (next instanceof OutboundPiece && next.whole() != null) {
        complete.add(next.whole());
      }
    }
    assertThat(String.join("", frames)).isEqualTo("a1b2cxy");
    assertThat(complete).containsExactly(abc, xy);
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.size()).isZero();
  }

  @Test
  void pings_and_pongs_go_before_the_next_frame() {
    add("abc");
    add("1");
    add("2");
    StringBuilder frames = new StringBuilder(queue.poll().payload().toString());
    for (String ping : List.of("p", "q", "r")) {
      queue.addFirst(
          new Outbound(
              new NetworkMessage.RpcResponse(1, 0, Buffer.buffer(ping)), 1, 0, Outbound.PONG));
    }
    for (Outbound next = queue.poll(); next != null; next = queue.poll()) {
      frames.append(next.payload());
    }
    assertThat(frames.toString()).isEqualTo("arqpb1c2");
    assertThat(queue.hasUrgent()).isFalse();
  }

  @Test
  void messages_that_are_not_completely_taken_are_given_back_at_the_end() {
    Outbound abc = add("abc");
    Outbound xy = add("xy");
    Outbound last = add("1");
    queue.poll();
    queue.poll();
    assertThat(queue.size()).isEqualTo(2);
    assertThat(queue.abandon()).isSameAs(abc);
    assertThat(queue.abandon()).isSameAs(xy);
    assertThat(queue.abandon()).isNull();
    assertThat(queue.poll()).isNull();
    assertThat(last.queued).isFalse();
    assertThat(queue.isEmpty()).isTrue();
  }
}

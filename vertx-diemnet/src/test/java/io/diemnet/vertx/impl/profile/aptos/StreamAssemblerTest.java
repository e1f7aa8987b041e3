package io.diemnet.vertx.impl.profile.aptos;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.impl.AptosWire;
import io.diemnet.vertx.impl.memory.MemoryAccount;
import io.diemnet.vertx.impl.memory.MemoryBudget;
import io.diemnet.vertx.impl.memory.MemoryClass;
import io.diemnet.vertx.impl.memory.MemoryLease;
import io.diemnet.vertx.impl.memory.NetworkMemory;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.diemnet.vertx.impl.wire.StreamFault;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StreamAssemblerTest {

  private static final int PIECE = 1024 * 1024;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private static byte[] header(int stream, int fragments, int length) {
    return AptosWire.unprefixed(
        StreamFragmenter.header(
            stream, fragments, new NetworkMessage.RpcResponse(1, 0, null), length),
        Buffer.buffer(new byte[length]));
  }

  private static byte[] fragment(int stream, int number, int length) {
    return AptosWire.unprefixed(
        StreamFragmenter.fragment(stream, number, length), Buffer.buffer(new byte[length]));
  }

  @Test
  void an_open_stream_is_dropped_if_no_piece_comes_in_time() {
    AptosWire.Decoded decoded = new AptosWire.Decoded();
    decoded.take(header(1, 2, 10));
    decoded.assembler.expire(0, decoded);
    decoded.assembler.expire(29 * SECOND, decoded);
    // Another piece: the time begins anew.
    decoded.take(fragment(1, 1, 10));
    decoded.assembler.expire(30 * SECOND, decoded);
    decoded.assembler.expire(59 * SECOND, decoded);
    assertThat(decoded.faults).isEmpty();
    assertThat(decoded.assembler.assembling()).isTrue();
    decoded.assembler.expire(60 * SECOND, decoded);
    assertThat(decoded.faults).containsExactly(StreamFault.TIMEOUT);
    assertThat(decoded.assembler.assembling()).isFalse();
    decoded.take(fragment(1, 2, 10));
    assertThat(decoded.faults).containsExactly(StreamFault.TIMEOUT, StreamFault.FRAGMENT);
    assertThat(decoded.messages).isEmpty();
  }

  @Test
  void memory_is_charged_for_what_came_and_given_back_with_the_message() {
    MemoryBudget budget = new MemoryBudget(64L * PIECE);
    MemoryAccount account = new NetworkMemory(budget).open(MemoryClass.TRUSTED);
    AptosWire.Decoded decoded = new AptosWire.Decoded(16, 64 * PIECE, new MemoryLease(account));
    decoded.take(header(1, 16, 10));
    assertThat(budget.used(MemoryClass.TRUSTED)).as("an announcement").isLessThan(64 * 1024);
    decoded.take(fragment(1, 1, PIECE - 16));
    decoded.take(fragment(1, 2, PIECE - 16));
    assertThat(budget.used(MemoryClass.TRUSTED)).isBetween(2L * PIECE, 2L * PIECE + 64 * 1024);
    for (int i = 3; i <= 16; i++) {
      decoded.take(fragment(1, i, 0));
    }
    assertThat(decoded.messages).hasSize(1);
    assertThat(decoded.messages.get(0).payload().length()).isEqualTo(10 + 2 * (PIECE - 16));
    assertThat(budget.used(MemoryClass.TRUSTED)).isZero();
    // A replaced stream gives its memory back too.
    decoded.take(header(2, 1, PIECE));
    decoded.take(header(3, 1, 1));
    assertThat(decoded.faults).containsExactly(StreamFault.REPLACED);
    assertThat(budget.used(MemoryClass.TRUSTED)).isLessThan(64 * 1024);
    decoded.assembler.close();
    assertThat(budget.used(MemoryClass.TRUSTED)).isZero();
  }

  @Test
  void a_message_over_the_limit_ends_its_stream() {
    AptosWire.Decoded decoded =
        new AptosWire.Decoded(16, 100, new MemoryLease(MemoryAccount.unlimited()));
    decoded.take(header(1, 2, 60)).take(fragment(1, 1, 40));
    assertThat(decoded.faults).isEmpty();
    decoded.take(fragment(1, 2, 1));
    assertThat(decoded.faults).containsExactly(StreamFault.TOO_LARGE);
    assertThat(decoded.assembler.assembling()).isFalse();
    decoded.take(header(2, 1, 60)).take(fragment(2, 1, 40));
    assertThat(decoded.messages).hasSize(1);
  }
}

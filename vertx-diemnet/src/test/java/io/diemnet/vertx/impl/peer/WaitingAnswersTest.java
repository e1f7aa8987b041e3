package io.diemnet.vertx.impl.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.ProtocolId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class WaitingAnswersTest {

  private static final long PAUSE = 1000;

  private final WaitingAnswers waiting = new WaitingAnswers(PAUSE);

  @Test
  void answers_leave_in_the_order_in_which_they_came() {
    InboundCall first = add(0);
    InboundCall second = add(1);
    InboundCall third = add(2);
    assertThat(waiting.first()).isSameAs(first);
    assertThat(waiting.remove(second)).isTrue();
    assertThat(waiting.remove(second)).isFalse();
    waiting.remove(first);
    assertThat(waiting.first()).isSameAs(third);
    assertThat(waiting.size()).isEqualTo(1);
  }

  @Test
  void reading_pauses_while_an_answer_waits_and_something_is_written() {
    assertThat(waiting.paused()).isFalse();
    InboundCall first = add(0);
    InboundCall second = add(0);
    assertThat(waiting.paused()).isTrue();
    waiting.remove(first);
    assertThat(waiting.paused()).isTrue();
    waiting.remove(second);
    assertThat(waiting.paused()).isFalse();
  }

  @Test
  void the_pauses_of_one_crowd_are_over_after_the_read_pause_however_often_the_last_one_left() {
    InboundCall call = add(0);
    for (int now = 0; now < PAUSE; now += 10) {
      waiting.expire(now, now);
      assertThat(waiting.paused()).isTrue();
      waiting.remove(call);
      call = add(now);
    }
    waiting.expire(PAUSE, PAUSE);
    assertThat(waiting.paused()).isFalse();
    waiting.remove(call);
    add(PAUSE + 1);
    assertThat(waiting.paused()).isFalse();
  }

  @Test
  void a_pause_ends_early_when_nothing_is_written_any_more() {
    add(0);
    waiting.expire(PAUSE / 10 - 1, 0);
    assertThat(waiting.paused()).isTrue();
    waiting.expire(PAUSE / 10 - 1, 1);
    waiting.expire(PAUSE / 5 - 2, 1);
    assertThat(waiting.paused()).isTrue();
    waiting.expire(PAUSE / 5 - 1, 1);
    assertThat(waiting.paused()).isFalse();
  }

  @Test
  void there_is_another_pause_only_after_the_queue_was_half_empty() {
    InboundCall call = add(0);
    waiting.expire(PAUSE, 1);
    // An answer waits: half empty does not count yet.
    waiting.halfEmpty();
    assertThat(waiting.crowded()).isTrue();
    waiting.remove(call);
    call = add(PAUSE);
    assertThat(waiting.paused()).isFalse();
    waiting.remove(call);
    waiting.halfEmpty();
    assertThat(waiting.crowded()).isFalse();
    add(PAUSE);
    assertThat(waiting.paused()).isTrue();
    waiting.expire(2 * PAUSE - 1, 2);
    assertThat(waiting.paused()).isTrue();
  }

  @Property(tries = 200)
  void never_pauses_longer_than_allowed_before_the_queue_is_half_empty(@ForAll long seed) {
    Random random = new Random(seed);
    List<InboundCall> there = new ArrayList<>();
    long paused = 0;
    long written = 0;
    for (long now = 0; now < 20_000; now++) {
      switch (random.nextInt(5)) {
        case 0 -> there.add(add(now));
        case 1 -> {
          if (!there.isEmpty()) {
            InboundCall gone = there.remove(random.nextInt(there.size()));
            assertThat(waiting.remove(gone)).isTrue();
          }
        }
        case 2 -> written++;
        case 3 -> {
          if (random.nextInt(50) == 0) {
            waiting.halfEmpty();
            paused = waiting.crowded() ? paused : 0;
          }
        }
        default -> {}
      }
      waiting.expire(now, written);
      paused += waiting.paused() ? 1 : 0;
      assertThat(paused).isLessThanOrEqualTo(PAUSE);
      assertThat(waiting.size()).isEqualTo(there.size());
      assertThat(waiting.first()).isSameAs(there.isEmpty() ? null : there.get(0));
    }
    there.forEach(waiting::remove);
    waiting.halfEmpty();
  }

  private InboundCall add(long now) {
    InboundCall call = new InboundCall(0, 0, ProtocolId.CONSENSUS_RPC, 1, now);
    waiting.add(call, now);
    return call;
  }
}

package io.diemnet.vertx.impl.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.impl.DiemWire;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class InboundFlowTest {

  private static final int BYTES = 1000;
  private static final int MESSAGES = 10;
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(5);
  private static final int SLOW = 2;
  private static final int OTHER = 3;

  private final InboundFlow flow = new InboundFlow(settings());

  @Test
  void reading_pauses_when_a_protocols_messages_reach_the_bound() {
    for (int i = 0; i < MESSAGES - 1; i++) {
      assertThat(flow.accept(SLOW, 1, 0)).isTrue();
      assertThat(flow.paused()).isFalse();
    }
    assertThat(flow.accept(SLOW, 1, 0)).isTrue();
    assertThat(flow.paused()).isTrue();
  }

  @Test
  void reading_pauses_when_a_protocols_bytes_reach_the_bound() {
    assertThat(flow.accept(SLOW, BYTES - 1, 0)).isTrue();
    assertThat(flow.paused()).isFalse();
    assertThat(flow.accept(SLOW, 1, 0)).isTrue();
    assertThat(flow.paused()).isTrue();
  }

  @Test
  void one_message_of_any_size_fits() {
    assertThat(flow.accept(SLOW, 100 * BYTES, 0)).isTrue();
    assertThat(flow.paused()).isTrue();
    flow.release(SLOW, 100 * BYTES);
    assertThat(flow.paused()).isFalse();
    assertThat(flow.bytes()).isZero();
  }

  @Test
  void reading_goes_on_as_soon_as_there_is_room() {
    fill(SLOW, 0);
    flow.release(SLOW, 1);
    assertThat(flow.paused()).isFalse();
    assertThat(flow.accept(SLOW, 1, 1)).isTrue();
    assertThat(flow.paused()).isTrue();
  }

  @Test
  void a_pause_ends_at_its_time_and_not_before() {
    fill(SLOW, 100);
    flow.expire(100 + PAUSE - 1);
    assertThat(flow.paused()).isTrue();
    flow.expire(100 + PAUSE);
    assertThat(flow.paused()).isFalse();
  }

  @Test
  void after_the_pause_only_the_full_protocol_loses_messages() {
    fill(SLOW, 0);
    flow.expire(PAUSE);
    assertThat(flow.accept(SLOW, 1, PAUSE)).isFalse();
    assertThat(flow.accept(OTHER, 1, PAUSE)).isTrue();
    assertThat(flow.messages()).isEqualTo(MESSAGES + 1);
  }

  @Test
  void messages_are_lost_until_the_queue_is_half_empty() {
    fill(SLOW, 0);
    flow.expire(PAUSE);
    for (int left = MESSAGES; left > MESSAGES / 2; left--) {
      assertThat(flow.accept(SLOW, 1, PAUSE)).isFalse();
      assertThat(flow.paused()).isFalse();
      flow.release(SLOW, 1);
    }
    assertThat(flow.accept(SLOW, 1, PAUSE)).isTrue();
  }

  @Test
  void half_empty_means_bytes_too() {
    assertThat(flow.accept(SLOW, BYTES - 1, 0)).isTrue();
    assertThat(flow.accept(SLOW, 1, 0)).isTrue();
    flow.expire(PAUSE);
    flow.release(SLOW, 1);
    assertThat(flow.accept(SLOW, 1, PAUSE)).isFalse();
    flow.release(SLOW, BYTES - 1);
    assertThat(flow.accept(SLOW, 1, PAUSE)).isTrue();
  }

  @Test
  void a_queue_that_became_half_empty_may_pause_again() {
    fill(SLOW, 0);
    flow.expire(PAUSE);
    for (int i = 0; i < MESSAGES; i++) {
      flow.release(SLOW, 1);
    }
    fill(SLOW, 2 * PAUSE);
    assertThat(flow.paused()).isTrue();
    flow.expire(3 * PAUSE - 1);
    assertThat(flow.paused()).isTrue();
    flow.expire(3 * PAUSE);
    assertThat(flow.paused()).isFalse();
  }

  @Test
  void a_second_full_protocol_does_not_prolong_the_pause() {
    fill(SLOW, 0);
    // What the same frame still brought.
    fill(OTHER, PAUSE / 2);
    flow.expire(PAUSE);
    assertThat(flow.paused()).isFalse();
    assertThat(flow.accept(OTHER, 1, PAUSE)).isFalse();
  }

  @Test
  void reading_stays_paused_while_any_protocol_is_full() {
    fill(SLOW, 0);
    fill(OTHER, 0);
    flow.release(SLOW, 1);
    assertThat(flow.paused()).isTrue();
    flow.release(OTHER, 1);
    assertThat(flow.paused()).isFalse();
  }

  /** A reader that stops while paused and a consumer of any speed. */
  @Property(tries = 300)
  void holds_its_bounds_and_never_pauses_longer_than_allowed(@ForAll long seed) {
    Random random = new Random(seed);
    InboundFlow tested = new InboundFlow(settings());
    Deque<Integer> held = new ArrayDeque<>();
    long now = 0;
    long pausedSince = -1;
    int bytes = 0;
    for (int step = 0; step < 500; step++) {
      now += random.nextInt(3) == 0 ? PAUSE / 3 : 1;
      tested.expire(now);
      if (!tested.paused() && random.nextInt(4) > 0) {
        int size = 1 + random.nextInt(BYTES / 2);
        if (tested.accept(SLOW, size, now)) {
          held.add(size);
          bytes += size;
        } else {
          // Only ever above the half.
          assertThat(bytes > BYTES / 2 || held.size() > MESSAGES / 2).isTrue();
        }
      } else if (!held.isEmpty() && random.nextBoolean()) {
        int size = held.remove();
        bytes -= size;
        tested.release(SLOW, size);
      }
      assertThat(tested.bytes()).isEqualTo(bytes).isLessThan(BYTES + BYTES / 2 + 1L);
      assertThat(tested.messages()).isEqualTo(held.size()).isLessThanOrEqualTo(MESSAGES);
      if (!tested.paused()) {
        pausedSince = -1;
      } else if (pausedSince < 0) {
        pausedSince = now;
      } else {
        assertThat(now - pausedSince).isLessThan(PAUSE);
      }
    }
  }

  private void fill(int protocol, long now) {
    for (int i = 0; i < MESSAGES; i++) {
      assertThat(flow.accept(protocol, 1, now)).isTrue();
    }
  }

  private static PeerSettings settings() {
    return PeerSettings.of(
        new LimitsOptions().setInboundQueueBytes(BYTES).setQueueMessages(MESSAGES),
        DiemWire.REGISTRY,
        DiemWire.CODEC);
  }
}

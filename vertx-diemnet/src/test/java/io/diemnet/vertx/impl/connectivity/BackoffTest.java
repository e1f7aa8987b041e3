package io.diemnet.vertx.impl.connectivity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private final Backoff backoff = new Backoff(2, 60_000);

  private static Random jitter(int millis) {
    return new Random() {
      private static final long serialVersionUID = 1L;

      @Override
      public int nextInt(int bound) {
        assertThat(bound).isEqualTo(101);
        return millis;
      }
    };
  }

  @Test
  void the_first_attempt_waits_only_for_the_jitter() {
    assertThat(backoff.delay(0, false, jitter(0))).isZero();
    assertThat(backoff.delay(0, false, jitter(100))).isEqualTo(100);
  }

  @Test
  void delays_double_up_to_the_longest() {
    List<Long> delays = new ArrayList<>();
    for (int failures = 1; failures <= 8; failures++) {
      delays.add(backoff.delay(failures, false, jitter(0)));
    }
    assertThat(delays)
        .containsExactly(2_000L, 4_000L, 8_000L, 16_000L, 32_000L, 60_000L, 60_000L, 60_000L);
  }

  @Test
  void the_jitter_comes_on_top_of_the_longest_delay() {
    assertThat(backoff.delay(9, false, jitter(100))).isEqualTo(60_100);
  }

  @Test
  void a_peer_that_was_never_reached_is_still_dialed_every_minute() {
    assertThat(backoff.delay(1_000, false, jitter(0))).isEqualTo(60_000);
    assertThat(backoff.delay(Integer.MAX_VALUE, false, jitter(0))).isEqualTo(60_000);
  }

  @Test
  void the_side_that_would_lose_the_tie_break_waits_a_second_before_its_first_attempt_only() {
    assertThat(backoff.delay(0, true, jitter(0))).isEqualTo(1_000);
    assertThat(backoff.delay(1, true, jitter(0))).isEqualTo(2_000);
  }

  @Test
  void a_base_of_one_waits_a_second_each_time() {
    assertThat(new Backoff(1, 60_000).delay(5, false, jitter(0))).isEqualTo(1_000);
  }

  @Test
  void the_jitter_takes_every_value_from_0_to_100_ms() {
    Random random = new Random(1);
    assertThat(
            random
                .ints(20_000)
                .mapToLong(i -> backoff.delay(0, false, random))
                .distinct()
                .sorted()
                .boxed())
        .hasSize(101)
        .startsWith(0L)
        .endsWith(100L);
  }
}

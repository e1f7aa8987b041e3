package io.diemnet.vertx.impl.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.RateLimit;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** The clock's origin is arbitrary: near its wrap-around it must make no difference. */
  private long now = Long.MAX_VALUE - SECOND / 2;

  private final TokenBucket bucket =
      new TokenBucket(new RateLimit().setRate(1_000).setBurst(4_000), now);

  private int takeWhileOpen(int step) {
    int taken = 0;
    while (bucket.open(now) && taken < 1_000_000) {
      bucket.take(step, now);
      taken += step;
    }
    return taken;
  }

  @Test
  void begins_a_quarter_full() {
    assertThat(takeWhileOpen(1)).isEqualTo(1_000);
  }

  @Test
  void fills_at_its_rate_and_never_over_its_size() {
    takeWhileOpen(1);
    now += SECOND / 2;
    assertThat(takeWhileOpen(1)).isEqualTo(500);
    now += 3 * SECOND;
    assertThat(takeWhileOpen(1)).isEqualTo(3_000);
    now += 100 * SECOND;
    assertThat(takeWhileOpen(1)).isEqualTo(4_000);
  }

  @Test
  void what_was_taken_beyond_its_content_is_paid_before_anything_passes() {
    bucket.take(3_500, now);
    assertThat(bucket.open(now)).isFalse();
    now += 2 * SECOND + SECOND / 2;
    assertThat(bucket.open(now)).isFalse();
    now += SECOND / 1_000;
    assertThat(bucket.open(now)).isTrue();
  }

  @Test
  void gives_its_rate_over_a_long_time_whatever_the_steps() {
    long taken = 0;
    for (int tick = 0; tick < 50 * 600; tick++) {
      taken += takeWhileOpen(37);
      now += SECOND / 50;
    }
    assertThat(taken).isBetween(600_000L, 601_000L + 37);
  }
}

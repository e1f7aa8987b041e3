package io.diemnet.node.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BridgeClockTest {

  private final AtomicLong nanos = new AtomicLong(-5);
  private final BridgeClock clock = new BridgeClock(nanos::get);

  private long after(long millis) {
    long before = clock.now();
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    assertThat(clock.now()).as("between two ticks").isEqualTo(before);
    clock.tick();
    return TimeUnit.NANOSECONDS.toMillis(clock.now() - before);
  }

  @Test
  void time_goes_on_with_the_ticks() {
    assertThat(after(500)).isEqualTo(500);
    assertThat(after(700)).isEqualTo(700);
  }

  @Test
  void a_loop_that_hangs_costs_no_client_its_time() {
    assertThat(after(60_000)).isEqualTo(2 * BridgeClock.TICK_MILLIS);
    assertThat(after(500)).isEqualTo(500);
  }
}

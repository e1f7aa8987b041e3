package io.diemnet.node.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class NodeClockTest {

  @Test
  void the_drift_is_how_far_the_clock_was_set_since_the_start() {
    AtomicLong wall = new AtomicLong(1_000_000);
    AtomicLong nanos = new AtomicLong(-5);
    NodeClock clock = new NodeClock(wall::get, nanos::get);

    wall.addAndGet(2_000);
    nanos.addAndGet(2_000_000_000L);
    assertThat(clock.toJson().getLong("driftMillis")).isZero();

    wall.addAndGet(-5_000);
    assertThat(clock.toJson().getLong("driftMillis")).isEqualTo(-5_000);
    assertThat(clock.toJson().getLong("time")).isEqualTo(997_000);
  }
}

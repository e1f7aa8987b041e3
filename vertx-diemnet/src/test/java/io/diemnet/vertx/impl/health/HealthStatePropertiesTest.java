package io.diemnet.vertx.impl.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.health.HealthPort.Connection;
import io.diemnet.vertx.impl.health.HealthState.Ping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class HealthStatePropertiesTest {

  private static final Connection A1 = new Connection(PeerId.parse("a".repeat(32)), 1);

  /** A connection that answers at least every fifth ping is never closed, whatever the order. */
  @Property(tries = 300)
  void a_connection_with_at_most_five_failures_since_a_success_is_never_closed(@ForAll long seed) {
    Random random = new Random(seed);
    HealthState any = new HealthState(5, new Random(seed));
    Map<Ping, Boolean> open = new HashMap<>();
    List<Ping> order = new ArrayList<>();
    int failuresInARow = 0;
    for (int round = 0; round < 60; round++) {
      Ping ping = any.nextRound(List.of(A1)).get(0);
      boolean success = failuresInARow == 5 || random.nextBoolean();
      failuresInARow = success ? 0 : failuresInARow + 1;
      open.put(ping, success);
      order.add(ping);
      // Answers stay in order, but come in bursts, as they do after a pause.
      while (!order.isEmpty() && random.nextInt(3) > 0) {
        Ping answered = order.remove(0);
        if (open.remove(answered)) {
          any.succeeded(answered);
        } else {
          assertThat(any.failed(answered)).isFalse();
        }
      }
    }
  }
}

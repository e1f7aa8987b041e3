package io.diemnet.vertx.impl.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.ProtocolId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class InboundCallsTest {

  private static final long TIMEOUT = 10;

  private final InboundCalls calls = new InboundCalls(3, TIMEOUT);

  @Test
  void is_full_at_its_limit_and_not_before() {
    InboundCall first = add(calls, 1, 0);
    add(calls, 2, 0);
    assertThat(calls.full()).isFalse();
    add(calls, 3, 0);
    assertThat(calls.full()).isTrue();
    calls.remove(first);
    assertThat(calls.full()).isFalse();
  }

  @Test
  void the_oldest_runs_out_first_and_at_its_time() {
    InboundCall first = add(calls, 1, 5);
    InboundCall second = add(calls, 2, 7);
    assertThat(calls.expired(5 + TIMEOUT - 1)).isNull();
    assertThat(calls.expired(5 + TIMEOUT)).isSameAs(first);
    calls.remove(first);
    assertThat(calls.expired(5 + TIMEOUT)).isNull();
    assertThat(calls.expired(7 + TIMEOUT)).isSameAs(second);
  }

  @Test
  void requests_of_one_id_are_two_calls() {
    InboundCall one = add(calls, 9, 0);
    InboundCall other = add(calls, 9, 0);
    assertThat(calls.size()).isEqualTo(2);
    assertThat(calls.remove(one)).isTrue();
    assertThat(calls.remove(one)).isFalse();
    assertThat(calls.size()).isEqualTo(1);
    assertThat(calls.oldest()).isSameAs(other);
  }

  @Property(tries = 200)
  void stays_in_order_whatever_is_answered(@ForAll long seed) {
    Random random = new Random(seed);
    InboundCalls tested = new InboundCalls(Integer.MAX_VALUE, TIMEOUT);
    List<InboundCall> model = new ArrayList<>();
    for (int step = 0; step < 300; step++) {
      if (random.nextInt(5) < 3) {
        model.add(add(tested, random.nextInt(4), step));
      } else if (!model.isEmpty()) {
        assertThat(tested.remove(model.remove(random.nextInt(model.size())))).isTrue();
      }
      assertThat(tested.size()).isEqualTo(model.size());
      assertThat(tested.oldest()).isSameAs(model.isEmpty() ? null : model.get(0));
    }
    while (!model.isEmpty()) {
      InboundCall next = model.remove(0);
      assertThat(tested.expired(next.receivedAt + TIMEOUT)).isSameAs(next);
      tested.remove(next);
    }
    assertThat(tested.oldest()).isNull();
  }

  private static InboundCall add(InboundCalls calls, int id, long now) {
    InboundCall call = new InboundCall(id, 0, ProtocolId.CONSENSUS_RPC, 1, now);
    calls.add(call);
    return call;
  }
}

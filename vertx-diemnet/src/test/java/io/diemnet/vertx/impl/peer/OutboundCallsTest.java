package io.diemnet.vertx.impl.peer;

import static io.diemnet.vertx.ProtocolId.CONSENSUS_RPC;
import static io.diemnet.vertx.ProtocolId.HEALTH_CHECKER_RPC;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.ProtocolId;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class OutboundCallsTest {

  private final OutboundCalls calls = new OutboundCalls();

  @Test
  void ids_count_up_from_zero() {
    assertThat(add(1).requestId).isZero();
    assertThat(add(1).requestId).isEqualTo(1);
    calls.take(0);
    assertThat(add(1).requestId).isEqualTo(2);
    assertThat(calls.size()).isEqualTo(2);
  }

  @Test
  void ids_wrap_and_skip_those_still_pending() {
    PendingCall zero = add(1);
    PendingCall one = add(1);
    PendingCall two = add(1);
    calls.take(one.requestId);
    calls.continueAt(-2);
    assertThat(add(1).requestId).isEqualTo(0xfffffffe);
    assertThat(add(1).requestId).isEqualTo(0xffffffff);
    assertThat(add(1).requestId).isEqualTo(1);
    assertThat(add(1).requestId).isEqualTo(3);
    assertThat(calls.take(0)).isSameAs(zero);
    assertThat(calls.take(2)).isSameAs(two);
  }

  @Test
  void a_response_takes_its_call_once() {
    PendingCall call = add(1);
    assertThat(calls.take(call.requestId + 1)).isNull();
    assertThat(calls.take(call.requestId)).isSameAs(call);
    assertThat(calls.take(call.requestId)).isNull();
    assertThat(calls.remove(call)).isFalse();
  }

  @Test
  void a_call_that_is_over_does_not_remove_another_of_the_same_id() {
    PendingCall old = add(1);
    calls.take(old.requestId);
    calls.continueAt(old.requestId);
    PendingCall fresh = add(1);
    assertThat(fresh.requestId).isEqualTo(old.requestId);
    assertThat(calls.remove(old)).isFalse();
    assertThat(calls.remove(fresh)).isTrue();
    assertThat(calls.size()).isZero();
  }

  @Test
  void only_what_is_due_runs_out_also_across_the_clocks_overflow() {
    long now = Long.MAX_VALUE - 5;
    PendingCall early = add(CONSENSUS_RPC, now, 3);
    PendingCall late = add(CONSENSUS_RPC, now, 10);
    assertThat(calls.takeExpired(now + 2)).isEmpty();
    assertThat(calls.takeExpired(now + 3)).containsExactly(early);
    assertThat(calls.takeExpired(now + 9)).isEmpty();
    assertThat(calls.takeExpired(now + 10)).containsExactly(late);
    assertThat(calls.size()).isZero();
  }

  @Test
  void calls_of_one_protocol_are_taken_and_no_other() {
    PendingCall consensus = add(CONSENSUS_RPC, 0, 1);
    PendingCall health = add(HEALTH_CHECKER_RPC, 0, 1);
    assertThat(calls.takeOf(CONSENSUS_RPC)).containsExactly(consensus);
    assertThat(calls.takeAll()).containsExactly(health);
    assertThat(calls.takeAll()).isEmpty();
  }

  @Property(tries = 200)
  void an_id_is_never_given_twice_while_it_is_pending(@ForAll long seed) {
    Random random = new Random(seed);
    OutboundCalls tested = new OutboundCalls();
    Map<Integer, PendingCall> pending = new HashMap<>();
    for (int step = 0; step < 300; step++) {
      if (random.nextInt(20) == 0) {
        // As if as many calls had come and gone as it takes.
        tested.continueAt(random.nextInt(40) - 20);
      }
      if (random.nextBoolean()) {
        PendingCall call = call(CONSENSUS_RPC, 0, 1);
        tested.add(call);
        assertThat(pending.put(call.requestId, call)).isNull();
      } else if (!pending.isEmpty()) {
        int id = pending.keySet().stream().skip(random.nextInt(pending.size())).findFirst().get();
        assertThat(tested.take(id)).isSameAs(pending.remove(id));
      }
      assertThat(tested.size()).isEqualTo(pending.size());
    }
  }

  private PendingCall add(long timeout) {
    return add(CONSENSUS_RPC, 0, timeout);
  }

  private PendingCall add(ProtocolId protocol, long now, long timeout) {
    PendingCall call = call(protocol, now, timeout);
    calls.add(call);
    return call;
  }

  private static PendingCall call(ProtocolId protocol, long now, long timeout) {
    return new PendingCall(
        new PendingCall.Request(protocol, Buffer.buffer(), 0, timeout, false),
        1,
        now,
        Promise.promise());
  }
}

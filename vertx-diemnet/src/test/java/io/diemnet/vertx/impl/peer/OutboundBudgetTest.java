package io.diemnet.vertx.impl.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.impl.DiemWire;
import io.diemnet.vertx.impl.memory.MemoryAccount;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class OutboundBudgetTest {

  private static final int MAX_FRAME = 1000;
  private static final int BOUND = 4000;
  private static final int MESSAGES = 8;
  private static final int PROTOCOL = 2;

  private final OutboundBudget budget =
      new OutboundBudget(settings(), true, MemoryAccount.unlimited());

  @Test
  void takes_bytes_up_to_the_bound_and_not_one_more() {
    assertThat(budget.reserve(BOUND - 1, Outbound.NO_PROTOCOL)).isTrue();
    assertThat(budget.reserve(2, Outbound.NO_PROTOCOL)).isFalse();
    assertThat(budget.reserve(1, Outbound.NO_PROTOCOL)).isTrue();
    assertThat(budget.reserve(1, Outbound.NO_PROTOCOL)).isFalse();
    assertThat(budget.bytes()).isEqualTo(BOUND);
  }

  @Test
  void a_single_message_always_fits_when_nothing_waits() {
    assertThat(budget.reserve(10 * BOUND, Outbound.NO_PROTOCOL)).isTrue();
    assertThat(budget.reserve(1, Outbound.NO_PROTOCOL)).isFalse();
    budget.release(message(10 * BOUND, Outbound.NO_PROTOCOL));
    assertThat(budget.reserve(1, Outbound.NO_PROTOCOL)).isTrue();
  }

  @Test
  void direct_sends_are_bounded_in_number_for_each_protocol() {
    for (int i = 0; i < MESSAGES; i++) {
      assertThat(budget.reserve(1, PROTOCOL)).isTrue();
    }
    assertThat(budget.reserve(1, PROTOCOL)).isFalse();
    assertThat(budget.reserve(1, PROTOCOL + 1)).isTrue();
    assertThat(budget.reserve(1, Outbound.NO_PROTOCOL)).isTrue();
    budget.release(message(1, PROTOCOL));
    assertThat(budget.reserve(1, PROTOCOL)).isTrue();
  }

  @Test
  void replies_are_bounded_in_number_whatever_their_size() {
    int allowed = settings().maxReplies();
    for (int i = 0; i < allowed; i++) {
      assertThat(budget.reserve(1, Outbound.REPLY)).isTrue();
    }
    assertThat(budget.reserve(1, Outbound.REPLY)).isFalse();
    assertThat(budget.replies()).isEqualTo(allowed);
    assertThat(budget.bytes()).isEqualTo(allowed);
    budget.release(message(1, Outbound.REPLY));
    assertThat(budget.reserve(1, Outbound.REPLY)).isTrue();
  }

  @Test
  void what_was_refused_leaves_nothing_behind() {
    assertThat(budget.reserve(BOUND, PROTOCOL)).isTrue();
    for (int i = 0; i < 10 * MESSAGES; i++) {
      assertThat(budget.reserve(1, PROTOCOL)).isFalse();
      assertThat(budget.reserve(1, Outbound.REPLY)).isFalse();
    }
    budget.release(message(BOUND, PROTOCOL));
    assertThat(budget.bytes()).isZero();
    assertThat(budget.replies()).isZero();
    for (int i = 0; i < MESSAGES; i++) {
      assertThat(budget.reserve(1, PROTOCOL)).isTrue();
    }
  }

  @Test
  void rpc_slots_are_bounded_and_the_ping_has_one() {
    for (int i = 0; i < 99; i++) {
      assertThat(budget.reserveCall()).isTrue();
    }
    assertThat(budget.reserveCall()).isFalse();
    assertThat(budget.calls()).isEqualTo(99);
    budget.releaseCall();
    assertThat(budget.reserveCall()).isTrue();
  }

  @Test
  void an_answer_that_waits_claims_room_from_the_application_and_from_nobody_else() {
    Outbound answer = message(MAX_FRAME, Outbound.REPLY);
    assertThat(budget.reserve(BOUND - MAX_FRAME + 10, PROTOCOL)).isTrue();
    assertThat(budget.admit(answer)).isFalse();
    assertThat(budget.hold(answer)).isTrue();
    assertThat(budget.answerBytes()).isEqualTo(MAX_FRAME);
    budget.claim(answer.size);
    assertThat(budget.reserve(1, PROTOCOL)).isFalse();
    assertThat(budget.reserve(1, Outbound.NO_PROTOCOL)).isFalse();
    assertThat(budget.reserve(1, Outbound.REPLY)).isTrue();
    assertThat(budget.full()).isTrue();
    budget.release(message(BOUND - MAX_FRAME + 10, PROTOCOL));
    assertThat(budget.drained()).isFalse();
    assertThat(budget.admit(answer)).isTrue();
    budget.claim(0);
    assertThat(budget.answerBytes()).isZero();
    assertThat(budget.bytes()).isEqualTo(MAX_FRAME + 1);
    budget.release(answer);
    assertThat(budget.drained()).isTrue();
  }

  @Test
  void is_full_and_drained_with_some_way_between() {
    assertThat(budget.full()).isFalse();
    assertThat(budget.drained()).isTrue();
    long high = settings().outboundHighBytes();
    budget.reserve((int) high, Outbound.NO_PROTOCOL);
    assertThat(budget.full()).isFalse();
    assertThat(budget.drained()).isFalse();
    budget.reserve(1, Outbound.NO_PROTOCOL);
    assertThat(budget.full()).isTrue();
    budget.release(message((int) (high - high / 2) + 1, Outbound.NO_PROTOCOL));
    assertThat(budget.drained()).isTrue();
  }

  @Test
  void many_messages_make_it_full_too() {
    for (int i = 0; i < MESSAGES * 3 / 4; i++) {
      assertThat(budget.full()).isFalse();
      budget.reserve(1, PROTOCOL);
    }
    budget.reserve(1, PROTOCOL);
    assertThat(budget.full()).isTrue();
  }

  @Property(tries = 300)
  void a_sender_that_waits_when_it_is_full_is_never_refused(@ForAll long seed) {
    Random random = new Random(seed);
    OutboundBudget tested = new OutboundBudget(settings(), true, MemoryAccount.unlimited());
    Deque<Outbound> waiting = new ArrayDeque<>();
    boolean sending = true;
    for (int step = 0; step < 500; step++) {
      if (sending && random.nextInt(3) > 0) {
        int size = 1 + random.nextInt(MAX_FRAME + Integer.BYTES);
        int protocol = random.nextInt(3);
        assertThat(tested.reserve(size, protocol)).isTrue();
        waiting.add(message(size, protocol));
        sending = !tested.full();
      } else if (!waiting.isEmpty()) {
        tested.release(waiting.remove());
        sending = sending || tested.drained();
      } else {
        assertThat(tested.drained()).isTrue();
        sending = true;
      }
    }
  }

  @Test
  void keeps_its_bounds_when_many_threads_send() throws Exception {
    int threads = 4;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    CountDownLatch begin = new CountDownLatch(1);
    AtomicLong most = new AtomicLong();
    AtomicLong refused = new AtomicLong();
    List<Future<?>> senders = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      int seed = thread;
      senders.add(
          pool.submit(
              () -> {
                begin.await();
                send(new Random(seed), most, refused);
                return null;
              }));
    }
    begin.countDown();
    for (Future<?> sender : senders) {
      sender.get(60, TimeUnit.SECONDS);
    }
    pool.shutdown();
    assertThat(most.get()).isLessThanOrEqualTo(BOUND);
    assertThat(refused.get()).isPositive();
    assertThat(budget.bytes()).isZero();
    assertThat(budget.replies()).isZero();
    for (int i = 0; i < MESSAGES; i++) {
      assertThat(budget.reserve(1, PROTOCOL)).isTrue();
    }
  }

  private void send(Random random, AtomicLong most, AtomicLong refused) {
    Deque<Outbound> own = new ArrayDeque<>();
    for (int i = 0; i < 50_000; i++) {
      int protocol = random.nextInt(4) == 0 ? Outbound.REPLY : PROTOCOL;
      int size = 1 + random.nextInt(MAX_FRAME);
      if (budget.reserve(size, protocol)) {
        own.add(message(size, protocol));
        most.accumulateAndGet(budget.bytes(), Math::max);
      } else {
        refused.incrementAndGet();
      }
      if (own.size() > 3 || random.nextBoolean()) {
        release(own);
      }
    }
    while (!own.isEmpty()) {
      release(own);
    }
  }

  private void release(Deque<Outbound> own) {
    Outbound message = own.poll();
    if (message != null) {
      budget.release(message);
    }
  }

  private static Outbound message(int size, int protocol) {
    return new Outbound(null, size, 0, protocol);
  }

  private static PeerSettings settings() {
    return PeerSettings.of(
        new LimitsOptions()
            .setMaxFrameSize(MAX_FRAME)
            .setOutboundQueueBytes(BOUND)
            .setQueueMessages(MESSAGES),
        DiemWire.REGISTRY,
        DiemWire.CODEC);
  }
}

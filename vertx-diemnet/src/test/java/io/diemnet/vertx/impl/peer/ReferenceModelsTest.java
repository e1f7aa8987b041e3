package io.diemnet.vertx.impl.peer;

import static io.diemnet.vertx.ProtocolId.CONSENSUS_RPC;
import static io.diemnet.vertx.ProtocolId.HEALTH_CHECKER_RPC;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.DiemWire;
import io.diemnet.vertx.impl.memory.MemoryAccount;
import io.diemnet.vertx.impl.memory.MemoryBudget;
import io.diemnet.vertx.impl.memory.MemoryClass;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * The tables and queues of a connection beside models of them that are written as plainly as
 * possible, in thousands of random orders. {@code -Ddiemnet.test.seed=N} repeats one order, {@code
 * -Ddiemnet.test.orders=N} tries more.
 */
class ReferenceModelsTest {

  private static final int ORDERS = Integer.getInteger("diemnet.test.orders", 2000);
  private static final int STEPS = 200;

  private static void inRandomOrders(Consumer<Random> order) {
    Long only = Long.getLong("diemnet.test.seed");
    for (long seed = only == null ? 0 : only; seed < ORDERS || only != null; seed++) {
      try {
        order.accept(new Random(seed));
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError("repeat with -Ddiemnet.test.seed=" + seed, failure);
      }
      if (only != null) {
        return;
      }
    }
  }

  @Test
  void outbound_calls_are_a_map_from_ids_that_count_up() {
    inRandomOrders(
        random -> {
          OutboundCalls tested = new OutboundCalls();
          Map<Integer, PendingCall> model = new HashMap<>();
          List<PendingCall> gone = new ArrayList<>();
          int next = random.nextInt(20) - 10;
          tested.continueAt(next);
          long now = random.nextLong();
          for (int step = 0; step < STEPS; step++) {
            now += random.nextInt(3);
            switch (random.nextInt(12)) {
              case 0 -> taken(tested.takeExpired(now), model, gone, expired(model, now));
              case 1 -> {
                ProtocolId protocol = random.nextBoolean() ? CONSENSUS_RPC : HEALTH_CHECKER_RPC;
                if (random.nextInt(5) == 0) {
                  List<PendingCall> of =
                      model.values().stream()
                          .filter(call -> call.protocol.equals(protocol))
                          .toList();
                  taken(tested.takeOf(protocol), model, gone, of);
                }
              }
              case 2 -> {
                next = random.nextInt(20) - 10;
                tested.continueAt(next);
              }
              case 3 -> {
                int id = random.nextInt(40) - 20;
                PendingCall call = model.remove(id);
                assertThat(tested.take(id)).isSameAs(call);
              }
              case 4, 5 -> {
                PendingCall call = any(random, model.values());
                if (call != null) {
                  model.remove(call.requestId);
                  gone.add(call);
                  assertThat(tested.remove(call)).isTrue();
                }
              }
              case 6 -> {
                PendingCall over = any(random, gone);
                if (over != null) {
                  assertThat(tested.remove(over)).isFalse();
                }
              }
              default -> {
                while (model.containsKey(next)) {
                  next++;
                }
                ProtocolId protocol = random.nextBoolean() ? CONSENSUS_RPC : HEALTH_CHECKER_RPC;
                PendingCall call = call(protocol, now, random.nextInt(30));
                tested.add(call);
                assertThat(call.requestId).isEqualTo(next);
                model.put(next++, call);
              }
            }
            assertThat(tested.size()).isEqualTo(model.size());
          }
          taken(tested.takeAll(), model, gone, List.copyOf(model.values()));
          assertThat(tested.size()).isZero();
        });
  }

  private static List<PendingCall> expired(Map<Integer, PendingCall> model, long now) {
    return model.values().stream().filter(call -> now - call.deadline >= 0).toList();
  }

  private static void taken(
      List<PendingCall> taken,
      Map<Integer, PendingCall> model,
      List<PendingCall> gone,
      List<PendingCall> expected) {
    assertThat(new HashSet<>(taken)).hasSize(taken.size()).isEqualTo(new HashSet<>(expected));
    taken.forEach(call -> model.remove(call.requestId));
    gone.addAll(taken);
  }

  @Test
  void inbound_calls_are_a_list_with_a_limit() {
    inRandomOrders(
        random -> {
          int limit = 1 + random.nextInt(20);
          int timeout = 1 + random.nextInt(20);
          InboundCalls tested = new InboundCalls(limit, timeout);
          List<InboundCall> model = new ArrayList<>();
          List<InboundCall> gone = new ArrayList<>();
          long now = random.nextLong();
          for (int step = 0; step < STEPS; step++) {
            now += random.nextInt(3);
            assertThat(tested.full()).isEqualTo(model.size() >= limit);
            boolean due = !model.isEmpty() && now - model.get(0).receivedAt >= timeout;
            assertThat(tested.expired(now)).isSameAs(due ? model.get(0) : null);
            if (!tested.full() && random.nextBoolean()) {
              InboundCall call = new InboundCall(random.nextInt(3), 0, CONSENSUS_RPC, 1, now);
              tested.add(call);
              model.add(call);
            } else if (!model.isEmpty()) {
              InboundCall call = due ? model.remove(0) : model.remove(random.nextInt(model.size()));
              assertThat(tested.remove(call)).isTrue();
              gone.add(call);
            }
            InboundCall over = any(random, gone);
            if (over != null) {
              assertThat(tested.remove(over)).isFalse();
            }
            assertThat(tested.size()).isEqualTo(model.size());
            assertThat(tested.oldest()).isSameAs(model.isEmpty() ? null : model.get(0));
          }
        });
  }

  /** A pause is one interval: from the first answer that waits to the queue being half empty. */
  @Test
  void waiting_answers_are_a_list_with_one_pause_for_each_crowd() {
    long pause = 100;
    inRandomOrders(
        random -> {
          WaitingAnswers tested = new WaitingAnswers(pause);
          List<InboundCall> model = new ArrayList<>();
          boolean crowd = false;
          boolean over = false;
          long crowdAt = 0;
          long progressAt = 0;
          long seen = 0;
          long written = 0;
          long now = random.nextLong();
          for (int step = 0; step < STEPS; step++) {
            now += random.nextInt(4);
            switch (random.nextInt(6)) {
              case 0, 1 -> {
                if (!crowd) {
                  crowd = true;
                  over = false;
                  crowdAt = now;
                }
                progressAt = model.isEmpty() ? now : progressAt;
                InboundCall call = new InboundCall(0, 0, CONSENSUS_RPC, 1, now);
                tested.add(call, now);
                model.add(call);
              }
              case 2, 3 -> {
                if (!model.isEmpty()) {
                  InboundCall call = model.remove(random.nextInt(model.size()));
                  assertThat(tested.remove(call)).isTrue();
                  assertThat(tested.remove(call)).isFalse();
                }
              }
              case 4 -> written += random.nextInt(2);
              default -> {
                if (random.nextInt(4) == 0) {
                  tested.halfEmpty();
                  crowd &= !model.isEmpty();
                }
              }
            }
            if (random.nextBoolean()) {
              tested.expire(now, written);
              if (!model.isEmpty() && !over) {
                progressAt = written == seen ? progressAt : now;
                seen = written;
                over = now - crowdAt >= pause || now - progressAt >= pause / 10;
              }
            }
            assertThat(tested.paused()).isEqualTo(!model.isEmpty() && !over);
            assertThat(tested.crowded()).isEqualTo(crowd);
            assertThat(tested.size()).isEqualTo(model.size());
            assertThat(tested.isEmpty()).isEqualTo(model.isEmpty());
            assertThat(tested.first()).isSameAs(model.isEmpty() ? null : model.get(0));
          }
        });
  }

  @Test
  void the_outbound_queue_is_a_list_that_is_searched_by_its_rule() {
    inRandomOrders(
        random -> {
          int[] priorities = random.ints(1 + random.nextInt(5), 0, 256).toArray();
          OutboundQueue tested = new OutboundQueue(null);
          // In the order of age: a message that was added first is the oldest.
          List<Outbound> model = new ArrayList<>();
          int taken = 0;
          for (int step = 0; step < STEPS; step++) {
            int what = random.nextInt(100);
            if (what < 45) {
              Outbound message = message(priorities[random.nextInt(priorities.length)], 1, -1);
              tested.add(message);
              model.add(message);
            } else if (what < 50 && model.stream().noneMatch(each -> each.sequence < 0)) {
              Outbound ping = message(priorities[random.nextInt(priorities.length)], 1, -1);
              tested.addFirst(ping);
              model.add(0, ping);
            } else if (what < 90) {
              Outbound expected = null;
              if (model.isEmpty()) {
                taken = 0;
              } else if (++taken == OutboundQueue.FAIR_EVERY) {
                taken = 0;
                expected = model.remove(0);
              } else {
                expected = mostUrgent(model);
                model.remove(expected);
              }
              assertThat(tested.poll()).isSameAs(expected);
            } else if (!model.isEmpty()) {
              Outbound message = model.remove(random.nextInt(model.size()));
              tested.remove(message);
              tested.remove(message);
            } else {
              tested.trim();
            }
            assertThat(tested.size()).isEqualTo(model.size());
            assertThat(tested.isEmpty()).isEqualTo(model.isEmpty());
          }
        });
  }

  private static Outbound mostUrgent(List<Outbound> waiting) {
    return waiting.stream()
        .min(Comparator.comparingInt((Outbound message) -> -message.priority))
        .orElseThrow();
  }

  @Test
  void the_outbound_budget_is_the_sum_of_what_waits_and_ends_at_zero() {
    PeerSettings settings =
        PeerSettings.of(
            new LimitsOptions()
                .setMaxFrameSize(20_000)
                .setOutboundQueueBytes(80_000)
                .setQueueMessages(8),
            DiemWire.REGISTRY,
            DiemWire.CODEC);
    inRandomOrders(
        random -> {
          MemoryBudget process = new MemoryBudget(50_000 + random.nextInt(100_000));
          MemoryAccount account = process.open(this, MemoryClass.TRUSTED);
          OutboundBudget tested = new OutboundBudget(settings, 1, account);
          List<Outbound> queued = new ArrayList<>();
          List<Outbound> held = new ArrayList<>();
          int calls = 0;
          int claimed = 0;
          for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(10)) {
              case 0, 1, 2, 3 -> {
                int protocol = random.nextInt(6) - 3;
                Outbound message = message(0, 1 + random.nextInt(20_000), protocol);
                boolean room = room(settings, queued, claimed, message);
                boolean reserved = tested.reserve(message.size, protocol);
                // The budget of the process can refuse what the connection has room for.
                assertThat(!reserved || room).isTrue();
                if (room
                    && account.held() + message.size + (1 << 13)
                        < process.limit(MemoryClass.TRUSTED)) {
                  assertThat(reserved).isTrue();
                }
                if (reserved) {
                  queued.add(message);
                }
              }
              case 4 -> {
                Outbound answer = message(0, 1 + random.nextInt(20_000), Outbound.REPLY);
                if (tested.hold(answer)) {
                  held.add(answer);
                }
              }
              case 5 -> {
                if (!held.isEmpty()) {
                  Outbound answer = held.get(0);
                  boolean room = room(settings, queued, 0, answer);
                  if (tested.admit(answer)) {
                    assertThat(room).isTrue();
                    queued.add(held.remove(0));
                  }
                }
                claimed = held.isEmpty() ? 0 : held.get(0).size;
                tested.claim(claimed);
              }
              case 6 -> {
                if (!held.isEmpty()) {
                  tested.unhold(held.remove(random.nextInt(held.size())));
                }
              }
              case 7 -> {
                if (tested.reserveCall()) {
                  calls++;
                } else {
                  assertThat(calls).isEqualTo(settings.maxCalls(1));
                }
                if (random.nextBoolean()) {
                  tested.releaseCall();
                  calls--;
                }
              }
              default -> {
                if (!queued.isEmpty()) {
                  tested.release(queued.remove(random.nextInt(queued.size())));
                }
              }
            }
            assertThat(tested.bytes()).isEqualTo(bytes(queued));
            assertThat(tested.replies()).isEqualTo(replies(queued));
            assertThat(tested.answers()).isEqualTo(held.size());
            assertThat(tested.answerBytes()).isEqualTo(bytes(held));
            assertThat(tested.calls()).isEqualTo(calls);
            assertThat(account.held())
                .isEqualTo((bytes(queued) >> 13 << 13) + bytes(held))
                .isEqualTo(process.used(MemoryClass.TRUSTED));
          }
          queued.forEach(tested::release);
          held.forEach(tested::unhold);
          for (; calls > 0; calls--) {
            tested.releaseCall();
          }
          tested.claim(0);
          assertThat(tested.bytes() + tested.replies() + tested.answerBytes()).isZero();
          assertThat(tested.calls()).isZero();
          assertThat(tested.full()).isFalse();
          assertThat(tested.drained()).isTrue();
          assertThat(process.used(MemoryClass.TRUSTED)).isZero();
        });
  }

  private static boolean room(
      PeerSettings settings, List<Outbound> queued, int claimed, Outbound message) {
    int protocol = message.countedProtocol;
    long alike = queued.stream().filter(each -> each.countedProtocol == protocol).count();
    if (protocol >= 0 && alike >= settings.queueMessages()) {
      return false;
    }
    boolean reply = protocol == Outbound.REPLY || protocol == Outbound.PONG;
    if (reply && replies(queued) >= settings.maxReplies()) {
      return false;
    }
    long limit =
        settings.outboundQueueBytes()
            + (protocol == Outbound.PONG ? 1024 : 0)
            - (reply ? 0 : claimed);
    return queued.isEmpty() || bytes(queued) + message.size <= limit;
  }

  private static long bytes(List<Outbound> messages) {
    return messages.stream().mapToLong(message -> message.size).sum();
  }

  private static int replies(List<Outbound> messages) {
    return (int)
        messages.stream()
            .filter(
                each ->
                    each.countedProtocol == Outbound.REPLY || each.countedProtocol == Outbound.PONG)
            .count();
  }

  private static <T> T any(Random random, Collection<T> from) {
    return from.isEmpty()
        ? null
        : from.stream().skip(random.nextInt(from.size())).findFirst().orElseThrow();
  }

  private static PendingCall call(ProtocolId protocol, long now, long timeout) {
    return new PendingCall(
        new PendingCall.Request(protocol, Buffer.buffer(), 0, timeout, false),
        1,
        now,
        Promise.promise());
  }

  private static Outbound message(int priority, int size, int protocol) {
    return new Outbound(null, size, priority, protocol);
  }
}

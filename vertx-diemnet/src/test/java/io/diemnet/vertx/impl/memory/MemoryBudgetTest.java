package io.diemnet.vertx.impl.memory;

import static io.diemnet.vertx.impl.memory.MemoryClass.STRANGERS;
import static io.diemnet.vertx.impl.memory.MemoryClass.TRUSTED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who may hold how much, and who goes when it is too much. */
class MemoryBudgetTest {

  private final MemoryBudget budget = new MemoryBudget(1000);
  private final List<MemoryAccount> evicted = new ArrayList<>();

  private MemoryAccount open(MemoryClass of) {
    MemoryAccount account = budget.open(this, of);
    account.onEvicted(() -> evicted.add(account));
    return account;
  }

  @Test
  void strangers_may_use_half_and_trusted_peers_all() {
    MemoryAccount stranger = open(STRANGERS);
    assertThat(stranger.charge(500)).isTrue();
    assertThat(stranger.charge(1)).isFalse();
    assertThat(evicted).containsExactly(stranger);
    stranger.close();
    MemoryAccount trusted = open(TRUSTED);
    assertThat(trusted.charge(1000)).isTrue();
    assertThat(trusted.chargeIfRoom(1)).isFalse();
    assertThat(budget.used(TRUSTED)).isEqualTo(1000);
  }

  @Test
  void the_connection_that_holds_most_of_the_least_trusted_goes() {
    MemoryAccount trusted = open(TRUSTED);
    MemoryAccount small = open(STRANGERS);
    MemoryAccount large = open(STRANGERS);
    assertThat(trusted.charge(550)).isTrue();
    assertThat(small.charge(100)).isTrue();
    assertThat(large.charge(300)).isTrue();

    assertThat(trusted.charge(200)).as("it is made room for").isTrue();
    assertThat(evicted).containsExactly(large);
    assertThat(large.charge(1)).as("who goes gets no more").isFalse();
    assertThat(budget.held(this, STRANGERS)).as("until it is closed").isEqualTo(400);
    large.close();
    assertThat(budget.held(this, STRANGERS)).isEqualTo(100);

    assertThat(small.charge(300)).as("the largest asks itself").isFalse();
    assertThat(evicted).containsExactly(large, small);
  }

  @Test
  void without_strangers_the_trusted_connection_that_holds_most_goes() {
    MemoryAccount large = open(TRUSTED);
    MemoryAccount small = open(TRUSTED);
    assertThat(large.charge(900)).isTrue();
    assertThat(small.charge(200)).isTrue();
    assertThat(evicted).containsExactly(large);
  }

  @Test
  void what_the_application_sends_evicts_nobody() {
    MemoryAccount stranger = open(STRANGERS);
    MemoryAccount trusted = open(TRUSTED);
    assertThat(stranger.charge(400)).isTrue();
    assertThat(trusted.chargeIfRoom(601)).isFalse();
    assertThat(trusted.chargeIfRoom(600)).isTrue();
    assertThat(evicted).isEmpty();
  }

  @Test
  void evicted_connections_that_are_not_closed_yet_hold_a_quarter_beyond_the_limit_at_most() {
    int let = 0;
    for (int i = 0; i < 100; i++) {
      let += open(STRANGERS).charge(100) ? 1 : 0;
    }
    assertThat(let).isEqualTo(7);
    assertThat(budget.used(STRANGERS)).isEqualTo(700);
    evicted.forEach(MemoryAccount::close);
    assertThat(budget.used(STRANGERS)).isLessThanOrEqualTo(437);
  }

  @Test
  void strangers_are_not_wanted_while_their_share_is_seven_eighths_full() {
    MemoryAccount stranger = open(STRANGERS);
    stranger.charge(430);
    assertThat(budget.strangersFull()).isFalse();
    stranger.charge(20);
    assertThat(budget.strangersFull()).isTrue();
    stranger.release(20);
    assertThat(budget.strangersFull()).isFalse();
  }

  @Test
  void a_peer_that_proved_its_role_takes_what_it_holds_along() {
    MemoryAccount account = open(STRANGERS);
    account.charge(300);
    account.trust();
    assertThat(budget.used(STRANGERS)).isZero();
    assertThat(budget.used(TRUSTED)).isEqualTo(300);
    account.close();
    assertThat(budget.used(TRUSTED)).isZero();
  }

  @Test
  void each_byte_is_returned_once() {
    MemoryAccount account = open(TRUSTED);
    account.charge(300);
    account.release(100);
    account.close();
    account.release(200);
    account.force(50);
    account.close();
    assertThat(account.charge(1)).isFalse();
    assertThat(account.chargeIfRoom(1)).isFalse();
    assertThat(budget.used(TRUSTED)).isZero();
  }

  @Test
  void what_the_application_keeps_is_charged_beyond_the_end() {
    MemoryAccount account = open(STRANGERS);
    account.charge(300);
    account.close();
    MemoryAccount left = account.leaveBehind(300);
    assertThat(budget.held(this, STRANGERS)).isEqualTo(300);
    MemoryAccount other = open(STRANGERS);
    assertThat(other.charge(300)).as("its eviction would free nothing").isFalse();
    left.release(300);
    left.close();
    assertThat(budget.used(STRANGERS)).isZero();
  }

  @Test
  void a_lease_goes_to_the_account_once_for_8_kib_and_returns_all() {
    MemoryBudget large = new MemoryBudget(1_000_000);
    MemoryAccount account = large.open(this, TRUSTED);
    MemoryLease lease = new MemoryLease(account);
    for (int i = 0; i < 8; i++) {
      assertThat(lease.take(1000)).isTrue();
    }
    assertThat(large.used(TRUSTED)).isZero();
    lease.take(1000);
    assertThat(large.used(TRUSTED)).isEqualTo(9000);
    lease.give(9000);
    assertThat(large.used(TRUSTED)).isZero();
    assertThat(lease.take(2_000_000)).isFalse();
    assertThat(large.used(TRUSTED)).isZero();
  }

  @Test
  void large_arrays_count_as_the_regions_that_they_take() {
    assertThat(MemoryLease.footprint(1000)).isEqualTo(1016);
    assertThat(MemoryLease.footprint(600_000)).isEqualTo(1 << 20);
    assertThat(MemoryLease.footprint(8 << 20)).isEqualTo(9 << 20);
  }

  @Test
  void from_many_threads_the_limit_holds_and_nothing_is_lost() throws InterruptedException {
    MemoryBudget shared = new MemoryBudget(100_000);
    AtomicInteger over = new AtomicInteger();
    int threads = 4;
    CountDownLatch done = new CountDownLatch(threads);
    for (int t = 0; t < threads; t++) {
      Random random = new Random(t);
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 2_000; i++) {
                  MemoryAccount account =
                      shared.open(this, random.nextBoolean() ? TRUSTED : STRANGERS);
                  account.onEvicted(account::close);
                  for (int j = 0; j < 5; j++) {
                    int bytes = random.nextInt(20_000);
                    boolean charged =
                        random.nextBoolean() ? account.charge(bytes) : account.chargeIfRoom(bytes);
                    if (charged && random.nextBoolean()) {
                      account.release(bytes);
                    }
                    if (shared.used(STRANGERS) > 50_000 + 25_000 + threads * 20_000) {
                      over.incrementAndGet();
                    }
                  }
                  account.close();
                }
                done.countDown();
              });
      thread.start();
    }
    done.await();
    assertThat(over).hasValue(0);
    assertThat(shared.used(TRUSTED)).isZero();
    assertThat(shared.used(STRANGERS)).isZero();
    assertThat(shared.strangersFull()).isFalse();
    MemoryAccount all = shared.open(this, TRUSTED);
    assertThat(all.charge(100_000)).as("nothing counts as leaving any more").isTrue();
  }

  @Test
  void the_numbers_of_a_heap_that_is_too_small_are_told() {
    long mib = 1 << 20;
    assertThat(MemoryPlan.frameMistake(8 * mib, MemoryPlan.byDefault(64 * mib), 64 * mib)).isNull();
    assertThat(MemoryPlan.frameMistake(8 * mib, 16 * mib, 48 * mib))
        .contains("8388608 bytes", "takes 18 MiB", "is 16 MiB (a third of the heap, 48 MiB)")
        .contains("-Xmx54m");
    assertThat(MemoryPlan.budgetMistake(48 * mib, 96 * mib)).isNull();
    assertThat(MemoryPlan.budgetMistake(60 * mib, 96 * mib))
        .contains("60 MiB is over 48 MiB", "96 MiB");
  }
}

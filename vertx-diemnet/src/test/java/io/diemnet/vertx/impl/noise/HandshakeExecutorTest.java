package io.diemnet.vertx.impl.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diemnet.vertx.impl.noise.HandshakeExecutor.Lane;
import io.diemnet.vertx.impl.noise.crypto.CryptoProviders;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HandshakeExecutorTest {

  @Test
  void takes_no_more_than_its_queue_and_counts_the_rest() throws Exception {
    HandshakeExecutor executor = new HandshakeExecutor(1, 1, 2);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(3);
    executor.execute(
        () -> {
          begun.countDown();
          try {
            release.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          assertThat(Thread.currentThread().isDaemon()).isTrue();
          done.countDown();
        });
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    executor.execute(done::countDown);
    executor.execute(done::countDown);
    assertThatThrownBy(() -> executor.execute(done::countDown))
        .isInstanceOf(RejectedExecutionException.class);
    release.countDown();
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
  }

  /** Occupies the one thread until it is released. */
  private static CountDownLatch occupy(HandshakeExecutor executor) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    executor.execute(
        () -> {
          begun.countDown();
          try {
            release.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    return release;
  }

  @Test
  void a_flood_in_one_lane_takes_no_room_in_another() throws Exception {
    HandshakeExecutor executor = new HandshakeExecutor(1, 1, 2);
    CountDownLatch release = occupy(executor);
    CountDownLatch done = new CountDownLatch(2 * Lane.values().length);
    for (Lane lane : List.of(Lane.STRANGER, Lane.CLAIMED, Lane.KNOWN, Lane.OWN)) {
      executor.execute(lane, done::countDown);
      executor.lane(lane).execute(done::countDown);
      assertThatThrownBy(() -> executor.execute(lane, done::countDown))
          .isInstanceOf(RejectedExecutionException.class);
    }
    release.countDown();
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void the_more_urgent_lane_goes_first_and_the_least_urgent_is_never_forgotten() throws Exception {
    HandshakeExecutor executor = new HandshakeExecutor(1, 1, 100);
    CountDownLatch release = occupy(executor);
    List<Lane> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch done = new CountDownLatch(40);
    for (int i = 0; i < 20; i++) {
      for (Lane lane : List.of(Lane.STRANGER, Lane.KNOWN)) {
        executor.execute(
            lane,
            () -> {
              order.add(lane);
              done.countDown();
            });
      }
    }
    release.countDown();
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    // The thread was occupied by the first of each eight.
    int every = HandshakeExecutor.FAIR_EVERY;
    assertThat(order.subList(0, every - 2)).containsOnly(Lane.KNOWN);
    assertThat(order.subList(0, every - 1)).contains(Lane.STRANGER);
    assertThat(order.subList(0, 22).stream().filter(Lane.KNOWN::equals)).hasSize(20);
  }

  @Test
  void what_anybody_can_ask_for_leaves_threads_for_known_peers() throws Exception {
    HandshakeExecutor executor = new HandshakeExecutor(2, 1, 100);
    CountDownLatch release = occupy(executor);
    CountDownLatch anybodys = new CountDownLatch(2);
    executor.execute(Lane.STRANGER, anybodys::countDown);
    executor.execute(Lane.CLAIMED, anybodys::countDown);
    for (int i = 0; i < 2 * HandshakeExecutor.FAIR_EVERY; i++) {
      CountDownLatch known = new CountDownLatch(1);
      executor.execute(i % 2 == 0 ? Lane.KNOWN : Lane.OWN, known::countDown);
      assertThat(known.await(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(anybodys.getCount()).isEqualTo(2);
    release.countDown();
    assertThat(anybodys.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void a_task_that_fails_ends_no_worker() throws Exception {
    HandshakeExecutor executor = new HandshakeExecutor(1, 1, 100);
    CountDownLatch done = new CountDownLatch(1);
    executor.execute(
        () -> {
          Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> {});
          throw new IllegalStateException("a broken task");
        });
    executor.execute(done::countDown);
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void the_cipher_is_warmed_up_once() throws Exception {
    Future<Void> first = CipherWarmUp.warmUp(CryptoProviders.jdk());
    assertThat(CipherWarmUp.warmUp(CryptoProviders.jdk())).isSameAs(first);
    first.await(60, TimeUnit.SECONDS);
    assertThat(first.succeeded()).isTrue();
  }

  @Test
  void a_step_that_throws_an_error_costs_neither_a_thread_nor_its_place() throws Exception {
    HandshakeExecutor executor = new HandshakeExecutor(2, 1, 64);
    // The threads report what they cannot handle, as any thread of a pool does.
    for (int i = 0; i < 16; i++) {
      for (Lane lane : Lane.values()) {
        int kind = i % 3;
        executor.execute(
            lane,
            () -> {
              switch (kind) {
                case 0 -> throw new OutOfMemoryError("a test's");
                case 1 -> throw new StackOverflowError("a test's");
                default -> throw new NoClassDefFoundError("a test's");
              }
            });
      }
    }
    // Each lane still has all the threads that it may have.
    for (Lane lane : Lane.values()) {
      int together = lane == Lane.OWN || lane == Lane.KNOWN ? 2 : 1;
      CountDownLatch begun = new CountDownLatch(together);
      CountDownLatch done = new CountDownLatch(together);
      for (int i = 0; i < together; i++) {
        executor.execute(
            lane,
            () -> {
              begun.countDown();
              try {
                begun.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              done.countDown();
            });
      }
      assertThat(done.await(30, TimeUnit.SECONDS)).as("%s", lane).isTrue();
    }
  }
}

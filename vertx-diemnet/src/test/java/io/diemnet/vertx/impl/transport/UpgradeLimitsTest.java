package io.diemnet.vertx.impl.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.impl.metrics.FailureReason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UpgradeLimitsTest {

  private final UpgradeLimits limits = new UpgradeLimits(5, 2);

  @Test
  void one_address_has_its_part_whatever_its_ports() {
    assertThat(limits.acquire(from(1, 1000))).isNull();
    assertThat(limits.acquire(from(1, 1001))).isNull();
    assertThat(limits.acquire(from(1, 1002)))
        .isEqualTo(FailureReason.TOO_MANY_UPGRADES_FROM_ADDRESS);
    assertThat(limits.acquire(from(2, 1000))).isNull();
    limits.release(from(1, 1000));
    assertThat(limits.acquire(from(1, 1003))).isNull();
  }

  @Test
  void all_together_are_limited_too() {
    for (int host = 1; host <= 5; host++) {
      assertThat(limits.acquire(from(host, 1))).isNull();
    }
    assertThat(limits.acquire(from(6, 1))).isEqualTo(FailureReason.TOO_MANY_UPGRADES);
    limits.release(from(3, 1));
    assertThat(limits.acquire(from(6, 1))).isNull();
  }

  @Test
  void a_refused_one_takes_no_place_and_nothing_is_remembered_at_the_end() {
    limits.acquire(from(1, 1));
    limits.acquire(from(1, 2));
    for (int i = 0; i < 10; i++) {
      assertThat(limits.acquire(from(1, 3))).isNotNull();
    }
    assertThat(limits.total()).isEqualTo(2);
    limits.release(from(1, 1));
    limits.release(from(1, 2));
    assertThat(limits.total()).isZero();
    assertThat(limits.addresses()).isZero();
  }

  @Test
  void what_has_no_ip_address_counts_in_all() {
    SocketAddress unknown = null;
    for (int i = 0; i < 5; i++) {
      assertThat(limits.acquire(unknown)).isNull();
    }
    assertThat(limits.acquire(unknown)).isEqualTo(FailureReason.TOO_MANY_UPGRADES);
    limits.release(unknown);
    assertThat(limits.total()).isEqualTo(4);
  }

  @Test
  void keeps_count_when_many_threads_come_and_go() throws Exception {
    int threads = 4;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    CountDownLatch begin = new CountDownLatch(1);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      all.add(
          pool.submit(
              () -> {
                begin.await();
                for (int round = 0; round < 50_000; round++) {
                  if (limits.acquire(from(1, 1)) == null) {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    inside.decrementAndGet();
                    limits.release(from(1, 1));
                  }
                }
                return null;
              }));
    }
    begin.countDown();
    for (Future<?> each : all) {
      each.get(60, TimeUnit.SECONDS);
    }
    pool.shutdown();
    assertThat(most.get()).isBetween(1, 2);
    assertThat(limits.total()).isZero();
    assertThat(limits.addresses()).isZero();
  }

  private static SocketAddress from(int host, int port) {
    try {
      return new InetSocketAddress(
          InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) host}), port);
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }
}

package io.diemnet.vertx.impl.noise;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ReplayTableTest {

  private final PublicKey key = PrivateKey.generate().publicKey();
  private final PublicKey other = PrivateKey.generate().publicKey();
  private final ReplayTable table = new ReplayTable();

  @Test
  void keeps_one_timestamp_per_key() {
    assertThat(table.accept(key, 5)).isTrue();
    assertThat(table.accept(other, 5)).isTrue();
    assertThat(table.accept(key, 5)).isFalse();
    assertThat(table.accept(key, 6)).isTrue();
    assertThat(table.size()).isEqualTo(2);
  }

  @Test
  void retain_forgets_only_who_is_not_trusted_any_more() {
    table.accept(key, 5);
    table.accept(other, 5);
    table.retain(Set.of(key));
    assertThat(table.size()).isEqualTo(1);
    assertThat(table.accept(key, 5)).isFalse();
    assertThat(table.accept(other, 5)).isTrue();
  }

  @Test
  void of_the_same_message_on_many_threads_exactly_one_is_accepted() throws Exception {
    int threads = 4;
    int rounds = 2_000;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    CyclicBarrier barrier = new CyclicBarrier(threads);
    try {
      List<Future<Integer>> results = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        results.add(
            pool.submit(
                () -> {
                  int accepted = 0;
                  for (int round = 1; round <= rounds; round++) {
                    barrier.await();
                    if (table.accept(key, round)) {
                      accepted++;
                    }
                  }
                  return accepted;
                }));
      }
      int total = 0;
      for (Future<Integer> result : results) {
        total += result.get();
      }
      assertThat(total).isEqualTo(rounds);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void timestamps_of_one_identity_always_grow() {
    long[] clock = {100};
    TimestampSource source = new TimestampSource(() -> clock[0]);
    assertThat(source.next()).isEqualTo(100);
    assertThat(source.next()).isEqualTo(101);
    clock[0] = 50;
    assertThat(source.next()).isEqualTo(102);
    clock[0] = 500;
    assertThat(source.next()).isEqualTo(500);
  }
}

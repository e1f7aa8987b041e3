package io.diemnet.vertx.impl.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diemnet.vertx.impl.noise.crypto.CryptoProviders;
import io.vertx.core.Future;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HandshakeExecutorTest {

  @Test
  void takes_no_more_than_its_queue_and_counts_the_rest() throws Exception {
    HandshakeExecutor executor = new HandshakeExecutor(1, 2);
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
    assertThat(executor.rejected()).isEqualTo(1);
    release.countDown();
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void the_cipher_is_warmed_up_once() throws Exception {
    Future<Void> first = CipherWarmUp.warmUp(CryptoProviders.jdk());
    assertThat(CipherWarmUp.warmUp(CryptoProviders.jdk())).isSameAs(first);
    first.await(60, TimeUnit.SECONDS);
    assertThat(first.succeeded()).isTrue();
  }
}

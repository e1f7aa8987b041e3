package io.diemnet.vertx.impl.util;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogDigestTest {

  @Test
  void the_count_is_told_at_most_once_a_minute() {
    LogDigest digest = new LogDigest();
    assertThat(digest.due(0)).isZero();
    for (int second = 0; second < 60; second++) {
      digest.add(second * 1_000_000_000L);
      assertThat(digest.due(second * 1_000_000_000L)).isZero();
    }
    assertThat(digest.due(LogDigest.INTERVAL)).isEqualTo(60);
    assertThat(digest.due(LogDigest.INTERVAL)).as("told").isZero();
    digest.add(LogDigest.INTERVAL);
    assertThat(digest.due(2 * LogDigest.INTERVAL - 1)).isZero();
    assertThat(digest.due(2 * LogDigest.INTERVAL)).isOne();
  }
}

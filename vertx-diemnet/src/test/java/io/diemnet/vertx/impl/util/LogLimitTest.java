package io.diemnet.vertx.impl.util;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LogLimitTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final LogLimit limit = new LogLimit(4, 2);

  @Test
  void one_source_has_its_part_and_the_others_theirs() {
    assertThat(limit.tell("flood", 0)).isZero();
    assertThat(limit.tell("flood", 0)).isZero();
    for (int i = 0; i < 100; i++) {
      assertThat(limit.tell("flood", 0)).isEqualTo(LogLimit.SILENT);
    }
    assertThat(limit.tell("other", 0)).isEqualTo(100);
    assertThat(limit.tell("other", 0)).isZero();
    assertThat(limit.tell("third", 0)).isEqualTo(LogLimit.SILENT);
  }

  @Test
  void the_next_second_begins_anew_and_tells_how_many_were_skipped() {
    for (int i = 0; i < 10; i++) {
      limit.tell("flood", 5);
    }
    assertThat(limit.tell("flood", 5 + SECOND - 1)).isEqualTo(LogLimit.SILENT);
    assertThat(limit.tell("flood", 5 + SECOND)).isEqualTo(9);
    assertThat(limit.tell("flood", 5 + SECOND)).isZero();
  }

  @Test
  void an_unknown_source_is_one_too() {
    assertThat(limit.tell(null, 0)).isZero();
    assertThat(limit.tell(null, 0)).isZero();
    assertThat(limit.tell(null, 0)).isEqualTo(LogLimit.SILENT);
  }

  @Test
  void tells_of_skipped_ones_only_when_there_are_any() {
    assertThat(LogLimit.more(0)).isEmpty();
    assertThat(LogLimit.more(3)).contains("3 more");
  }
}

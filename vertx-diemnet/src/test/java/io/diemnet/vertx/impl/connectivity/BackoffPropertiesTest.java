package io.diemnet.vertx.impl.connectivity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BackoffPropertiesTest {

  @Property
  void never_less_than_the_delay_and_at_most_100_ms_more(
      @ForAll @IntRange(min = 1, max = 40) int failures,
      @ForAll @IntRange(min = 1, max = 5) int base,
      @ForAll @IntRange(min = 1, max = 200_000) int max,
      @ForAll long seed) {
    long delay = new Backoff(base, max).delay(failures, false, new Random(seed));
    long bare = Math.min(max, (long) (Math.pow(base, failures) * 1_000));
    assertThat(delay).isBetween(bare, bare + 100);
  }
}

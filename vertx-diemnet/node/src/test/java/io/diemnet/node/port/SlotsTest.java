package io.diemnet.node.port;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlotsTest {

  @Test
  void a_newcomer_gets_the_place_of_the_one_that_was_silent_longest() {
    Slots<String> slots = new Slots<>(3);
    assertThat(slots.add("a")).isNull();
    assertThat(slots.add("b")).isNull();
    assertThat(slots.add("c")).isNull();
    slots.heard("a");

    assertThat(slots.add("d")).isEqualTo("b");
    assertThat(slots.add("e")).isEqualTo("c");
    assertThat(slots.all()).containsExactly("a", "d", "e");
  }

  @Test
  void a_place_that_was_given_back_is_free_and_is_not_taken_again_by_being_heard() {
    Slots<String> slots = new Slots<>(1);
    slots.add("a");
    slots.remove("a");
    slots.heard("a");

    assertThat(slots.size()).isZero();
    assertThat(slots.add("b")).isNull();
  }
}

package io.diemnet.node.port;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlacesTest {

  @Test
  void a_newcomer_gets_the_place_of_the_one_that_was_silent_longest() {
    Places<String> places = new Places<>(3);
    assertThat(places.add("a")).isNull();
    assertThat(places.add("b")).isNull();
    assertThat(places.add("c")).isNull();
    places.heard("a");

    assertThat(places.add("d")).isEqualTo("b");
    assertThat(places.add("e")).isEqualTo("c");
    assertThat(places.all()).containsExactly("a", "d", "e");
  }

  @Test
  void a_place_that_was_given_back_is_free_and_is_not_taken_again_by_being_heard() {
    Places<String> places = new Places<>(1);
    places.add("a");
    places.remove("a");
    places.heard("a");

    assertThat(places.size()).isZero();
    assertThat(places.add("b")).isNull();
  }
}

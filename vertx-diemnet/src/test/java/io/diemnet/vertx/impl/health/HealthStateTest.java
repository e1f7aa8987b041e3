package io.diemnet.vertx.impl.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.health.HealthPort.Connection;
import io.diemnet.vertx.impl.health.HealthState.Ping;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Section 11, five failures tolerated. */
class HealthStateTest {

  private static final PeerId A = PeerId.parse("a".repeat(32));
  private static final PeerId B = PeerId.parse("b".repeat(32));
  private static final Connection A1 = new Connection(A, 1);
  private static final Connection A2 = new Connection(A, 2);
  private static final Connection B3 = new Connection(B, 3);

  private final HealthState state = new HealthState(5, new Random(1));

  private Ping ping(Connection connection) {
    return state.nextRound(List.of(connection)).get(0);
  }

  private List<Ping> pings(Connection connection, int count) {
    List<Ping> pings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pings.add(ping(connection));
    }
    return pings;
  }

  @Test
  void every_connection_is_pinged_each_round_with_a_nonce_of_its_own() {
    Set<Integer> nonces = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      List<Ping> pings = state.nextRound(List.of(A1, B3));
      assertThat(pings).extracting(Ping::connection).containsExactly(A1, B3);
      pings.forEach(ping -> nonces.add(ping.nonce()));
    }
    assertThat(nonces).hasSize(100);
  }

  @Test
  void the_sixth_failure_closes_the_connection_and_its_count_is_forgotten() {
    List<Ping> pings = pings(A1, 7);
    for (int i = 0; i < 5; i++) {
      assertThat(state.failed(pings.get(i))).isFalse();
    }
    assertThat(state.failed(pings.get(5))).isTrue();
    assertThat(state.failures(A)).isZero();
    assertThat(state.failed(pings.get(6))).as("not twice").isFalse();
  }

  @Test
  void a_success_forgives_earlier_failures() {
    List<Ping> pings = pings(A1, 11);
    for (int i = 0; i < 5; i++) {
      state.failed(pings.get(i));
    }
    assertThat(state.failures(A)).isEqualTo(5);
    state.succeeded(pings.get(5));
    assertThat(state.failures(A)).isZero();
    for (int i = 6; i < 11; i++) {
      assertThat(state.failed(pings.get(i))).isFalse();
    }
    assertThat(state.failed(ping(A1))).isTrue();
  }

  @Test
  void failures_that_a_newer_success_has_overtaken_do_not_count() {
    List<Ping> pings = pings(A1, 10);
    state.succeeded(pings.get(9));
    for (int i = 0; i < 9; i++) {
      assertThat(state.failed(pings.get(i))).isFalse();
    }
    assertThat(state.failures(A)).isZero();
  }

  @Test
  void a_success_older_than_the_last_one_changes_nothing() {
    List<Ping> pings = pings(A1, 4);
    state.succeeded(pings.get(1));
    state.failed(pings.get(2));
    state.succeeded(pings.get(0));
    assertThat(state.failures(A)).isEqualTo(1);
    state.succeeded(pings.get(3));
    assertThat(state.failures(A)).isZero();
  }

  @Test
  void a_late_failure_of_an_old_connection_never_harms_the_new_one() {
    List<Ping> old = pings(A1, 9);
    pings(A2, 1);
    old.forEach(ping -> assertThat(state.failed(ping)).isFalse());
    assertThat(state.failures(A)).isZero();
  }

  @Test
  void a_late_success_of_an_old_connection_does_not_forgive_the_new_one() {
    List<Ping> old = pings(A1, 1);
    state.failed(ping(A2));
    state.succeeded(old.get(0));
    assertThat(state.failures(A)).isEqualTo(1);
  }

  @Test
  void pings_from_before_a_count_was_forgotten_do_not_count_against_the_same_connection() {
    List<Ping> pings = pings(A1, 12);
    for (int i = 0; i < 6; i++) {
      state.failed(pings.get(i));
    }
    Ping next = ping(A1);
    for (int i = 6; i < 12; i++) {
      assertThat(state.failed(pings.get(i))).isFalse();
    }
    state.failed(next);
    assertThat(state.failures(A)).isEqualTo(1);
  }

  @Test
  void nothing_is_kept_of_connections_that_are_gone() {
    for (int i = 0; i < 1_000; i++) {
      ping(new Connection(PeerId.parse(String.format("%032x", i)), i));
    }
    assertThat(state.size()).isEqualTo(1);
    state.nextRound(List.of());
    assertThat(state.size()).isZero();
  }

  @Test
  void peers_are_judged_apart() {
    for (int i = 0; i < 5; i++) {
      List<Ping> pings = state.nextRound(List.of(A1, B3));
      state.failed(pings.get(0));
      state.succeeded(pings.get(1));
    }
    assertThat(state.failures(A)).isEqualTo(5);
    assertThat(state.failures(B)).isZero();
  }
}

package io.diemnet.vertx.impl.connectivity;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PrivateKey;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LatencyChoiceTest {

  private static final long MILLIS = 1_000_000;

  private final LatencyChoice choice = new LatencyChoice(new Random(1));

  private static List<PeerId> peers(int count) {
    return Stream.generate(() -> PeerId.fromPublicKey(PrivateKey.generate().publicKey()))
        .limit(count)
        .toList();
  }

  @Test
  void each_peer_is_measured_once_and_near_ones_are_drawn_more_often() {
    List<PeerId> peers = peers(2);
    assertThat(choice.toMeasure(peers, 0)).containsExactlyElementsOf(peers);
    assertThat(choice.toMeasure(peers, 0)).isEmpty();
    assertThat(choice.waitsFor(peers)).isTrue();
    choice.measured(peers.get(0), 10 * MILLIS);
    choice.measured(peers.get(1), 100 * MILLIS);
    assertThat(choice.waitsFor(peers)).isFalse();
    int near = 0;
    for (int i = 0; i < 1000; i++) {
      near += choice.draw(peers, 1, 0).get(0).equals(peers.get(0)) ? 1 : 0;
    }
    // 1/10 against 1/100, halved four times: 160 to 1.
    assertThat(near).isBetween(950, 1000);
    assertThat(choice.draw(peers, 2, 0)).containsExactlyInAnyOrderElementsOf(peers);
  }

  @Test
  void the_weight_is_halved_for_each_full_25_ms() {
    assertThat(LatencyChoice.weight(24 * MILLIS)).isEqualTo(1.0 / 24);
    assertThat(LatencyChoice.weight(25 * MILLIS)).isEqualTo(1.0 / 25 / 2);
    assertThat(LatencyChoice.weight(100 * MILLIS)).isEqualTo(1.0 / 100 / 16);
    assertThat(LatencyChoice.weight(60_000 * MILLIS)).isPositive();
    assertThat(LatencyChoice.weight(0)).isFinite();
  }

  @Test
  void peers_that_were_dialed_lately_come_later_and_those_without_a_latency_last() {
    List<PeerId> peers = peers(3);
    choice.toMeasure(peers, 0);
    choice.measured(peers.get(0), MILLIS);
    choice.measured(peers.get(1), 500 * MILLIS);
    choice.failed(peers.get(2), 0);
    choice.dialed(peers.get(0), 0);
    assertThat(choice.draw(peers, 3, 1000))
        .containsExactly(peers.get(1), peers.get(0), peers.get(2));
    assertThat(choice.draw(peers, 1, LatencyChoice.RECENT_MILLIS))
        .as("after a while the near one again")
        .containsExactly(peers.get(0));
    assertThat(choice.toMeasure(peers, LatencyChoice.RECENT_MILLIS)).containsExactly(peers.get(2));
  }

  @Test
  void it_looks_at_few_peers_and_forgets_those_that_are_gone() {
    List<PeerId> peers = peers(200);
    List<PeerId> few = choice.few(peers);
    assertThat(few).hasSize(LatencyChoice.MAX_PEERS);
    choice.toMeasure(few, 0);
    few.forEach(peer -> choice.measured(peer, MILLIS));
    assertThat(new HashSet<>(choice.few(peers))).isEqualTo(new HashSet<>(few));
    choice.retain(Set.of());
    assertThat(choice.toMeasure(few, 0)).hasSize(few.size());
  }
}

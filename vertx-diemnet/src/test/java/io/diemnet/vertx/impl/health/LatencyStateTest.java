package io.diemnet.vertx.impl.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.impl.health.HealthPort.Connection;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatencyStateTest {

  private final LatencyState state = new LatencyState(20_000);
  private final PeerId peer = PeerId.fromPublicKey(PrivateKey.generate().publicKey());
  private final Connection first = new Connection(peer, 1);
  private final Connection second = new Connection(peer, 2);

  @Test
  void a_connection_is_pinged_at_once_and_then_every_interval_with_a_counter_from_zero() {
    assertThat(state.due(List.of(first), 5)).containsExactly(new LatencyState.Ping(first, 0));
    assertThat(state.due(List.of(first), 20_004)).isEmpty();
    assertThat(state.due(List.of(first), 20_005)).containsExactly(new LatencyState.Ping(first, 1));
    assertThat(state.due(List.of(second), 20_006))
        .as("a new connection to the same peer")
        .containsExactly(new LatencyState.Ping(second, 0));
    assertThat(state.due(List.of(), 20_007)).isEmpty();
    assertThat(state.size()).isZero();
  }

  @Test
  void only_requests_are_answered() {
    MonitoringService service = new MonitoringService(0);
    assertThat(service.answer(Buffer.buffer(), 0)).isNull();
    assertThat(service.answer(new MonitoringMsg.LatencyPong(1).encode(), 0)).isNull();
    assertThat(service.answer(Buffer.buffer(new byte[200_000]), 0)).isNull();
    assertThat(
            MonitoringMsg.decode(
                service.answer(new MonitoringMsg.GetNodeInformation().encode(), 1_500_000_000L)))
        .isInstanceOfSatisfying(
            MonitoringMsg.NodeInformation.class,
            node -> {
              assertThat(node.uptimeSeconds()).isEqualTo(1);
              assertThat(node.uptimeNanos()).isEqualTo(500_000_000);
            });
  }
}

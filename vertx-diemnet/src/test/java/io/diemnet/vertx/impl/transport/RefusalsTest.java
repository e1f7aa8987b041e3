package io.diemnet.vertx.impl.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.metrics.FailureReason;
import io.diemnet.vertx.impl.metrics.NetworkMetrics;
import io.diemnet.vertx.impl.util.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RefusalsTest {

  private static final PeerId PEER = PeerId.parse("00000000000000000000000000000001");

  private final NetworkMetrics metrics = new NetworkMetrics();
  private final List<PeerEvent.Refused> told = new ArrayList<>();
  private long nanos;
  private final Refusals refusals =
      new Refusals(
          "test",
          metrics,
          new Clock() {
            @Override
            public long nanos() {
              return nanos;
            }

            @Override
            public long millis() {
              return 42;
            }
          },
          event -> told.add((PeerEvent.Refused) event));

  @Test
  void a_refusal_is_counted_and_told_with_its_reason() {
    refuse(ConnectionOrigin.INBOUND, "/ip4/1.2.3.4/tcp/5", PEER, FailureReason.WRONG_KEY);
    assertThat(told)
        .containsExactly(
            new PeerEvent.Refused(
                42,
                ConnectionOrigin.INBOUND,
                "/ip4/1.2.3.4/tcp/5",
                PEER,
                "wrong-key",
                "for a test"));
    assertThat(metrics.connectionFailures(ConnectionOrigin.INBOUND)).containsEntry("wrong-key", 1L);
    assertThat(metrics.connectionFailures(ConnectionOrigin.OUTBOUND)).isEmpty();
  }

  @Test
  void at_most_ten_a_second_are_told_and_all_are_counted() {
    for (int i = 0; i < 100; i++) {
      refuse(
          ConnectionOrigin.INBOUND, "/ip4/1.2.3." + i + "/tcp/5", null, FailureReason.INCOMPLETE);
    }
    assertThat(told).hasSize(10);
    assertThat(metrics.connectionFailures(ConnectionOrigin.INBOUND))
        .containsEntry("incomplete", 100L);
    nanos += TimeUnit.SECONDS.toNanos(1);
    refuse(ConnectionOrigin.INBOUND, "/ip4/1.2.3.4/tcp/5", null, FailureReason.INCOMPLETE);
    assertThat(told).hasSize(11);
  }

  @Test
  void a_remote_that_floods_from_many_ports_under_many_names_does_not_hide_another() {
    for (int i = 0; i < 100; i++) {
      PeerId invented = PeerId.parse(String.format("%032x", i));
      refuse(
          ConnectionOrigin.INBOUND, "/ip4/6.6.6.6/tcp/" + i, invented, FailureReason.UNKNOWN_PEER);
    }
    refuse(ConnectionOrigin.INBOUND, "/ip4/1.2.3.4/tcp/5", PEER, FailureReason.KEY_MISMATCH);
    assertThat(told).hasSize(6);
    assertThat(told.get(5).reason()).isEqualTo("key-mismatch");
  }

  @Test
  void failed_dials_are_limited_by_peer() {
    for (int i = 0; i < 100; i++) {
      refuse(ConnectionOrigin.OUTBOUND, "/ip4/1.2.3.4/tcp/" + i, PEER, FailureReason.CONNECT);
    }
    PeerId other = PeerId.parse("00000000000000000000000000000002");
    refuse(ConnectionOrigin.OUTBOUND, "/ip4/1.2.3.4/tcp/5", other, FailureReason.CONNECT);
    assertThat(told).hasSize(6);
  }

  private void refuse(
      ConnectionOrigin direction, String address, PeerId peer, FailureReason reason) {
    refusals.refused(direction, address, peer, reason, "for a test", false);
  }
}

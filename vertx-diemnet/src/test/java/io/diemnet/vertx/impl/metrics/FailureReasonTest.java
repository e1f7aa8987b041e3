package io.diemnet.vertx.impl.metrics;

import static io.diemnet.vertx.ConnectionOrigin.INBOUND;
import static io.diemnet.vertx.ConnectionOrigin.OUTBOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.impl.handshake.HandshakeException;
import io.diemnet.vertx.impl.noise.FrameFailure;
import io.diemnet.vertx.impl.noise.NoiseFailure;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FailureReasonTest {

  @Test
  void every_rule_of_noise_has_a_reason_of_its_own() {
    for (NoiseFailure failure : NoiseFailure.values()) {
      assertThat(FailureReason.of(failure).tag()).isEqualTo(failure.tag());
    }
    for (FrameFailure failure : FrameFailure.values()) {
      assertThat(FailureReason.of(failure).tag()).isEqualTo(failure.tag());
      assertThat(InvalidMessage.of(failure).tag()).isEqualTo(failure.tag());
    }
  }

  @Test
  void every_rule_of_the_handshake_has_a_reason_of_its_own() {
    for (HandshakeException.Reason reason : HandshakeException.Reason.values()) {
      assertThat(FailureReason.of(reason).tag()).isEqualTo(reason.tag());
    }
  }

  @Test
  void no_two_reasons_share_a_word() {
    assertThat(Arrays.stream(FailureReason.values()).map(FailureReason::tag))
        .doesNotHaveDuplicates()
        .allMatch(tag -> tag.matches("[a-z-]+"));
    assertThat(Arrays.stream(InvalidMessage.values()).map(InvalidMessage::tag))
        .doesNotHaveDuplicates()
        .allMatch(tag -> tag.matches("[a-z-]+"));
  }

  @Test
  void failures_are_told_by_direction_once_there_are_any() {
    NetworkMetrics metrics = new NetworkMetrics();
    assertThat(metrics.connectionFailures(INBOUND)).isEmpty();
    metrics.connectionFailures(INBOUND, FailureReason.REPLAY).increment();
    metrics.connectionFailures(INBOUND, FailureReason.TOO_MANY_UNKNOWN).add(2);
    assertThat(metrics.connectionFailures(INBOUND))
        .isEqualTo(Map.of("replay", 1L, "too-many-unknown", 2L));
    assertThat(metrics.connectionFailures(OUTBOUND)).isEmpty();
  }
}

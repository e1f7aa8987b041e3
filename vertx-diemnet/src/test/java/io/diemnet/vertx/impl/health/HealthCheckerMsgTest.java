package io.diemnet.vertx.impl.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.diemnet.vertx.impl.bcs.BcsException;
import io.vertx.core.buffer.Buffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Specification section 11, health checker. */
class HealthCheckerMsgTest {

  private static Buffer bytes(String hex) {
    return Buffer.buffer(HexFormat.of().parseHex(hex));
  }

  @Test
  void a_ping_and_a_pong_have_their_bytes() {
    assertThat(new HealthCheckerMsg.Ping(0x01020304).encode()).isEqualTo(bytes("0004030201"));
    assertThat(new HealthCheckerMsg.Pong(0xfffefdfc).encode()).isEqualTo(bytes("01fcfdfeff"));
    assertThat(HealthCheckerMsg.decode(bytes("0004030201")))
        .isEqualTo(new HealthCheckerMsg.Ping(0x01020304));
    assertThat(HealthCheckerMsg.decode(bytes("01fcfdfeff")))
        .isEqualTo(new HealthCheckerMsg.Pong(0xfffefdfc));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "00", "00040302", "000403020100", "0204030201", "800004030201", "ff04030201"})
  void anything_else_is_refused(String hex) {
    assertThatExceptionOfType(BcsException.class)
        .isThrownBy(() -> HealthCheckerMsg.decode(bytes(hex)));
  }
}

package io.diemnet.node.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.node.bridge.TokenGate.Verdict;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenGateTest {

  private static final String TOKEN = "the token";

  private final AtomicLong nanos = new AtomicLong();
  private final BridgeClock clock = new BridgeClock(nanos::get);
  private final TokenGate gate = new TokenGate(Token.of(TOKEN), clock);

  private static SocketAddress from(String host) {
    return SocketAddress.inetSocketAddress(1, host);
  }

  private void second() {
    nanos.addAndGet(TokenGate.REFILL_NANOS);
    clock.tick();
  }

  private void guess(String host, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(gate.judge("guess " + i, from(host))).isEqualTo(Verdict.WRONG);
    }
  }

  @Test
  void guessing_is_slowed_down_to_one_a_second_for_an_address() {
    guess("192.0.2.1", TokenGate.BURST);
    assertThat(gate.judge("guess", from("192.0.2.1"))).isEqualTo(Verdict.TOO_MANY_GUESSES);
    assertThat(gate.judge(TOKEN, from("192.0.2.1"))).isEqualTo(Verdict.TOO_MANY_GUESSES);
    second();
    guess("192.0.2.1", 1);
    assertThat(gate.judge("guess", from("192.0.2.1"))).isEqualTo(Verdict.TOO_MANY_GUESSES);
    second();
    assertThat(gate.judge(TOKEN, from("192.0.2.1"))).isEqualTo(Verdict.RIGHT);
    for (int i = 0; i < 2 * TokenGate.BURST; i++) {
      second();
    }
    guess("192.0.2.1", TokenGate.BURST);
    assertThat(gate.judge("guess", from("192.0.2.1"))).isEqualTo(Verdict.TOO_MANY_GUESSES);
  }

  @Test
  void guesses_of_one_address_do_not_slow_down_another() {
    guess("192.0.2.1", TokenGate.BURST);
    assertThat(gate.judge(TOKEN, from("192.0.2.2"))).isEqualTo(Verdict.RIGHT);
  }

  @Test
  void the_addresses_of_one_ipv6_network_guess_together() {
    guess("2001:db8::1", TokenGate.BURST / 2);
    guess("2001:db8:0:0:ffff::2", TokenGate.BURST / 2);
    assertThat(gate.judge("guess", from("2001:db8::3"))).isEqualTo(Verdict.TOO_MANY_GUESSES);
    assertThat(gate.judge(TOKEN, from("2001:db8:0:1::1"))).isEqualTo(Verdict.RIGHT);
  }

  @Test
  void right_and_missing_tokens_are_no_guesses() {
    for (int i = 0; i < 2 * TokenGate.BURST; i++) {
      assertThat(gate.judge(null, from("192.0.2.1"))).isEqualTo(Verdict.MISSING);
      assertThat(gate.judge(TOKEN, from("192.0.2.1"))).isEqualTo(Verdict.RIGHT);
    }
    assertThat(gate.size()).isZero();
  }

  @Test
  void a_bounded_number_of_addresses_is_remembered() {
    for (int i = 0; i < TokenGate.MAX_ADDRESSES + 100; i++) {
      gate.judge("guess", from("10.1." + i / 256 + "." + i % 256));
    }
    assertThat(gate.size()).isEqualTo(TokenGate.MAX_ADDRESSES);
  }

  @Test
  void without_a_token_everybody_passes() {
    TokenGate open = new TokenGate(Token.of(null), clock);
    assertThat(open.judge(null, from("192.0.2.1"))).isEqualTo(Verdict.RIGHT);
    assertThat(open.required()).isFalse();
  }
}

package io.diemnet.vertx.impl.eventbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Payload64Test {

  private static final Buffer BYTES = Buffer.buffer(new byte[] {(byte) 0xfb, (byte) 0xef, -1, -2});

  @Test
  void is_written_in_the_standard_alphabet_and_padded() {
    assertThat(Payload64.encode(BYTES)).isEqualTo("++///g==");
    assertThat(Payload64.encode(Buffer.buffer())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"++///g==", "++///g", "--___g==", "--___g", "+-/_/g"})
  void is_read_in_both_alphabets_padded_or_not(String text) {
    assertThat(Payload64.decode(text)).isEqualTo(BYTES);
  }

  @Test
  void the_empty_text_is_the_empty_payload() {
    assertThat(Payload64.decode("").length()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "****", "aGk=aGk=", " aGk=", "aGk=\n", "a\u0100aa", "====", "a=b="})
  void what_is_no_base64_is_refused(String text) {
    assertThatThrownBy(() -> Payload64.decode(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 300)
  void every_payload_comes_back(@ForAll byte[] payload) {
    Buffer buffer = Buffer.buffer(payload);
    assertThat(Payload64.decode(Payload64.encode(buffer))).isEqualTo(buffer);
    assertThat(Payload64.decode(Base64.getUrlEncoder().withoutPadding().encodeToString(payload)))
        .isEqualTo(buffer);
  }
}

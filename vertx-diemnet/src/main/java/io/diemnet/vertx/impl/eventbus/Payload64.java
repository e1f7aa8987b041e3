package io.diemnet.vertx.impl.eventbus;

import io.diemnet.vertx.impl.wire.Payloads;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Payloads in JSON: base64, written in the standard alphabet and padded, read in both alphabets,
 * padded or not.
 */
final class Payload64 {

  private Payload64() {}

  static String encode(Buffer payload) {
    return Base64.getEncoder().encodeToString(payload.getBytes());
  }

  /**
   * Reads base64.
   *
   * @throws IllegalArgumentException if the text is none
   */
  static Buffer decode(String text) {
    // What is not ISO 8859-1 becomes '?', which is in neither alphabet.
    byte[] digits = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < digits.length; i++) {
      if (digits[i] == '-') {
        digits[i] = '+';
      } else if (digits[i] == '_') {
        digits[i] = '/';
      }
    }
    return Payloads.wrap(Base64.getDecoder().decode(digits));
  }
}

package io.diemnet.vertx;

import java.util.HexFormat;

/**
 * The hexadecimal form of keys and ids. Output is in lower case. Input is in either case and may
 * start with 0x.
 */
final class Hex {

  private static final HexFormat FORMAT = HexFormat.of();
  private static final byte[] VALUES = new byte['f' + 1];

  static {
    for (char c = 0; c < VALUES.length; c++) {
      VALUES[c] = (byte) Character.digit(c, 16);
    }
  }

  private Hex() {}

  static String format(byte[] bytes) {
    return FORMAT.formatHex(bytes);
  }

  /**
   * Parses exactly {@code bytes} bytes. The exception message never contains the text, which may be
   * a secret.
   */
  static byte[] parse(String what, int bytes, String text) {
    if (text == null) {
      throw new IllegalArgumentException(what + " is missing");
    }
    String digits = text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text;
    return parsePlain(what, bytes, digits);
  }

  /** Parses as {@link #parse}, but refuses 0x. */
  static byte[] parsePlain(String what, int bytes, String digits) {
    if (digits.length() != 2 * bytes || !isHex(digits)) {
      throw new IllegalArgumentException(
          what
              + " must be "
              + 2 * bytes
              + " hex digits, but this is "
              + (digits.length() == 2 * bytes
                  ? "not hex"
                  : "a text of " + digits.length() + " characters"));
    }
    return FORMAT.parseHex(digits);
  }

  /** Returns the value of a digit of either case, or a negative value for any other character. */
  static int digit(char c) {
    return c < VALUES.length ? VALUES[c] : -1;
  }

  private static boolean isHex(String digits) {
    for (int i = 0; i < digits.length(); i++) {
      if (digit(digits.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }
}

package io.diemnet.vertx.impl.noise;

/**
 * The layout of a transport frame (specification section 5).
 *
 * <pre>
 *   0        2                                2 + n          2 + n + 16
 *   +--------+--------------------------------+--------------+
 *   | length | encrypted plaintext            | tag          |
 *   | u16 BE | n bytes                        | 16           |
 *   +--------+--------------------------------+--------------+
 * </pre>
 *
 * <p>The length is that of the ciphertext, {@code n + 16}.
 */
final class Frame {

  static final int LENGTH_FIELD = 2;
  static final int MAX_CIPHERTEXT = 65535;
  static final int MAX_PLAINTEXT = MAX_CIPHERTEXT - CipherState.TAG_LENGTH;
  static final int MAX_LENGTH = LENGTH_FIELD + MAX_CIPHERTEXT;
  static final int OVERHEAD = LENGTH_FIELD + CipherState.TAG_LENGTH;

  private Frame() {}

  static int readLength(byte[] array, int offset) {
    return (array[offset] & 0xff) << 8 | (array[offset + 1] & 0xff);
  }

  static void writeLength(byte[] array, int offset, int length) {
    array[offset] = (byte) (length >>> 8);
    array[offset + 1] = (byte) length;
  }
}

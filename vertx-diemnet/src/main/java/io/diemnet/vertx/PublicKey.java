package io.diemnet.vertx;

import java.util.Arrays;
import java.util.Objects;

/**
 * An x25519 public key: its 32 bytes exactly as received, never decoded and encoded again, since
 * two encodings of one point are two different peers here (specification section 1).
 *
 * <p>Immutable, for any thread.
 */
public final class PublicKey {

  /** Bytes in a public key. */
  public static final int LENGTH = 32;

  private final byte[] bytes;

  private PublicKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The key of these 32 bytes; any other number of bytes is an {@link IllegalArgumentException}.
   */
  public static PublicKey of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(
          "a public key has " + LENGTH + " bytes, these are " + bytes.length);
    }
    return new PublicKey(bytes.clone());
  }

  /** The key of the 32 bytes at an offset. */
  public static PublicKey of(byte[] bytes, int offset) {
    Objects.checkFromIndexSize(offset, LENGTH, bytes.length);
    return new PublicKey(Arrays.copyOfRange(bytes, offset, offset + LENGTH));
  }

  /**
   * Reads 64 hex digits of either case, with or without {@code 0x}.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static PublicKey parse(String text) {
    return new PublicKey(Hex.parse("a public key", LENGTH, text));
  }

  /** The 32 bytes, in an array of the caller's own. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** Writes the 32 bytes at an offset. */
  public void writeTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, LENGTH);
  }

  /** The array itself, for readers in this package. */
  byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PublicKey key && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** 64 lower-case hex digits. */
  @Override
  public String toString() {
    return Hex.format(bytes);
  }
}

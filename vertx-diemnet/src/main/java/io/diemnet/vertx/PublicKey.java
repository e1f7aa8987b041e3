package io.diemnet.vertx;

import io.diemnet.vertx.impl.profile.Profiles;
import java.util.Arrays;
import java.util.Objects;

/**
 * An x25519 public key: 32 bytes exactly as received. They are never decoded and encoded again,
 * because two encodings of one point are two different keys (specification section 1).
 *
 * <p>Immutable and thread-safe.
 */
public final class PublicKey {

  /** The number of bytes in a public key. */
  public static final int LENGTH = 32;

  private final byte[] bytes;

  private PublicKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Creates a key from 32 bytes.
   *
   * @param bytes the 32 bytes, copied
   * @return the public key
   * @throws IllegalArgumentException if there are not exactly 32 bytes
   */
  public static PublicKey of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(
          "a public key has " + LENGTH + " bytes, these are " + bytes.length);
    }
    return new PublicKey(bytes.clone());
  }

  /**
   * Creates a key from 32 bytes of an array.
   *
   * @param bytes the array
   * @param offset the index of the first byte
   * @return the public key
   * @throws IndexOutOfBoundsException if the array is too short
   */
  public static PublicKey of(byte[] bytes, int offset) {
    Objects.checkFromIndexSize(offset, LENGTH, bytes.length);
    return new PublicKey(Arrays.copyOfRange(bytes, offset, offset + LENGTH));
  }

  /**
   * Parses 64 hexadecimal digits of either case, with or without {@code 0x}.
   *
   * @param text the text to parse
   * @return the public key
   * @throws IllegalArgumentException if the text is not a key
   */
  public static PublicKey parse(String text) {
    return new PublicKey(Hex.parse("a public key", LENGTH, text));
  }

  /**
   * Parses the text form of a profile. In the {@link WireProfile#APTOS} profile the digits may
   * follow {@code x25519-pub-}, {@code 0x} or both.
   *
   * @param text the text to parse
   * @param profile the profile of the network
   * @return the public key
   * @throws IllegalArgumentException if the text is not a key
   */
  public static PublicKey parse(String text, WireProfile profile) {
    return Profiles.of(profile).addresses().parseListedKey(text);
  }

  /** {@return the 32 bytes, in a new array} */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /**
   * Writes the 32 bytes into an array.
   *
   * @param target the array
   * @param offset the index of the first byte
   * @throws IndexOutOfBoundsException if the array is too short
   */
  public void writeTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, LENGTH);
  }

  /** The internal array, not a copy. */
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

  /** {@return the key as 64 lower-case hexadecimal digits} */
  @Override
  public String toString() {
    return Hex.format(bytes);
  }
}

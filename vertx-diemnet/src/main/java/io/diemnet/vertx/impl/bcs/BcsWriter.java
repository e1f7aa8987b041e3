package io.diemnet.vertx.impl.bcs;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes canonical BCS into an array that grows (specification section 2). Not thread-safe.
 *
 * <p>The caller must write map entries in the order of their serialized keys.
 */
public final class BcsWriter {

  private byte[] array;
  private int length;

  public BcsWriter() {
    this(64);
  }

  public BcsWriter(int capacity) {
    array = new byte[capacity];
  }

  /** Returns a copy of the written bytes. */
  public byte[] toByteArray() {
    return Arrays.copyOf(array, length);
  }

  public BcsWriter writeBool(boolean value) {
    return writeU8(value ? 1 : 0);
  }

  public BcsWriter writeU8(int value) {
    reserve(1);
    array[length++] = (byte) value;
    return this;
  }

  public BcsWriter writeU16(int value) {
    return writeU8(value).writeU8(value >>> 8);
  }

  public BcsWriter writeU32(int value) {
    return writeU16(value).writeU16(value >>> 16);
  }

  public BcsWriter writeU64(long value) {
    return writeU32((int) value).writeU32((int) (value >>> 32));
  }

  /** Writes the shortest ULEB128 form of an unsigned 32-bit value. */
  public BcsWriter writeUleb128(int value) {
    reserve(5);
    length = putUleb128(array, length, value);
    return this;
  }

  /** Writes bytes without a length prefix. */
  public BcsWriter writeFixed(byte[] bytes) {
    reserve(bytes.length);
    System.arraycopy(bytes, 0, array, length, bytes.length);
    length += bytes.length;
    return this;
  }

  /** Writes bytes with a length prefix. */
  public BcsWriter writeBytes(byte[] bytes) {
    return writeUleb128(bytes.length).writeFixed(bytes);
  }

  /**
   * Writes a string as length-prefixed UTF-8. Throws {@link IllegalArgumentException} if the string
   * has unpaired surrogates.
   */
  public BcsWriter writeString(String text) {
    return writeBytes(utf8(text));
  }

  /** Writes a ULEB128 value of at most 5 bytes and returns the index after it. */
  public static int putUleb128(byte[] array, int offset, int value) {
    int at = offset;
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      array[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    array[at++] = (byte) rest;
    return at;
  }

  /** The number of bytes of the ULEB128 form of an unsigned 32-bit value, 1 to 5. */
  public static int uleb128Size(int value) {
    return value == 0 ? 1 : (38 - Integer.numberOfLeadingZeros(value)) / 7;
  }

  /** Encodes a string as UTF-8. Strings with unpaired surrogates are refused. */
  public static byte[] utf8(String text) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] encoded = new byte[bytes.remaining()];
      bytes.get(encoded);
      return encoded;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("not a valid Unicode text: it has unpaired surrogates", e);
    }
  }

  private void reserve(int bytes) {
    if (array.length - length < bytes) {
      array = Arrays.copyOf(array, Math.max(Math.addExact(length, bytes), array.length * 2));
    }
  }
}

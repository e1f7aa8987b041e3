package io.diemnet.vertx.impl.bcs;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * Reads canonical BCS from a range of an array (specification section 2).
 *
 * <p>Every method throws {@link BcsException} if the next bytes are not the canonical form of the
 * requested value. Nothing is allocated before the bytes for it are known to be present. The array
 * is neither modified nor retained. Not thread-safe.
 */
public final class BcsReader {

  private final byte[] array;
  private final int end;
  private int position;

  public BcsReader(byte[] array) {
    this(array, 0, array.length);
  }

  public BcsReader(byte[] array, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, array.length);
    this.array = array;
    this.position = offset;
    this.end = offset + length;
  }

  /** The number of unread bytes. */
  public int remaining() {
    return end - position;
  }

  /** The index in the array of the next byte. */
  public int position() {
    return position;
  }

  /** Requires that no bytes are left. */
  public void end() {
    if (position != end) {
      throw new BcsException("remaining input: " + remaining() + " bytes");
    }
  }

  public boolean readBool() {
    int value = readU8();
    if (value > 1) {
      throw new BcsException("neither true nor false: " + value);
    }
    return value == 1;
  }

  /** Reads a value from 0 to 255. */
  public int readU8() {
    require(1);
    return array[position++] & 0xff;
  }

  /** Reads a value from 0 to 65,535. */
  public int readU16() {
    require(2);
    int value = (array[position] & 0xff) | (array[position + 1] & 0xff) << 8;
    position += 2;
    return value;
  }

  /** Reads 32 bits, to be interpreted as unsigned. */
  public int readU32() {
    require(4);
    int value =
        (array[position] & 0xff)
            | (array[position + 1] & 0xff) << 8
            | (array[position + 2] & 0xff) << 16
            | (array[position + 3] & 0xff) << 24;
    position += 4;
    return value;
  }

  /** Reads 64 bits, to be interpreted as unsigned. */
  public long readU64() {
    long low = readU32() & 0xffffffffL;
    return low | (long) readU32() << 32;
  }

  /** Reads the shortest ULEB128 form of an unsigned 32-bit value. */
  public int readUleb128() {
    int value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int b = readU8();
      if (shift == 28 && (b & 0x70) != 0) {
        throw new BcsException("ULEB128 does not fit 32 bits");
      }
      value |= (b & 0x7f) << shift;
      if ((b & 0x80) == 0) {
        if (b == 0 && shift > 0) {
          throw new BcsException("ULEB128 is not minimal");
        }
        return value;
      }
    }
    throw new BcsException("ULEB128 does not fit 32 bits");
  }

  /** Reads the index of an enum variant, which must be less than {@code variants}. */
  public int readVariant(int variants) {
    int index = readUleb128();
    if (index < 0 || index >= variants) {
      throw new BcsException(
          "variant " + Integer.toUnsignedString(index) + " of an enum of " + variants);
    }
    return index;
  }

  /**
   * Reads the number of elements of a sequence or map whose elements take at least {@code
   * elementMinimum} bytes each. It is an error if there are not enough bytes for that number.
   */
  public int readLength(int elementMinimum) {
    int length = readUleb128();
    if (length < 0) {
      throw new BcsException("length exceeds 2^31-1: " + Integer.toUnsignedString(length));
    }
    if ((long) length * elementMinimum > remaining()) {
      throw new BcsException("unexpected end of input");
    }
    return length;
  }

  /** Reads exactly {@code length} bytes without a length prefix. Copies them. */
  public byte[] readFixed(int length) {
    require(length);
    byte[] bytes = Arrays.copyOfRange(array, position, position + length);
    position += length;
    return bytes;
  }

  /** Reads length-prefixed bytes. Copies them. */
  public byte[] readBytes() {
    return readFixed(readLength(1));
  }

  /** Reads length-prefixed bytes together with their prefix. Copies them. */
  public byte[] readWithPrefix() {
    int start = position;
    int length = readLength(1);
    position += length;
    return Arrays.copyOfRange(array, start, position);
  }

  /** Reads length-prefixed bytes as a reader of that range. Copies nothing. */
  public BcsReader readNested() {
    int length = readLength(1);
    BcsReader nested = new BcsReader(array, position, length);
    position += length;
    return nested;
  }

  /** Reads a length-prefixed string of valid UTF-8. */
  public String readString() {
    int length = readLength(1);
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(array, position, length))
              .toString();
      position += length;
      return text;
    } catch (CharacterCodingException e) {
      throw new BcsException("malformed UTF-8");
    }
  }

  /** The bytes that were read since a {@link #position}. */
  public byte[] since(int start) {
    return Arrays.copyOfRange(array, start, position);
  }

  private void require(int bytes) {
    if (end - position < bytes) {
      throw new BcsException("unexpected end of input");
    }
  }
}

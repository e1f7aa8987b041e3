package io.diemnet.vertx.impl.bcs;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * Reads canonical BCS from a part of an array (specification section 2).
 *
 * <p>Every method throws {@link BcsException} when the next bytes are not the canonical form of
 * what is asked for. Nothing is allocated before the bytes that fill it are known to be there. The
 * array is read, never kept or changed. Not thread-safe.
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

  /** Bytes not yet read. */
  public int remaining() {
    return end - position;
  }

  /** The index in the array of the next byte to read. */
  public int position() {
    return position;
  }

  /** The value must be over: bytes left are an error. */
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

  /** A value from 0 to 255. */
  public int readU8() {
    require(1);
    return array[position++] & 0xff;
  }

  /** A value from 0 to 65535. */
  public int readU16() {
    require(2);
    int value = (array[position] & 0xff) | (array[position + 1] & 0xff) << 8;
    position += 2;
    return value;
  }

  /** All 32 bits; to be taken as unsigned. */
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

  /** All 64 bits; to be taken as unsigned. */
  public long readU64() {
    long low = readU32() & 0xffffffffL;
    return low | (long) readU32() << 32;
  }

  /** A ULEB128 of an unsigned 32-bit value in its shortest form. */
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

  /** The index of an enum's variant, which must be less than {@code variants}. */
  public int readVariant(int variants) {
    int index = readUleb128();
    if (index < 0 || index >= variants) {
      throw new BcsException(
          "variant " + Integer.toUnsignedString(index) + " of an enum of " + variants);
    }
    return index;
  }

  /**
   * The number of elements of a sequence or map whose elements take at least {@code elementMinimum}
   * bytes each; a number for which there cannot be bytes enough is an error.
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

  /** Exactly {@code length} bytes without a length prefix, copied. */
  public byte[] readFixed(int length) {
    require(length);
    byte[] bytes = Arrays.copyOfRange(array, position, position + length);
    position += length;
    return bytes;
  }

  /** Length-prefixed bytes, copied. */
  public byte[] readBytes() {
    return readFixed(readLength(1));
  }

  /** Length-prefixed bytes together with their prefix, copied. */
  public byte[] readWithPrefix() {
    int start = position;
    int length = readLength(1);
    position += length;
    return Arrays.copyOfRange(array, start, position);
  }

  /** Length-prefixed bytes, as a reader over just these; nothing is copied. */
  public BcsReader readNested() {
    int length = readLength(1);
    BcsReader nested = new BcsReader(array, position, length);
    position += length;
    return nested;
  }

  /** A length-prefixed string of valid UTF-8. */
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

  private void require(int bytes) {
    if (end - position < bytes) {
      throw new BcsException("unexpected end of input");
    }
  }
}

package io.diemnet.vertx;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * The id of a peer: 16 bytes, an account address (specification section 1). The id of a peer
 * without an on-chain account is the last 16 bytes of its public key.
 *
 * <p>Ids are ordered by their bytes, unsigned. Immutable and thread-safe.
 */
public final class PeerId implements Comparable<PeerId> {

  /** The number of bytes in a peer id. */
  public static final int LENGTH = 16;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final long high;
  private final long low;

  /** Caches the hexadecimal form, because each message on the event bus contains it. */
  private String text;

  private PeerId(long high, long low) {
    this.high = high;
    this.low = low;
  }

  /**
   * Creates an id from 16 bytes.
   *
   * @param bytes the 16 bytes, copied
   * @return the peer id
   * @throws IllegalArgumentException if there are not exactly 16 bytes
   */
  public static PeerId of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(
          "a peer id has " + LENGTH + " bytes, these are " + bytes.length);
    }
    return of(bytes, 0);
  }

  /**
   * Creates an id from 16 bytes of an array.
   *
   * @param bytes the array
   * @param offset the index of the first byte
   * @return the peer id
   * @throws IndexOutOfBoundsException if the array is too short
   */
  public static PeerId of(byte[] bytes, int offset) {
    return new PeerId((long) LONG.get(bytes, offset), (long) LONG.get(bytes, offset + 8));
  }

  /**
   * Parses 32 hexadecimal digits of either case, with or without {@code 0x}.
   *
   * @param text the text to parse
   * @return the peer id
   * @throws IllegalArgumentException if the text is not a peer id
   */
  public static PeerId parse(String text) {
    // One pass without an array, because each message on the event bus names a peer.
    if (text != null && text.length() == 2 * LENGTH) {
      long high = 0;
      long low = 0;
      int wrong = 0;
      for (int i = 0; i < LENGTH; i++) {
        int first = Hex.digit(text.charAt(i));
        int second = Hex.digit(text.charAt(LENGTH + i));
        wrong |= first | second;
        high = high << 4 | first;
        low = low << 4 | second;
      }
      if (wrong >= 0) {
        return new PeerId(high, low);
      }
    }
    return of(Hex.parse("a peer id", LENGTH, text), 0);
  }

  /**
   * Derives the id of a peer without an on-chain account: the last 16 bytes of its public key.
   *
   * @param key the public key
   * @return the peer id
   */
  public static PeerId fromPublicKey(PublicKey key) {
    return of(key.bytes(), PublicKey.LENGTH - LENGTH);
  }

  /** {@return the 16 bytes, in a new array} */
  public byte[] toBytes() {
    byte[] bytes = new byte[LENGTH];
    writeTo(bytes, 0);
    return bytes;
  }

  /**
   * Writes the 16 bytes into an array.
   *
   * @param target the array
   * @param offset the index of the first byte
   * @throws IndexOutOfBoundsException if the array is too short
   */
  public void writeTo(byte[] target, int offset) {
    LONG.set(target, offset, high);
    LONG.set(target, offset + 8, low);
  }

  @Override
  public int compareTo(PeerId other) {
    int order = Long.compareUnsigned(high, other.high);
    return order != 0 ? order : Long.compareUnsigned(low, other.low);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PeerId id && high == id.high && low == id.low;
  }

  @Override
  public int hashCode() {
    long mixed = (high * 31 + low) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32);
  }

  /** {@return the id as 32 lower-case hexadecimal digits} */
  @Override
  public String toString() {
    String digits = text;
    if (digits == null) {
      HexFormat hex = HexFormat.of();
      digits = hex.toHexDigits(high) + hex.toHexDigits(low);
      text = digits;
    }
    return digits;
  }
}

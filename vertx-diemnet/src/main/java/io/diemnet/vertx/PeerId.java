package io.diemnet.vertx;

import io.diemnet.vertx.impl.profile.Profiles;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Objects;

/**
 * The id of a peer: an account address (specification section 1). It has 16 bytes in the {@link
 * WireProfile#DIEM} profile; other profiles may use 32. All peers of a network have ids of the same
 * length. In the {@link WireProfile#DIEM} profile, the id of a peer without an on-chain account is
 * the last 16 bytes of its public key.
 *
 * <p>Ids are ordered by their bytes, unsigned. Immutable and thread-safe.
 */
public final class PeerId implements Comparable<PeerId> {

  /** The number of bytes in a peer id of the {@link WireProfile#DIEM} profile. */
  public static final int LENGTH = 16;

  private static final int LONG_LENGTH = 32;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final long high;
  private final long low;

  /** Bytes 16 to 31 of a 32-byte id; null in a 16-byte id, of which there are many. */
  private final Rest rest;

  /** Caches the hexadecimal form, because each message on the event bus contains it. */
  private String text;

  private record Rest(long third, long fourth) {}

  private PeerId(long high, long low, Rest rest) {
    this.high = high;
    this.low = low;
    this.rest = rest;
  }

  /**
   * Creates an id from 16 or 32 bytes.
   *
   * @param bytes the bytes, copied
   * @return the peer id
   * @throws IllegalArgumentException if there are not exactly 16 or 32 bytes
   */
  public static PeerId of(byte[] bytes) {
    return of(bytes, 0, bytes.length);
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
    return of(bytes, offset, LENGTH);
  }

  /**
   * Creates an id from bytes of an array.
   *
   * @param bytes the array
   * @param offset the index of the first byte
   * @param length the number of bytes, 16 or 32
   * @return the peer id
   * @throws IllegalArgumentException if the length is neither 16 nor 32
   * @throws IndexOutOfBoundsException if the array is too short
   */
  public static PeerId of(byte[] bytes, int offset, int length) {
    if (length == LENGTH) {
      return new PeerId(read(bytes, offset), read(bytes, offset + 8), null);
    }
    if (length != LONG_LENGTH) {
      throw new IllegalArgumentException(
          "a peer id has " + LENGTH + " or " + LONG_LENGTH + " bytes, not " + length);
    }
    return new PeerId(
        read(bytes, offset),
        read(bytes, offset + 8),
        new Rest(read(bytes, offset + 16), read(bytes, offset + 24)));
  }

  private static long read(byte[] bytes, int offset) {
    return (long) LONG.get(bytes, offset);
  }

  /**
   * Parses 32 or 64 hexadecimal digits of either case, with or without {@code 0x}. Use {@link
   * #parse(String, WireProfile)} to accept only the length of a profile.
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
        return new PeerId(high, low, null);
      }
    }
    int digits = text == null ? 0 : text.length() - (text.startsWith("0x") ? 2 : 0);
    boolean longer = digits == 2 * LONG_LENGTH;
    return of(Hex.parse("a peer id", longer ? LONG_LENGTH : LENGTH, text));
  }

  /**
   * Parses the text form of a profile: 32 hexadecimal digits in the {@link WireProfile#DIEM}
   * profile.
   *
   * @param text the text to parse
   * @param profile the profile of the network
   * @return the peer id
   * @throws IllegalArgumentException if the text is not a peer id of the profile
   */
  public static PeerId parse(String text, WireProfile profile) {
    return Profiles.of(profile).peerIds().parse(text);
  }

  /**
   * Derives the id of a peer without an on-chain account in the {@link WireProfile#DIEM} profile:
   * the last 16 bytes of its public key.
   *
   * @param key the public key
   * @return the peer id
   */
  public static PeerId fromPublicKey(PublicKey key) {
    return of(key.bytes(), PublicKey.LENGTH - LENGTH);
  }

  /**
   * Derives the id of a peer without an on-chain account, as a profile does.
   *
   * @param key the public key
   * @param profile the profile of the network
   * @return the peer id
   */
  public static PeerId fromPublicKey(PublicKey key, WireProfile profile) {
    return Profiles.of(profile).peerIds().fromPublicKey(key);
  }

  /** {@return the number of bytes in this id, 16 or 32} */
  public int length() {
    return rest == null ? LENGTH : LONG_LENGTH;
  }

  /** {@return the bytes, in a new array} */
  public byte[] toBytes() {
    byte[] bytes = new byte[length()];
    writeTo(bytes, 0);
    return bytes;
  }

  /**
   * Writes the {@link #length} bytes into an array.
   *
   * @param target the array
   * @param offset the index of the first byte
   * @throws IndexOutOfBoundsException if the array is too short
   */
  public void writeTo(byte[] target, int offset) {
    LONG.set(target, offset, high);
    LONG.set(target, offset + 8, low);
    if (rest != null) {
      LONG.set(target, offset + 16, rest.third);
      LONG.set(target, offset + 24, rest.fourth);
    }
  }

  @Override
  public int compareTo(PeerId other) {
    int order = Long.compareUnsigned(high, other.high);
    if (order == 0) {
      order = Long.compareUnsigned(low, other.low);
    }
    return order != 0 || (rest == null && other.rest == null) ? order : compareRest(other);
  }

  private int compareRest(PeerId other) {
    if (rest == null || other.rest == null) {
      return rest == null ? -1 : 1;
    }
    int order = Long.compareUnsigned(rest.third, other.rest.third);
    return order != 0 ? order : Long.compareUnsigned(rest.fourth, other.rest.fourth);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PeerId id
        && high == id.high
        && low == id.low
        && Objects.equals(rest, id.rest);
  }

  @Override
  public int hashCode() {
    long all = high * 31 + low;
    if (rest != null) {
      all = (all * 31 + rest.third) * 31 + rest.fourth;
    }
    return (int) ((all * 0x9E3779B97F4A7C15L) >>> 32);
  }

  /** {@return the id as 32 lower-case hexadecimal digits, or 64 for a 32-byte id} */
  @Override
  public String toString() {
    String digits = text;
    if (digits == null) {
      HexFormat hex = HexFormat.of();
      digits = hex.toHexDigits(high) + hex.toHexDigits(low);
      if (rest != null) {
        digits += hex.toHexDigits(rest.third) + hex.toHexDigits(rest.fourth);
      }
      text = digits;
    }
    return digits;
  }
}

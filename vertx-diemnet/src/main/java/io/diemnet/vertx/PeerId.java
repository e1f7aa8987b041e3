package io.diemnet.vertx;

import io.diemnet.vertx.impl.profile.Profiles;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * Identifies a peer: an account address (specification section 1). It has 16 bytes in the {@link
 * WireProfile#DIEM} profile; other profiles may use 32. All peers of a network have ids of the same
 * length.
 *
 * <p>Ids are ordered by their bytes, unsigned. Immutable, safe for any thread.
 */
public final class PeerId implements Comparable<PeerId> {

  /** Bytes in a PeerId of the {@link WireProfile#DIEM} profile. */
  public static final int LENGTH = 16;

  private static final int LONG_LENGTH = 32;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final long high;
  private final long low;

  /** Bytes 16 to 31 of a long id; 0 in a short one. */
  private final long thirdLong;

  private final long fourthLong;
  private final boolean extended;

  /** The hex digits, cached: they head each message on the event bus. */
  private String text;

  private PeerId(long high, long low) {
    this(high, low, 0, 0, false);
  }

  private PeerId(long high, long low, long thirdLong, long fourthLong, boolean extended) {
    this.high = high;
    this.low = low;
    this.thirdLong = thirdLong;
    this.fourthLong = fourthLong;
    this.extended = extended;
  }

  /**
   * The id of these 16 or 32 bytes.
   *
   * @throws IllegalArgumentException if there are more or fewer bytes
   */
  public static PeerId of(byte[] bytes) {
    return of(bytes, 0, bytes.length);
  }

  /** The id of the 16 bytes at an offset. */
  public static PeerId of(byte[] bytes, int offset) {
    return of(bytes, offset, LENGTH);
  }

  /**
   * The id of the bytes at an offset.
   *
   * @param length 16 or 32
   * @throws IllegalArgumentException if the length is anything else
   */
  public static PeerId of(byte[] bytes, int offset, int length) {
    if (length == LENGTH) {
      return new PeerId(read(bytes, offset), read(bytes, offset + 8));
    }
    if (length != LONG_LENGTH) {
      throw new IllegalArgumentException(
          "a peer id has " + LENGTH + " or " + LONG_LENGTH + " bytes, these are " + length);
    }
    return new PeerId(
        read(bytes, offset),
        read(bytes, offset + 8),
        read(bytes, offset + 16),
        read(bytes, offset + 24),
        true);
  }

  private static long read(byte[] bytes, int offset) {
    return (long) LONG.get(bytes, offset);
  }

  /**
   * Reads what {@link #toString} writes: 32 or 64 hex digits of either case, with or without {@code
   * 0x}. Which of the two lengths a network takes is a matter of its profile: {@link #parse(String,
   * WireProfile)}.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static PeerId parse(String text) {
    // In one pass and without an array: each message on the event bus names a peer.
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
    boolean longer = text != null && text.length() >= 2 * LONG_LENGTH;
    return of(Hex.parse("a peer id", longer ? LONG_LENGTH : LENGTH, text));
  }

  /**
   * Reads the text form of a profile: 32 hex digits in the {@link WireProfile#DIEM} profile.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static PeerId parse(String text, WireProfile profile) {
    return Profiles.of(profile).peerIds().parse(text);
  }

  /**
   * The id of a peer without an on-chain account, in the {@link WireProfile#DIEM} profile: the last
   * 16 bytes of its public key.
   */
  public static PeerId fromPublicKey(PublicKey key) {
    return of(key.bytes(), PublicKey.LENGTH - LENGTH);
  }

  /** The id of a peer without an on-chain account, as the profile derives it from a public key. */
  public static PeerId fromPublicKey(PublicKey key, WireProfile profile) {
    return Profiles.of(profile).peerIds().fromPublicKey(key);
  }

  /** How many bytes it has: 16 or 32. */
  public int length() {
    return extended ? LONG_LENGTH : LENGTH;
  }

  /** A new array with the bytes. */
  public byte[] toBytes() {
    byte[] bytes = new byte[length()];
    writeTo(bytes, 0);
    return bytes;
  }

  /** Writes the {@link #length} bytes at an offset. */
  public void writeTo(byte[] target, int offset) {
    LONG.set(target, offset, high);
    LONG.set(target, offset + 8, low);
    if (extended) {
      LONG.set(target, offset + 16, thirdLong);
      LONG.set(target, offset + 24, fourthLong);
    }
  }

  @Override
  public int compareTo(PeerId other) {
    int order = Long.compareUnsigned(high, other.high);
    if (order == 0) {
      order = Long.compareUnsigned(low, other.low);
    }
    return order != 0 || !(extended || other.extended) ? order : compareRest(other);
  }

  private int compareRest(PeerId other) {
    int order = Boolean.compare(extended, other.extended);
    if (order == 0) {
      order = Long.compareUnsigned(thirdLong, other.thirdLong);
    }
    return order != 0 ? order : Long.compareUnsigned(fourthLong, other.fourthLong);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PeerId id
        && high == id.high
        && low == id.low
        && thirdLong == id.thirdLong
        && fourthLong == id.fourthLong
        && extended == id.extended;
  }

  @Override
  public int hashCode() {
    long all = high * 31 + low;
    if (extended) {
      all = (all * 31 + thirdLong) * 31 + fourthLong;
    }
    return (int) ((all * 0x9E3779B97F4A7C15L) >>> 32);
  }

  /** 32 lower-case hex digits, or 64 of a 32-byte id. */
  @Override
  public String toString() {
    String digits = text;
    if (digits == null) {
      HexFormat hex = HexFormat.of();
      digits = hex.toHexDigits(high) + hex.toHexDigits(low);
      if (extended) {
        digits += hex.toHexDigits(thirdLong) + hex.toHexDigits(fourthLong);
      }
      text = digits;
    }
    return digits;
  }
}

package io.diemnet.vertx;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * Who a peer is: 16 bytes, an account address (specification section 1). A peer without an on-chain
 * account is known by the last 16 bytes of its public key.
 *
 * <p>Ordered as the bytes are, unsigned. Immutable, for any thread.
 */
public final class PeerId implements Comparable<PeerId> {

  /** Bytes in a PeerId. */
  public static final int LENGTH = 16;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final long high;
  private final long low;

  /** The hex digits once they were asked for: they head each message on the event bus. */
  private String text;

  private PeerId(long high, long low) {
    this.high = high;
    this.low = low;
  }

  /**
   * The id of these 16 bytes; any other number of bytes is an {@link IllegalArgumentException}.
   *
   * @param bytes the bytes
   * @return the peer id
   */
  public static PeerId of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(
          "a peer id has " + LENGTH + " bytes, these are " + bytes.length);
    }
    return of(bytes, 0);
  }

  /**
   * The id of the 16 bytes at an offset.
   *
   * @param bytes the bytes
   * @param offset where the first byte is
   * @return the peer id
   */
  public static PeerId of(byte[] bytes, int offset) {
    return new PeerId((long) LONG.get(bytes, offset), (long) LONG.get(bytes, offset + 8));
  }

  /**
   * Reads 32 hex digits of either case, with or without {@code 0x}.
   *
   * @param text the text form
   * @return the peer id
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
    return of(Hex.parse("a peer id", LENGTH, text), 0);
  }

  /**
   * The id of a peer that has no on-chain account: the last 16 bytes of its public key.
   *
   * @param key the key
   * @return the peer id
   */
  public static PeerId fromPublicKey(PublicKey key) {
    return of(key.bytes(), PublicKey.LENGTH - LENGTH);
  }

  /** {@return the 16 bytes, in an array of the caller's own} */
  public byte[] toBytes() {
    byte[] bytes = new byte[LENGTH];
    writeTo(bytes, 0);
    return bytes;
  }

  /**
   * Writes the 16 bytes at an offset.
   *
   * @param target the target
   * @param offset where the first byte is
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

  /** 32 lower-case hex digits. */
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

package io.diemnet.vertx.impl.bcs;

import java.util.Arrays;
import java.util.HexFormat;

/** An immutable byte string with content equality. */
public final class Bytes {

  private final byte[] array;

  private Bytes(byte[] array) {
    this.array = array;
  }

  public static Bytes of(byte[] array) {
    return new Bytes(array.clone());
  }

  public int length() {
    return array.length;
  }

  /** Returns the bytes in a new array. */
  public byte[] toByteArray() {
    return array.clone();
  }

  /** Returns a reader of these bytes. */
  public BcsReader reader() {
    return new BcsReader(array);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(array);
  }

  /** The bytes as lower-case hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(array);
  }
}

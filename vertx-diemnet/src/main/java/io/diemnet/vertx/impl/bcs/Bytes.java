package io.diemnet.vertx.impl.bcs;

import java.util.Arrays;
import java.util.HexFormat;

/** Immutable bytes, equal when their content is. */
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

  /** The bytes, in an array of the caller's own. */
  public byte[] toByteArray() {
    return array.clone();
  }

  /** A reader over these bytes. */
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

  /** Lower-case hex. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(array);
  }
}

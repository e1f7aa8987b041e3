package io.diemnet.vertx.impl.handshake;

import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.bcs.BcsException;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A set of application protocols as a bit vector: protocol p is bit {@code 0x80 >> (p mod 8)} of
 * byte p / 8 (specification section 6). Immutable.
 *
 * <p>One that was read keeps its trailing zero bytes and its unknown bits when it is written again;
 * one that is made here is no longer than it must be. Compared by bits alone.
 */
public final class SupportedProtocols {

  /** The most bytes of a set that is made here: protocols have the numbers 0 to 255. */
  private static final int MAX_BYTES = 32;

  private static final SupportedProtocols EMPTY = new SupportedProtocols(new byte[0]);

  private final byte[] bits;

  private SupportedProtocols(byte[] bits) {
    this.bits = bits;
  }

  public static SupportedProtocols of(Collection<ProtocolId> protocols) {
    byte[] bits = new byte[MAX_BYTES];
    for (ProtocolId protocol : protocols) {
      bits[protocol.number() >> 3] |= (byte) (0x80 >> (protocol.number() & 7));
    }
    return trimmed(bits);
  }

  private static SupportedProtocols trimmed(byte[] bits) {
    int length = significant(bits);
    return length == 0 ? EMPTY : new SupportedProtocols(Arrays.copyOf(bits, length));
  }

  /** Takes a bit vector as it came; one of more than {@code max} bytes is refused. */
  static SupportedProtocols fromWire(byte[] bits, int max) {
    if (bits.length > max) {
      throw new BcsException("a bit vector of " + bits.length + " bytes");
    }
    return new SupportedProtocols(bits);
  }

  /** The bytes as they came or, of a set made here, as few as it needs. Not to be changed. */
  byte[] wire() {
    return bits;
  }

  /** Whether the protocol of this number, 0 to 255, is in the set. */
  public boolean contains(int number) {
    int index = number >> 3;
    return index >= 0 && index < bits.length && (bits[index] & (0x80 >> (number & 7))) != 0;
  }

  public boolean contains(ProtocolId protocol) {
    return contains(protocol.number());
  }

  /** The protocols in both sets, without trailing zero bytes. */
  public SupportedProtocols intersection(SupportedProtocols other) {
    byte[] common = Arrays.copyOf(bits, Math.min(bits.length, other.bits.length));
    for (int i = 0; i < common.length; i++) {
      common[i] &= other.bits[i];
    }
    return trimmed(common);
  }

  public boolean isEmpty() {
    return significant(bits) == 0;
  }

  /** The numbers in the set, ascending. */
  public IntStream numbers() {
    return IntStream.range(0, bits.length * 8).filter(this::contains);
  }

  /** How many bytes there are up to the last that is not zero. */
  private static int significant(byte[] bits) {
    int length = bits.length;
    while (length > 0 && bits[length - 1] == 0) {
      length--;
    }
    return length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SupportedProtocols set
        && Arrays.equals(bits, 0, significant(bits), set.bits, 0, significant(set.bits));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(Arrays.copyOf(bits, significant(bits)));
  }

  @Override
  public String toString() {
    return numbers().mapToObj(Integer::toString).collect(Collectors.joining(", ", "{", "}"));
  }
}

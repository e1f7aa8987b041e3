package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkAddress.Protocol;
import io.diemnet.vertx.impl.metrics.FailureReason;
import io.diemnet.vertx.impl.transport.UpgradeException.Step;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A PROXY protocol header of version 2, read in pieces of any size (specification section 11). It
 * takes no byte beyond its own end, and keeps no more than the addresses it looks at.
 *
 * <pre>
 *   0           12         13       14       16
 *   +-----------+----------+--------+--------+-----------------------+------+
 *   | signature | version, | family | length | source, destination,  | TLVs |
 *   |           | command  |        | u16    | source port, ..       |      |
 *   +-----------+----------+--------+--------+-----------------------+------+
 * </pre>
 */
final class ProxyHeader {

  private static final byte[] SIGNATURE = {
    0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a
  };
  private static final int COMMAND = SIGNATURE.length;
  private static final int FAMILY = COMMAND + 1;
  private static final int LENGTH = FAMILY + 1;
  private static final int FIXED = LENGTH + 2;

  private static final int LOCAL = 0x20;
  private static final int PROXY = 0x21;

  private static final int UNSPECIFIED = 0x00;
  private static final int TCP4 = 0x11;
  private static final int UDP4 = 0x12;
  private static final int TCP6 = 0x21;
  private static final int UDP6 = 0x22;
  private static final int UNIX_STREAM = 0x31;
  private static final int UNIX_DATAGRAM = 0x32;

  /** Two addresses and two ports. */
  private static final int TCP4_LENGTH = 2 * 4 + 2 * 2;

  private static final int TCP6_LENGTH = 2 * 16 + 2 * 2;

  /**
   * Where the connection began.
   *
   * @param address as the header has it
   * @param host the same for limits: an IPv4 address mapped into IPv6 is that IPv4 address
   */
  record Source(NetworkAddress address, InetAddress host) {}

  private final byte[] kept = new byte[FIXED + TCP6_LENGTH];
  private int read;
  private int end = FIXED;

  /**
   * Reads what belongs to the header; true once it is whole.
   *
   * @throws UpgradeException at the first byte that cannot be right
   */
  boolean read(ByteBuf in) throws UpgradeException {
    while (in.isReadable() && read < end) {
      int part = Math.min(end - read, in.readableBytes());
      int keep = Math.min(part, kept.length - read);
      if (keep > 0) {
        in.getBytes(in.readerIndex(), kept, read, keep);
      }
      in.skipBytes(part);
      read += part;
      check();
    }
    return read == end;
  }

  private void check() throws UpgradeException {
    int seen = Math.min(read, SIGNATURE.length);
    if (!Arrays.equals(kept, 0, seen, SIGNATURE, 0, seen)) {
      throw malformed("it does not begin with the signature of version 2");
    }
    if (read > COMMAND && command() != LOCAL && command() != PROXY) {
      throw malformed("its version and command are 0x" + Integer.toHexString(command()));
    }
    if (read > FAMILY && command() == PROXY && !knownFamily()) {
      throw malformed("its address family is 0x" + Integer.toHexString(family()));
    }
    if (read == FIXED) {
      int length = (kept[LENGTH] & 0xff) << 8 | (kept[LENGTH + 1] & 0xff);
      if (length < shortest()) {
        throw malformed("it has " + length + " bytes where addresses need " + shortest());
      }
      end = FIXED + length;
    }
  }

  /** The source that the header states, once it is whole; null if it states none. */
  Source source() {
    if (command() == LOCAL) {
      return null;
    }
    return switch (family()) {
      case TCP4 -> source(4, FIXED + 8);
      case TCP6 -> source(16, FIXED + 32);
      default -> null;
    };
  }

  private Source source(int addressLength, int portAt) {
    byte[] bytes = Arrays.copyOfRange(kept, FIXED, FIXED + addressLength);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    Protocol host =
        addressLength == 4
            ? new Protocol.Ip4(buffer.getInt())
            : new Protocol.Ip6(buffer.getLong(), buffer.getLong());
    int port = (kept[portAt] & 0xff) << 8 | (kept[portAt + 1] & 0xff);
    try {
      return new Source(
          NetworkAddress.of(List.of(host, new Protocol.Tcp(port))),
          InetAddress.getByAddress(bytes));
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private int command() {
    return kept[COMMAND] & 0xff;
  }

  private int family() {
    return kept[FAMILY] & 0xff;
  }

  private boolean knownFamily() {
    return switch (family()) {
      case UNSPECIFIED, TCP4, UDP4, TCP6, UDP6, UNIX_STREAM, UNIX_DATAGRAM -> true;
      default -> false;
    };
  }

  private int shortest() {
    if (command() == LOCAL) {
      return 0;
    }
    return switch (family()) {
      case TCP4 -> TCP4_LENGTH;
      case TCP6 -> TCP6_LENGTH;
      default -> 0;
    };
  }

  private static UpgradeException malformed(String why) {
    return new UpgradeException(
        Step.PROXY,
        FailureReason.PROXY_HEADER,
        "there is no PROXY protocol header of version 2, which this listener demands: " + why);
  }
}

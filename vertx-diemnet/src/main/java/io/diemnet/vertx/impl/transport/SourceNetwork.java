package io.diemnet.vertx.impl.transport;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What counts as one remote when connections are limited by address. The keys have value equality
 * and no other meaning. Null, for a remote without an IP address, has the key null.
 *
 * <ul>
 *   <li>IPv4: the address, in both senses. An IPv4 address inside an IPv6 one is that IPv4 address.
 *   <li>IPv6: {@link #address} is the /64 network, which one host usually owns. {@link #site} is
 *       the /48 network, which one customer can own. A site may hold {@value #SITE_FACTOR} times as
 *       much as an address.
 * </ul>
 */
public final class SourceNetwork {

  /** How many times the bound of one address applies to its /48. */
  public static final int SITE_FACTOR = 2;

  private static final int ADDRESS_BYTES = 8;
  private static final int SITE_BYTES = 6;
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  private SourceNetwork() {}

  /** The IPv4 address, or the IPv6 /64. */
  public static Object address(InetAddress source) {
    return key(source, ADDRESS_BYTES);
  }

  /** The IPv4 address, or the IPv6 /48. */
  public static Object site(InetAddress source) {
    return key(source, SITE_BYTES);
  }

  private static Object key(InetAddress source, int bytes) {
    if (!(source instanceof Inet6Address)) {
      return source;
    }
    byte[] address = source.getAddress();
    if (Arrays.equals(address, 0, MAPPED.length, MAPPED, 0, MAPPED.length)) {
      return mapped(address);
    }
    return ByteBuffer.wrap(Arrays.copyOf(address, bytes));
  }

  private static InetAddress mapped(byte[] address) {
    try {
      return Inet4Address.getByAddress(Arrays.copyOfRange(address, MAPPED.length, address.length));
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

package io.diemnet.node.port;

import io.diemnet.node.config.Loopback;
import io.netty.util.NetUtil;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The names of this machine that a {@code Host} header may contain. A web page can reach a local
 * port through a DNS name that resolves to this machine. Such names are refused. Immutable.
 */
public final class HostNames {

  private final boolean loopback;
  private final Set<String> names = new HashSet<>();

  /**
   * @param host where the port listens
   * @param more further accepted names, in lower case
   */
  public HostNames(String host, Collection<String> more) {
    this.loopback = Loopback.is(host);
    names.add(host.toLowerCase(Locale.ROOT));
    names.addAll(more);
  }

  /** Whether the port listens on loopback only. */
  public boolean loopback() {
    return loopback;
  }

  /**
   * Returns whether there is exactly one value and it names this machine.
   *
   * @param headers all values of {@code Host}
   */
  public boolean accept(List<String> headers) {
    if (headers.size() != 1) {
      return false;
    }
    String host = withoutPort(headers.get(0).toLowerCase(Locale.ROOT));
    return names.contains(host)
        || Loopback.is(host)
        || (!loopback && (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)));
  }

  /** Returns a host without its port, and an IPv6 address without its brackets. */
  public static String withoutPort(String hostAndPort) {
    if (hostAndPort.startsWith("[")) {
      int end = hostAndPort.indexOf(']');
      return end < 0 ? hostAndPort : hostAndPort.substring(1, end);
    }
    int colon = hostAndPort.indexOf(':');
    return colon < 0 ? hostAndPort : hostAndPort.substring(0, colon);
  }
}

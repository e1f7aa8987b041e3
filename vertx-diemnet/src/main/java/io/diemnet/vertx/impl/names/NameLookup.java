package io.diemnet.vertx.impl.names;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkAddress.Protocol;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.internal.VertxInternal;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

/**
 * The socket addresses of a host: {@code dns4} keeps only IPv4 results, {@code dns6} only IPv6
 * (specification section 3). Names are resolved asynchronously by {@link SystemNames}. Where Vert.x
 * is told to use the resolver of the JVM ({@code -Dvertx.disableDnsResolver=true}), that one runs
 * on a few worker threads. Thread-safe.
 */
public final class NameLookup {

  private static final int JVM_THREADS = 16;

  private final SystemNames names;
  private final WorkerExecutor jvm;

  public NameLookup(VertxInternal vertx) {
    this(vertx, Boolean.getBoolean("vertx.disableDnsResolver") ? null : SystemNames.of(vertx));
  }

  /**
   * @param names null for the resolver of the JVM
   */
  NameLookup(VertxInternal vertx, SystemNames names) {
    this.names = names;
    this.jvm =
        names == null ? vertx.createSharedWorkerExecutor("diemnet-names", JVM_THREADS) : null;
  }

  /**
   * The addresses of the host of a network address, with its port.
   *
   * @return completes on any thread; fails with {@link UnknownHostException}, whose message is for
   *     people
   */
  public Future<List<InetSocketAddress>> lookup(NetworkAddress address, EventLoop loop) {
    Protocol host = address.protocols().get(0);
    if (host instanceof Protocol.Ip4 || host instanceof Protocol.Ip6) {
      return Future.succeededFuture(List.of(literal(address)));
    }
    Class<? extends InetAddress> family =
        host instanceof Protocol.Dns4
            ? Inet4Address.class
            : host instanceof Protocol.Dns6 ? Inet6Address.class : InetAddress.class;
    return lookup(address.host(), family, address.port(), loop);
  }

  /**
   * As {@link #lookup(NetworkAddress, EventLoop)}, for a name or an IP address.
   *
   * @param family which of the name's addresses are wanted
   */
  public Future<List<InetSocketAddress>> lookup(
      String host, Class<? extends InetAddress> family, int port, EventLoop loop) {
    Future<List<InetSocketAddress>> resolved =
        names == null ? byJvm(host) : names.resolveAll(loop, host);
    return resolved
        .recover(cause -> Future.failedFuture(failure(host, String.valueOf(cause.getMessage()))))
        .compose(
            found -> {
              List<InetSocketAddress> wanted =
                  found.stream()
                      .filter(each -> family.isInstance(each.getAddress()))
                      .map(each -> new InetSocketAddress(each.getAddress(), port))
                      .toList();
              return wanted.isEmpty()
                  ? Future.failedFuture(failure(host, "it has no " + describe(family)))
                  : Future.succeededFuture(wanted);
            });
  }

  private Future<List<InetSocketAddress>> byJvm(String name) {
    return jvm.executeBlocking(
        () ->
            Stream.of(InetAddress.getAllByName(name))
                .map(found -> new InetSocketAddress(found, 0))
                .toList(),
        false);
  }

  /** The socket address of an {@code ip4} or {@code ip6} address. */
  public static InetSocketAddress literal(NetworkAddress address) {
    Protocol host = address.protocols().get(0);
    if (host instanceof Protocol.Ip4 ip4) {
      return socketAddress(ByteBuffer.allocate(4).putInt(ip4.address()).flip(), address.port());
    }
    if (host instanceof Protocol.Ip6 ip6) {
      return socketAddress(
          ByteBuffer.allocate(16).putLong(ip6.high()).putLong(ip6.low()).flip(), address.port());
    }
    throw new IllegalArgumentException("not an IP address: " + address);
  }

  private static InetSocketAddress socketAddress(ByteBuffer ip, int port) {
    byte[] bytes = new byte[ip.remaining()];
    ip.get(bytes);
    try {
      return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String describe(Class<? extends InetAddress> family) {
    return family == Inet4Address.class
        ? "IPv4 address"
        : family == Inet6Address.class ? "IPv6 address" : "address";
  }

  private static UnknownHostException failure(String name, String why) {
    return new UnknownHostException("the name " + name + " does not resolve: " + why);
  }
}

package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkAddress.Protocol;
import io.diemnet.vertx.impl.metrics.FailureReason;
import io.diemnet.vertx.impl.transport.UpgradeException.Step;
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
 * The socket addresses behind a NetworkAddress: {@code dns4} keeps only IPv4 results, {@code dns6}
 * only IPv6 (specification section 3). Names are resolved asynchronously by {@link SystemNames}, or
 * on a few threads by the JVM where Vert.x is told to use that ({@code
 * -Dvertx.disableDnsResolver=true}).
 */
final class NameLookup {

  private static final int JVM_THREADS = 16;

  private final SystemNames names;
  private final WorkerExecutor jvm;

  NameLookup(VertxInternal vertx) {
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

  Future<List<InetSocketAddress>> lookup(NetworkAddress address, EventLoop loop) {
    Protocol host = address.protocols().get(0);
    if (host instanceof Protocol.Ip4 || host instanceof Protocol.Ip6) {
      return Future.succeededFuture(List.of(literal(address)));
    }
    String name = address.host();
    Future<List<InetSocketAddress>> resolved =
        names == null ? byJvm(name) : names.resolveAll(loop, name);
    return resolved
        .recover(cause -> Future.failedFuture(failure(name, String.valueOf(cause.getMessage()))))
        .compose(
            found -> {
              List<InetSocketAddress> fitting =
                  found.stream()
                      .filter(each -> fits(host, each.getAddress()))
                      .map(each -> new InetSocketAddress(each.getAddress(), address.port()))
                      .toList();
              return fitting.isEmpty()
                  ? Future.failedFuture(
                      failure(
                          name, "it has no " + (host instanceof Protocol.Dns4 ? "IPv4" : "IPv6")))
                  : Future.succeededFuture(fitting);
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
  static InetSocketAddress literal(NetworkAddress address) {
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

  private static boolean fits(Protocol host, InetAddress found) {
    if (host instanceof Protocol.Dns4) {
      return found instanceof Inet4Address;
    }
    return !(host instanceof Protocol.Dns6) || found instanceof Inet6Address;
  }

  private static UpgradeException failure(String name, String why) {
    return new UpgradeException(
        Step.RESOLVE, FailureReason.RESOLVE, "the name " + name + " does not resolve: " + why);
  }
}

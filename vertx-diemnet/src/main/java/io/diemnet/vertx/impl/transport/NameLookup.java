package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkAddress.Protocol;
import io.diemnet.vertx.impl.metrics.FailureReason;
import io.diemnet.vertx.impl.transport.UpgradeException.Step;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The socket addresses behind a NetworkAddress, through Vert.x's asynchronous resolver: {@code
 * dns4} keeps only IPv4 results, {@code dns6} only IPv6 (specification section 3).
 */
final class NameLookup {

  private final VertxInternal vertx;

  NameLookup(VertxInternal vertx) {
    this.vertx = vertx;
  }

  Future<List<InetSocketAddress>> lookup(NetworkAddress address, EventLoop loop) {
    Protocol host = address.protocols().get(0);
    if (host instanceof Protocol.Ip4 || host instanceof Protocol.Ip6) {
      return Future.succeededFuture(List.of(literal(address)));
    }
    Promise<List<InetSocketAddress>> promise = Promise.promise();
    String name = address.host();
    vertx
        .nameResolver()
        .resolveAll(loop, name)
        .addListener(
            (io.netty.util.concurrent.Future<List<InetSocketAddress>> resolved) -> {
              if (!resolved.isSuccess()) {
                promise.fail(failure(name, String.valueOf(resolved.cause().getMessage())));
                return;
              }
              List<InetSocketAddress> fitting =
                  resolved.getNow().stream()
                      .filter(found -> fits(host, found.getAddress()))
                      .map(found -> new InetSocketAddress(found.getAddress(), address.port()))
                      .toList();
              if (fitting.isEmpty()) {
                promise.fail(
                    failure(
                        name, "it has no " + (host instanceof Protocol.Dns4 ? "IPv4" : "IPv6")));
              } else {
                promise.complete(fitting);
              }
            });
    return promise.future();
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

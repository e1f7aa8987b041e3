package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.impl.metrics.FailureReason;
import io.diemnet.vertx.impl.transport.UpgradeException.Step;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.BindException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Connections within this process, {@code /memory/<port>}: the same channels, handlers and bounds,
 * and no socket. The ports belong to the process, so nodes on several Vert.x instances reach each
 * other.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing tells its outcome by the end of the channel
final class MemoryTransport implements Transport {

  private static final int FIRST_FREE_PORT = 49_152;
  private static final int LAST_PORT = 65_535;

  private static final ConcurrentMap<Integer, MemoryListener> LISTENERS = new ConcurrentHashMap<>();

  @Override
  public boolean serves(NetworkAddress address) {
    return address.isMemory();
  }

  @Override
  public Future<Channel> connect(NetworkAddress address, EventLoop loop, long deadline) {
    MemoryListener listener = LISTENERS.get(port(address));
    if (listener == null) {
      return Future.failedFuture(
          new UpgradeException(
              Step.CONNECT, FailureReason.CONNECT, "nobody listens on /memory/" + port(address)));
    }
    MemoryChannel.Pair pair = MemoryChannel.Pair.connected(port(address));
    Promise<Channel> promise = Promise.promise();
    loop.register(pair.dialer())
        .addListener(
            registered -> {
              if (registered.isSuccess()) {
                listener.acceptance().offer(pair.listener());
                promise.complete(pair.dialer());
              } else {
                pair.listener().unsafe().closeForcibly();
                promise.fail(registered.cause());
              }
            });
    return promise.future();
  }

  @Override
  public Future<Listener> listen(NetworkAddress address, Acceptance acceptance) {
    int wanted = port(address);
    int first = wanted == 0 ? FIRST_FREE_PORT : wanted;
    int last = wanted == 0 ? LAST_PORT : wanted;
    for (int port = first; port <= last; port++) {
      MemoryListener listener = new MemoryListener(port, address.withPort(port), acceptance);
      if (LISTENERS.putIfAbsent(port, listener) == null) {
        return Future.succeededFuture(listener);
      }
    }
    return Future.failedFuture(
        new BindException(
            wanted == 0 ? "no port in memory is free" : "Address already in use: " + address));
  }

  private static int port(NetworkAddress address) {
    return ((NetworkAddress.Protocol.Memory) address.protocols().get(0)).port();
  }

  private record MemoryListener(int port, NetworkAddress address, Acceptance acceptance)
      implements Listener {

    @Override
    public Future<Void> close() {
      LISTENERS.remove(port, this);
      return Future.succeededFuture();
    }
  }
}

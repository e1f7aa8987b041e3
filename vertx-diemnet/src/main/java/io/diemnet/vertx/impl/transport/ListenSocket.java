package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.impl.metrics.FailureReason;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The listening socket of a network. Accepted channels go round the network's event loops; one over
 * the limits is closed before anything is read from it.
 */
public final class ListenSocket implements Transport.LoopChooser {

  private final TransportSettings settings;
  private final Map<EventLoop, TransportVerticle> verticles = new LinkedHashMap<>();
  private final List<EventLoop> loops;
  private final AtomicInteger next = new AtomicInteger();
  private volatile Transport.Listener listener;
  private volatile boolean closed;

  public ListenSocket(TransportSettings settings, List<TransportVerticle> verticles) {
    this.settings = settings;
    verticles.forEach(verticle -> this.verticles.put(verticle.eventLoop(), verticle));
    this.loops = List.copyOf(this.verticles.keySet());
  }

  /** Binds; gives the address with the port that was bound. */
  public Future<NetworkAddress> listen(VertxInternal vertx, NetworkAddress address) {
    Transport transport =
        settings.transports(vertx).stream()
            .filter(candidate -> candidate.serves(address))
            .findFirst()
            .orElseThrow();
    return transport
        .listen(address, this, this::accepted)
        .map(
            bound -> {
              listener = bound;
              return bound.address();
            });
  }

  /** Accepts no more. */
  public Future<Void> close() {
    closed = true;
    return listener == null ? Future.succeededFuture() : listener.close();
  }

  @Override
  public EventLoop next(Channel accepted) {
    if (closed) {
      return null;
    }
    FailureReason full = settings.limits().acquire(accepted.remoteAddress());
    if (full != null) {
      settings
          .refusals()
          .refused(
              ConnectionOrigin.INBOUND,
              TransportVerticle.addressOf(accepted.remoteAddress()).toString(),
              null,
              full,
              "too many connections are in their handshake",
              false);
      return null;
    }
    return loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
  }

  private void accepted(Channel channel) {
    verticles.get(channel.eventLoop()).accepted(channel);
  }
}

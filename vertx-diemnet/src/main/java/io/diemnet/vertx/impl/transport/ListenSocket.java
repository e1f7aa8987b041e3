package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.impl.peer.EstablishedChannel;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.AttributeKey;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The listening socket of a network. Accepted channels go round the network's event loops; one over
 * the limits is closed before anything is read from it.
 */
public final class ListenSocket extends Transport.Acceptance {

  /** From accept until it is on its loop. */
  private static final AttributeKey<UpgradeLimits.Place> PLACE =
      AttributeKey.valueOf(ListenSocket.class, "place");

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
        .listen(address, this)
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
  protected EventLoop loopFor(Channel channel) {
    if (closed) {
      return null;
    }
    EdgeSettings edge = settings.upgrade().edge();
    try {
      // With a PROXY header to come the socket's address is the proxy's, and says nothing.
      InetAddress source = edge.proxyProtocol() ? null : EstablishedChannel.source(channel);
      channel.attr(PLACE).set(edge.limits().acquire(source));
    } catch (UpgradeException full) {
      settings
          .refusals()
          .refused(
              ConnectionOrigin.INBOUND,
              TransportVerticle.addressOf(channel.remoteAddress()).toString(),
              null,
              full.reason(),
              full.getMessage(),
              false);
      return null;
    }
    return loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
  }

  @Override
  protected void accepted(Channel channel) {
    verticles.get(channel.eventLoop()).accepted(channel, channel.attr(PLACE).get());
    channel.attr(PLACE).set(null);
  }

  @Override
  protected void lost(Channel channel) {
    UpgradeLimits.Place place = channel.attr(PLACE).getAndSet(null);
    if (place != null) {
      place.release();
    }
  }
}

package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.NetworkAddress;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.AttributeKey;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.nio.channels.ClosedChannelException;
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
  private static final AttributeKey<UpgradeLimits.Slot> SLOT =
      AttributeKey.valueOf(ListenSocket.class, "slot");

  private final TransportSettings settings;
  private final AtomicInteger next = new AtomicInteger();
  private Future<Transport.Listener> binding;
  private volatile Map<EventLoop, TransportVerticle> verticles = Map.of();
  private volatile List<EventLoop> loops = List.of();
  private volatile NetworkAddress address;
  private volatile boolean closed;

  public ListenSocket(TransportSettings settings) {
    this.settings = settings;
  }

  /**
   * Binds, once; gives the address with the port that was bound.
   *
   * @param over take the accepted channels in turn
   * @return fails if the socket is closed before it is bound; then it does not stay bound
   */
  public Future<NetworkAddress> listen(
      VertxInternal vertx, NetworkAddress wanted, List<TransportVerticle> over) {
    Map<EventLoop, TransportVerticle> byLoop = new LinkedHashMap<>();
    over.forEach(verticle -> byLoop.put(verticle.eventLoop(), verticle));
    verticles = byLoop;
    loops = List.copyOf(byLoop.keySet());
    Transport transport =
        settings.transports(vertx).stream()
            .filter(candidate -> candidate.serves(wanted))
            .findFirst()
            .orElseThrow();
    Future<Transport.Listener> bound;
    synchronized (this) {
      if (closed) {
        return Future.failedFuture(new ClosedChannelException());
      }
      bound = transport.listen(wanted, this);
      binding = bound;
    }
    return bound.compose(
        listener -> {
          address = listener.address();
          return closed
              ? Future.failedFuture(new ClosedChannelException())
              : Future.succeededFuture(address);
        });
  }

  /** The address with the port that was bound, also after the close; null before. */
  public NetworkAddress address() {
    return address;
  }

  /** Accepts no more; done when the port is free again, also if it is being bound just now. */
  public Future<Void> close() {
    Future<Transport.Listener> begun;
    synchronized (this) {
      closed = true;
      begun = binding;
    }
    return begun == null
        ? Future.succeededFuture()
        : begun.compose(Transport.Listener::close).otherwiseEmpty();
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
      channel.attr(SLOT).set(edge.limits().acquire(source));
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
    List<EventLoop> all = loops;
    return all.get(Math.floorMod(next.getAndIncrement(), all.size()));
  }

  @Override
  protected void accepted(Channel channel) {
    verticles.get(channel.eventLoop()).accepted(channel, channel.attr(SLOT).get());
    channel.attr(SLOT).set(null);
  }

  @Override
  protected void lost(Channel channel) {
    UpgradeLimits.Slot slot = channel.attr(SLOT).getAndSet(null);
    if (slot != null) {
      slot.release();
    }
  }
}

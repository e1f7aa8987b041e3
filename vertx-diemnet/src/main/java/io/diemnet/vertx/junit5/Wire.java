package io.diemnet.vertx.junit5;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.impl.transport.Transport;
import io.diemnet.vertx.impl.util.Clock;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A relay between two nodes, for one direction of dialing. It forwards bytes until it is cut. Its
 * state is set by any thread; channels belong to their event loops.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the close of a channel reports the outcome
final class Wire extends Transport.Acceptance {

  private static final long CONNECT_SECONDS = 30;

  private final Transport transport;
  private final Supplier<EventLoop> loops;
  private final Supplier<NetworkAddress> target;
  private final Set<Channel> channels = ConcurrentHashMap.newKeySet();
  private Transport.Listener listener;
  private volatile boolean cut;

  /**
   * @param loops returns the event loop for a connection
   * @param target returns the address to forward to, or null if that node does not run
   */
  Wire(Transport transport, Supplier<EventLoop> loops, Supplier<NetworkAddress> target) {
    this.transport = transport;
    this.loops = loops;
    this.target = target;
  }

  /** Listens for the dialing node and returns the address. */
  Future<NetworkAddress> open(NetworkAddress anyPort) {
    return transport
        .listen(anyPort, this)
        .map(
            bound -> {
              listener = bound;
              return bound.address();
            });
  }

  /** Closes all channels and refuses new ones. */
  void cut() {
    cut = true;
    channels.forEach(Channel::close);
  }

  void restore() {
    cut = false;
  }

  Future<Void> close() {
    cut();
    return listener == null ? Future.succeededFuture() : listener.close();
  }

  @Override
  protected EventLoop loopFor(Channel accepted) {
    return cut ? null : loops.get();
  }

  @Override
  protected void lost(Channel channel) {
    // The dialing side sees the close.
  }

  @Override
  protected void accepted(Channel near) {
    NetworkAddress there = target.get();
    if (there == null || !keep(near)) {
      near.close();
      return;
    }
    transport
        .connect(
            there,
            near.eventLoop(),
            Clock.SYSTEM.nanos() + TimeUnit.SECONDS.toNanos(CONNECT_SECONDS))
        .onComplete(
            connected -> {
              if (connected.failed()) {
                near.close();
                return;
              }
              Channel far = connected.result();
              far.pipeline().addLast(new PassOn(near));
              near.pipeline().addLast(new PassOn(far));
              if (!keep(far) || !near.isActive()) {
                near.close();
                far.close();
                return;
              }
              far.config().setAutoRead(true);
              near.config().setAutoRead(true);
            });
  }

  /** Returns false if the relay was cut in the meantime. */
  private boolean keep(Channel channel) {
    channels.add(channel);
    channel.closeFuture().addListener(closed -> channels.remove(channel));
    return !cut;
  }

  private static final class PassOn extends ChannelInboundHandlerAdapter {

    private final Channel other;

    PassOn(Channel other) {
      this.other = other;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
      other.write(bytes);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      other.flush();
      if (!other.isWritable()) {
        ctx.channel().config().setAutoRead(false);
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      if (ctx.channel().isWritable()) {
        other.config().setAutoRead(true);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}

package io.diemnet.vertx.impl.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** On a listening channel: gives each accepted channel to an event loop, or refuses it at once. */
@SuppressWarnings(
    "FutureReturnValueIgnored") // closing or writing tells its outcome by the end of the channel
final class Acceptor extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);

  private final Transport.Acceptance acceptance;

  Acceptor(Transport.Acceptance acceptance) {
    this.acceptance = acceptance;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    Channel channel = (Channel) message;
    boolean offered = false;
    try {
      TcpTransport.configure(channel);
      acceptance.offer(channel);
      offered = true;
    } finally {
      if (!offered) {
        channel.unsafe().closeForcibly();
        acceptance.lost(channel);
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // Out of file handles, as a rule: trying again at once would only spin.
    // Scheduled first: if there is no memory for that, accepting goes on.
    ctx.executor().schedule(() -> ctx.channel().config().setAutoRead(true), 1, TimeUnit.SECONDS);
    ctx.channel().config().setAutoRead(false);
    LOG.warn("accepting on {} failed: {}", ctx.channel().localAddress(), cause.toString());
  }
}

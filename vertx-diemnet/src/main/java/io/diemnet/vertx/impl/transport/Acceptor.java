package io.diemnet.vertx.impl.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** On a listening channel: gives each accepted channel to an event loop, or refuses it at once. */
@SuppressWarnings(
    "FutureReturnValueIgnored") // closing or writing tells its outcome by the end of the channel
final class Acceptor extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);

  private final Transport.LoopChooser loops;
  private final Consumer<Channel> accepted;

  Acceptor(Transport.LoopChooser loops, Consumer<Channel> accepted) {
    this.loops = loops;
    this.accepted = accepted;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    Channel channel = (Channel) message;
    EventLoop loop = loops.next(channel);
    if (loop == null) {
      channel.unsafe().closeForcibly();
      return;
    }
    TcpTransport.configure(channel);
    loop.register(channel)
        .addListener(
            registered -> {
              if (registered.isSuccess()) {
                accepted.accept(channel);
              } else {
                channel.unsafe().closeForcibly();
              }
            });
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // Out of file handles, as a rule: trying again at once would only spin.
    LOG.warn("accepting on {} failed: {}", ctx.channel().localAddress(), cause.toString());
    ctx.channel().config().setAutoRead(false);
    ctx.executor().schedule(() -> ctx.channel().config().setAutoRead(true), 1, TimeUnit.SECONDS);
  }
}

package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.impl.metrics.FailureReason;
import io.diemnet.vertx.impl.transport.UpgradeException.Step;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Takes the PROXY header from the beginning of a channel, then leaves the pipeline. What came with
 * it goes to the handler that the listener puts behind this one.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing tells its outcome by the end of the channel
final class ProxyHeaderHandler extends ChannelInboundHandlerAdapter {

  /** The handler's name in the pipeline. */
  static final String NAME = "proxy";

  /** Told once, on the event loop. */
  interface Listener {

    /**
     * The header is whole.
     *
     * @param source null if it states none
     * @return false if the channel was closed instead of going on
     */
    boolean proxied(ProxyHeader.Source source);

    void failed(UpgradeException reason);
  }

  private final Listener listener;
  private final ProxyHeader header = new ProxyHeader();
  private boolean over;

  ProxyHeaderHandler(Listener listener) {
    this.listener = listener;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (over || !(message instanceof ByteBuf bytes)) {
      ReferenceCountUtil.release(message);
      return;
    }
    try {
      if (!header.read(bytes)) {
        bytes.release();
        return;
      }
    } catch (UpgradeException malformed) {
      bytes.release();
      fail(malformed);
      return;
    }
    over = true;
    if (!listener.proxied(header.source())) {
      bytes.release();
      return;
    }
    if (bytes.isReadable()) {
      ctx.fireChannelRead(bytes);
      ctx.fireChannelReadComplete();
    } else {
      bytes.release();
    }
    ctx.pipeline().remove(this);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    fail(
        new UpgradeException(
            Step.PROXY, FailureReason.INCOMPLETE, "the remote closed within its PROXY header"));
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  private void fail(UpgradeException reason) {
    if (!over) {
      over = true;
      listener.failed(reason);
    }
  }
}

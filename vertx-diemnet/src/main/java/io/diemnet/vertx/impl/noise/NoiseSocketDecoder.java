package io.diemnet.vertx.impl.noise;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;

/**
 * Decrypts what comes in for a {@link io.diemnet.vertx.NoiseSocket}: each frame's plaintext goes on
 * as a heap buffer of its own, which Vert.x hands to the application without another copy. A bad
 * frame, or the end of the TCP stream inside one, is an exception on the pipeline and the end; the
 * remote's empty frame is a clean end.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a close that fails has closed nevertheless
final class NoiseSocketDecoder extends ChannelDuplexHandler {

  private final CipherState receive;
  private FrameDecrypter decrypter;
  private boolean closing;

  NoiseSocketDecoder(CipherState receive) {
    this.receive = receive;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    decrypter = new FrameDecrypter(receive, new FrameSink(ctx));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (!(msg instanceof ByteBuf in) || decrypter.state() != FrameDecrypter.State.OPEN) {
      ReferenceCountUtil.release(msg);
      return;
    }
    try {
      decrypter.decrypt(in);
    } finally {
      in.release();
    }
    switch (decrypter.state()) {
      case ENDED -> ctx.close();
      case FAILED -> ctx.fireExceptionCaught(NoiseErrors.of(decrypter.failure(), ctx.channel()));
      default -> {}
    }
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    closing = true;
    ctx.close(promise);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (decrypter.midFrame() && !closing) {
      ctx.fireExceptionCaught(NoiseErrors.of(FrameFailure.TRUNCATED, ctx.channel()));
    }
    decrypter.close();
    ctx.fireChannelInactive();
  }

  /** Gives each frame an array of its own and passes it on. */
  private static final class FrameSink implements PlaintextSink {

    private final ChannelHandlerContext ctx;
    private byte[] frame;

    FrameSink(ChannelHandlerContext ctx) {
      this.ctx = ctx;
    }

    @Override
    public byte[] target(int length) {
      frame = new byte[length];
      return frame;
    }

    @Override
    public void targetWritten(int length) {
      byte[] plaintext = frame;
      frame = null;
      ctx.fireChannelRead(Unpooled.wrappedBuffer(plaintext));
    }

    @Override
    public void plaintext(byte[] array, int offset, int length) {
      throw new IllegalStateException("every frame has an array of its own");
    }
  }
}

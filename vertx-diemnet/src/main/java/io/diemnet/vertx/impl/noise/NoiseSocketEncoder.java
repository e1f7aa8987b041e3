package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.NoiseException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.PendingWriteQueue;
import io.netty.channel.VoidChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;

/**
 * Encrypts what a {@link io.diemnet.vertx.NoiseSocket} writes. It stands in front of the decoder,
 * so that whatever closes the channel behind it passes through here.
 *
 * <p>All writes of one turn of the loop go into as few frames and writes as fit, with one flush at
 * the end of the read or of the turn. What waits here counts in the channel's outbound account.
 * Bytes and {@link OutboundFile}s are taken, in order; anything else, a file region above all, is
 * refused, since it would go out in clear.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends the channel, which is seen
final class NoiseSocketEncoder extends ChannelDuplexHandler {

  /** About how much ciphertext goes into one buffer. */
  private static final int CHUNK = 128 * 1024;

  private final FrameEncrypter encrypter;
  private final FramePacker packer;
  private PendingWriteQueue queue;
  private ChannelPromise voidPromise;
  private boolean reading;
  private boolean flushWanted;
  private boolean turnEndPosted;
  private boolean toldFull;

  NoiseSocketEncoder(CipherState send) {
    encrypter = new FrameEncrypter(send);
    packer = new FramePacker(encrypter);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    queue = new PendingWriteQueue(ctx);
    voidPromise = new VoidChannelPromise(ctx.channel(), false);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    if (!(msg instanceof ByteBuf) && !(msg instanceof OutboundFile)) {
      ReferenceCountUtil.release(msg);
      promise.tryFailure(
          new IllegalArgumentException(
              "only bytes can be encrypted, not a " + msg.getClass().getName()));
      return;
    }
    queue.add(msg, promise);
    if (!toldFull && !ctx.channel().isWritable()) {
      // Netty would tell it in a later task: now, a writer that loops until the queue is full
      // stops.
      toldFull = true;
      ctx.fireChannelWritabilityChanged();
    }
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    flushWanted = true;
    if (!reading && !turnEndPosted) {
      turnEndPosted = true;
      ctx.executor()
          .execute(
              () -> {
                turnEndPosted = false;
                flushQueue(ctx);
              });
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    reading = true;
    ctx.fireChannelRead(msg);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.fireChannelReadComplete();
    reading = false;
    flushQueue(ctx);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    toldFull = !ctx.channel().isWritable();
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    flushWanted = true;
    flushQueue(ctx);
    ctx.close(promise);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    queue.removeAndFailAll(new ClosedChannelException());
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    queue.removeAndFailAll(new ClosedChannelException());
  }

  private void flushQueue(ChannelHandlerContext ctx) {
    if (!flushWanted) {
      return;
    }
    flushWanted = false;
    boolean more = true;
    while (more && !queue.isEmpty()) {
      if (encrypter.exhausted()) {
        NoiseException failure = NoiseErrors.of(FrameFailure.EXHAUSTED, ctx.channel());
        queue.removeAndFailAll(failure);
        ctx.fireExceptionCaught(failure);
        break;
      }
      more = writeChunk(ctx);
    }
    ctx.flush();
  }

  /**
   * Encrypts some of the queue into one buffer and writes it.
   *
   * @return false if a file must be waited for before there is more
   */
  private boolean writeChunk(ChannelHandlerContext ctx) {
    ByteBuf out = ctx.alloc().directBuffer(FramePacker.room(Math.min(CHUNK, queue.bytes())));
    List<ChannelPromise> whole = new ArrayList<>(4);
    while (!queue.isEmpty() && out.readableBytes() < CHUNK) {
      if (queue.current() instanceof OutboundFile file) {
        ByteBuf piece = file.takePiece();
        if (piece != null) {
          packer.add(piece, out, Integer.MAX_VALUE);
        }
        if (!file.finished()) {
          packer.finish(out);
          writeBeforeMoreOf(file, piece != null, ctx, out, whole);
          return false;
        }
        whole.add(queue.remove());
      } else {
        ByteBuf bytes = (ByteBuf) queue.current();
        packer.add(bytes, out, CHUNK);
        if (!bytes.isReadable()) {
          whole.add(queue.remove());
        }
      }
    }
    packer.finish(out);
    write(ctx, out, promise(ctx, whole));
    return true;
  }

  /** The next piece is read when the last one is written, so one is under way at a time. */
  private void writeBeforeMoreOf(
      OutboundFile file,
      boolean taken,
      ChannelHandlerContext ctx,
      ByteBuf out,
      List<ChannelPromise> whole) {
    ChannelPromise promise = promise(ctx, whole);
    if (!taken) {
      write(ctx, out, promise);
      load(ctx, file);
      return;
    }
    ChannelPromise unvoided = promise.isVoid() ? ctx.newPromise() : promise;
    unvoided.addListener(
        result -> {
          if (result.isSuccess()) {
            load(ctx, file);
          }
        });
    write(ctx, out, unvoided);
  }

  private void load(ChannelHandlerContext ctx, OutboundFile file) {
    file.load(
        ctx.executor(),
        failure -> {
          if (queue.current() != file) {
            return;
          }
          if (failure != null) {
            queue.removeAndFail(failure);
          }
          flushWanted = true;
          flushQueue(ctx);
        });
  }

  private void write(ChannelHandlerContext ctx, ByteBuf out, ChannelPromise promise) {
    if (out.isReadable()) {
      ctx.write(out, promise);
    } else {
      out.release();
      ctx.write(Unpooled.EMPTY_BUFFER, promise);
    }
  }

  /** One promise that completes all those of the writes that end in one buffer. */
  private ChannelPromise promise(ChannelHandlerContext ctx, List<ChannelPromise> whole) {
    whole.removeIf(ChannelPromise::isVoid);
    if (whole.isEmpty()) {
      return voidPromise;
    }
    if (whole.size() == 1) {
      return whole.get(0);
    }
    return ctx.newPromise()
        .addListener(
            result -> {
              for (ChannelPromise one : whole) {
                if (result.isSuccess()) {
                  one.trySuccess();
                } else {
                  one.tryFailure(result.cause());
                }
              }
            });
  }
}

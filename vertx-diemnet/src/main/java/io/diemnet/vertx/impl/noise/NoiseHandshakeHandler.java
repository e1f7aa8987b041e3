package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.memory.ChannelMemory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * One Noise handshake on a channel (specification section 5): reads the remote's message, exactly
 * as long as it is, and lets an executor compute. While that runs the channel does not read. What
 * the remote sent behind its message is kept, and passed on once the next handlers are there.
 *
 * <p>Silent towards the remote: a failure is told to the listener and the channel closed. It knows
 * no deadline; its owner closes the channel. All state belongs to the channel's event loop.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // a write or close that fails ends the channel, which is seen
public abstract class NoiseHandshakeHandler extends ChannelInboundHandlerAdapter {

  /** More than this behind the remote's message, before the session stands, ends the handshake. */
  private static final int MAX_EARLY_BYTES = 1 << 20;

  private enum Step {
    NEW,
    COMPUTING,
    READING,
    PASSING_ON,
    OVER
  }

  private final Executor executor;
  private final NoiseHandshakeListener listener;
  private final byte[] message;
  private final Queue<ByteBuf> early = new ArrayDeque<>(2);
  private int messageLength;
  private long earlyBytes;
  private boolean stoppedReading;
  private Step step = Step.NEW;

  NoiseHandshakeHandler(Executor executor, NoiseHandshakeListener listener, int messageLength) {
    this.executor = executor;
    this.listener = listener;
    this.message = new byte[messageLength];
  }

  /** The dialer's side: it sends its message as soon as the channel is active. */
  public static NoiseHandshakeHandler client(
      NoiseInitiator.Dial dial, Executor executor, NoiseHandshakeListener listener) {
    return new ClientSide(dial, executor, listener);
  }

  /** The listener's side: it answers the first message. */
  public static NoiseHandshakeHandler server(
      NoiseResponder responder, Executor executor, NoiseHandshakeListener listener) {
    return new ServerSide(responder, executor, listener);
  }

  /** The channel is there: send, or read. */
  abstract void begin(ChannelHandlerContext ctx);

  /** The remote's message is whole. */
  abstract void received(ChannelHandlerContext ctx, byte[] bytes) throws NoiseRejection;

  /** What it means when the channel ends while the remote's message is awaited. */
  abstract NoiseFailure closedWhileReading();

  /** Who the remote says it is, or was dialed as; null while that is not known. */
  abstract PeerId claimedPeer();

  /** What the remote's bytes so far say about it, for people; null if nothing. */
  public String hint() {
    return null;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    if (ctx.channel().isActive()) {
      start(ctx);
    } else if (!ctx.channel().isOpen()) {
      fail(ctx, new NoiseRejection(NoiseFailure.CONNECTION_LOST));
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    start(ctx);
    ctx.fireChannelActive();
  }

  private void start(ChannelHandlerContext ctx) {
    if (step == Step.NEW) {
      step = Step.READING;
      begin(ctx);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (step == Step.OVER || !(msg instanceof ByteBuf in)) {
      ReferenceCountUtil.release(msg);
      return;
    }
    if (step == Step.READING) {
      int taken = Math.min(message.length - messageLength, in.readableBytes());
      in.readBytes(message, messageLength, taken);
      messageLength += taken;
    }
    if (in.isReadable()) {
      early.add(in);
      earlyBytes += in.readableBytes();
      if (step != Step.PASSING_ON) {
        ChannelMemory.of(ctx.channel()).unread(early);
      }
    } else {
      in.release();
    }
    if (step == Step.PASSING_ON) {
      return;
    }
    if (earlyBytes > MAX_EARLY_BYTES) {
      fail(ctx, new NoiseRejection(NoiseFailure.OVERLOADED));
    } else if (step == Step.READING && messageLength == message.length) {
      try {
        received(ctx, message);
      } catch (NoiseRejection rejection) {
        fail(ctx, rejection);
      }
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    // Nothing was passed on, so the handlers behind it are not told of a read.
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (step != Step.OVER && step != Step.PASSING_ON) {
      fail(
          ctx,
          new NoiseRejection(
              step == Step.COMPUTING ? NoiseFailure.CONNECTION_LOST : closedWhileReading()));
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (step == Step.OVER || step == Step.PASSING_ON) {
      ctx.fireExceptionCaught(cause);
    } else {
      // A reset, as a rule: the channel's end tells the rest.
      ctx.close();
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    step = Step.OVER;
    releaseEarly();
  }

  /** What a computation leads to, on the event loop. */
  interface Continuation<T> {
    void accept(T result);
  }

  /** Computes on the executor, then goes on here, unless the channel has ended meanwhile. */
  final <T> void compute(ChannelHandlerContext ctx, Callable<T> work, Continuation<T> next) {
    step = Step.COMPUTING;
    if (ctx.channel().config().isAutoRead()) {
      stoppedReading = true;
      ctx.channel().config().setAutoRead(false);
    }
    try {
      executor.execute(() -> runOrClose(ctx, work, next));
    } catch (RejectedExecutionException e) {
      fail(ctx, new NoiseRejection(NoiseFailure.OVERLOADED));
    }
  }

  /** Whatever goes wrong, even for want of memory to tell it, the channel does not wait for it. */
  private <T> void runOrClose(ChannelHandlerContext ctx, Callable<T> work, Continuation<T> next) {
    boolean told = false;
    try {
      run(ctx, work, next);
      told = true;
    } finally {
      if (!told) {
        ctx.channel().close();
      }
    }
  }

  private <T> void run(ChannelHandlerContext ctx, Callable<T> work, Continuation<T> next) {
    if (!ctx.channel().isActive()) {
      return;
    }
    Runnable outcome;
    try {
      T result = work.call();
      outcome = () -> next.accept(result);
    } catch (NoiseRejection rejection) {
      outcome = () -> fail(ctx, rejection);
    } catch (Throwable e) {
      outcome = () -> fail(ctx, new NoiseRejection(NoiseFailure.INTERNAL, null, e));
    }
    Runnable last = outcome;
    try {
      ctx.executor()
          .execute(
              () -> {
                if (step == Step.COMPUTING) {
                  computed(ctx, last);
                }
              });
    } catch (RejectedExecutionException e) {
      // The loop has ended and its channels with it.
    }
  }

  /** In a task of the loop no other handler would end the channel. */
  private void computed(ChannelHandlerContext ctx, Runnable outcome) {
    try {
      outcome.run();
    } catch (Throwable e) {
      if (step == Step.OVER) {
        ctx.close();
      } else {
        fail(ctx, new NoiseRejection(NoiseFailure.INTERNAL, null, e));
      }
    }
  }

  /** Goes on to read the remote's message. */
  final void awaitMessage(ChannelHandlerContext ctx) {
    step = Step.READING;
    resumeReading(ctx);
    earlyBytes = 0;
    for (int held = early.size(); held > 0 && step != Step.OVER; held--) {
      channelRead(ctx, early.remove());
    }
    if (early.isEmpty()) {
      ChannelMemory.of(ctx.channel()).unread(early);
    }
  }

  /** The end of a good handshake. */
  final void establish(ChannelHandlerContext ctx, NoiseSession session) {
    step = Step.PASSING_ON;
    resumeReading(ctx);
    try {
      listener.established(ctx, session);
    } catch (Throwable e) {
      step = Step.OVER;
      releaseEarly();
      ctx.fireExceptionCaught(e);
      ctx.close();
      return;
    }
    boolean read = !early.isEmpty();
    for (ByteBuf in = early.poll(); in != null; in = early.poll()) {
      ctx.fireChannelRead(in);
    }
    if (read) {
      ctx.fireChannelReadComplete();
    }
    if (!ctx.isRemoved()) {
      ctx.pipeline().remove(this);
    }
  }

  /** Whether the listener lets the dialer with that id go on; if not, the channel is closed. */
  final boolean goOn(ChannelHandlerContext ctx, PeerId claimed) {
    if (listener.claimed(claimed)) {
      return true;
    }
    step = Step.OVER;
    releaseEarly();
    ctx.close();
    return false;
  }

  final void fail(ChannelHandlerContext ctx, NoiseRejection rejection) {
    step = Step.OVER;
    releaseEarly();
    try {
      listener.failed(ctx, rejection.claimedBy(claimedPeer()));
    } finally {
      ctx.close();
    }
  }

  final byte[] message() {
    return message;
  }

  /** How many bytes of the remote's message have come. */
  public final int messageCount() {
    return messageLength;
  }

  static void send(ChannelHandlerContext ctx, byte[] bytes) {
    ctx.writeAndFlush(Unpooled.wrappedBuffer(bytes));
  }

  private void resumeReading(ChannelHandlerContext ctx) {
    if (stoppedReading) {
      stoppedReading = false;
      ctx.channel().config().setAutoRead(true);
    }
  }

  private void releaseEarly() {
    for (ByteBuf in = early.poll(); in != null; in = early.poll()) {
      in.release();
    }
  }

  private static final class ClientSide extends NoiseHandshakeHandler {

    private final NoiseInitiator.Dial dial;

    ClientSide(NoiseInitiator.Dial dial, Executor executor, NoiseHandshakeListener listener) {
      super(executor, listener, ServerMessage.LENGTH);
      this.dial = dial;
    }

    @Override
    void begin(ChannelHandlerContext ctx) {
      compute(
          ctx,
          dial::clientMessage,
          bytes -> {
            send(ctx, bytes);
            awaitMessage(ctx);
          });
    }

    @Override
    void received(ChannelHandlerContext ctx, byte[] bytes) {
      compute(ctx, () -> dial.finish(bytes), session -> establish(ctx, session));
    }

    @Override
    NoiseFailure closedWhileReading() {
      return NoiseFailure.REFUSED;
    }

    @Override
    PeerId claimedPeer() {
      return dial.remotePeer();
    }
  }

  private static final class ServerSide extends NoiseHandshakeHandler {

    private final NoiseResponder responder;
    private PeerId claimedPeer;

    ServerSide(NoiseResponder responder, Executor executor, NoiseHandshakeListener listener) {
      super(executor, listener, responder.messageLength());
      this.responder = responder;
    }

    @Override
    void begin(ChannelHandlerContext ctx) {
      // The dialer speaks first.
    }

    /** The message as far as it has come, also after it was refused. */
    @Override
    public String hint() {
      return responder.otherProfile(message(), messageCount());
    }

    @Override
    void received(ChannelHandlerContext ctx, byte[] bytes) throws NoiseRejection {
      ClientMessage message = ClientMessage.of(bytes);
      claimedPeer = message.peerId();
      responder.check(message);
      if (!goOn(ctx, claimedPeer)) {
        return;
      }
      compute(
          ctx,
          () -> responder.accept(message),
          answer -> {
            send(ctx, answer.serverMessage());
            establish(ctx, answer.session());
          });
    }

    @Override
    NoiseFailure closedWhileReading() {
      return NoiseFailure.INCOMPLETE;
    }

    @Override
    PeerId claimedPeer() {
      return claimedPeer;
    }
  }
}

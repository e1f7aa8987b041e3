package io.diemnet.vertx.impl.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;

/**
 * One end of a connection in memory. It behaves as a TCP channel does: bounded in bytes, so that
 * writability says whether the other end reads; half-close; a read only when one was asked for.
 * Each end belongs to its own event loop, of any kind; what was written is handed over, not copied.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing tells its outcome by the end of the channel
final class MemoryChannel extends AbstractChannel implements DuplexChannel {

  private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);

  private final Config config = new Config(this);
  private final MemoryPipe in;
  private final MemoryPipe out;
  private final MemoryAddress local;
  private final MemoryAddress remote;
  private volatile boolean open = true;
  private volatile boolean inputShutdown;
  private volatile boolean outputShutdown;

  // Of the event loop.
  private boolean readPending;
  private boolean readScheduled;

  private MemoryChannel(MemoryPipe in, MemoryPipe out, MemoryAddress local, MemoryAddress remote) {
    super(null);
    this.in = in;
    this.out = out;
    this.local = local;
    this.remote = remote;
  }

  /** Both ends of a connection, active as soon as they are registered, not reading. */
  record Pair(MemoryChannel dialer, MemoryChannel listener) {

    static Pair connected(int port) {
      MemoryPipe there = new MemoryPipe();
      MemoryPipe back = new MemoryPipe();
      MemoryAddress address = new MemoryAddress(port);
      return new Pair(
          new MemoryChannel(back, there, MemoryAddress.DIALER, address),
          new MemoryChannel(there, back, address, MemoryAddress.DIALER));
    }
  }

  @Override
  public ChannelConfig config() {
    return config;
  }

  @Override
  public ChannelMetadata metadata() {
    return METADATA;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean isActive() {
    return open;
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return true;
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new MemoryUnsafe();
  }

  @Override
  protected SocketAddress localAddress0() {
    return local;
  }

  @Override
  protected SocketAddress remoteAddress0() {
    return remote;
  }

  @Override
  protected void doBind(SocketAddress address) {
    throw new UnsupportedOperationException("it is connected from the beginning");
  }

  @Override
  protected void doDisconnect() {
    doClose();
  }

  @Override
  protected void doClose() {
    open = false;
    inputShutdown = true;
    outputShutdown = true;
    in.breakOff();
    out.end();
  }

  // ---- reading

  @Override
  protected void doBeginRead() {
    readPending = true;
    awaitInput();
  }

  private void awaitInput() {
    if (!inputShutdown && !readScheduled && in.readable(this::scheduleRead)) {
      readScheduled = true;
      scheduleRead();
    }
  }

  /** From the writer's loop, or from this one. */
  private void scheduleRead() {
    try {
      eventLoop().execute(this::readNow);
    } catch (RejectedExecutionException stopped) {
      in.breakOff();
    }
  }

  private void readNow() {
    readScheduled = false;
    if (!readPending || inputShutdown) {
      return;
    }
    var handle = unsafe().recvBufAllocHandle();
    handle.reset(config);
    boolean any = false;
    boolean end = false;
    do {
      ByteBuf buffer = in.poll();
      if (buffer == null) {
        end = in.atEnd();
        break;
      }
      any = true;
      readPending = false;
      handle.attemptedBytesRead(buffer.readableBytes());
      handle.lastBytesRead(buffer.readableBytes());
      handle.incMessagesRead(1);
      pipeline().fireChannelRead(buffer);
    } while (handle.continueReading() && !inputShutdown);
    if (!any && !end) {
      awaitInput();
      return;
    }
    if (any) {
      handle.readComplete();
      pipeline().fireChannelReadComplete();
    }
    if (end) {
      inputEnded();
    }
  }

  private void inputEnded() {
    readPending = false;
    if (inputShutdown) {
      return;
    }
    if (config.halfClosure) {
      inputShutdown = true;
      pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    } else {
      unsafe().close(voidPromise());
    }
  }

  // ---- writing

  @Override
  protected Object filterOutboundMessage(Object message) {
    if (message instanceof ByteBuf) {
      return message;
    }
    throw new UnsupportedOperationException("only bytes can be written, not " + message.getClass());
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer outbound) throws IOException {
    for (ByteBuf next = (ByteBuf) outbound.current();
        next != null;
        next = (ByteBuf) outbound.current()) {
      int size = next.readableBytes();
      if (size == 0) {
        outbound.remove();
        continue;
      }
      int part = Math.min(size, out.room(this::scheduleFlush));
      if (part == 0) {
        return;
      }
      out.offer(next.retainedSlice(next.readerIndex(), part));
      outbound.removeBytes(part);
    }
  }

  /** From the reader's loop: there is room again, or there is no reader. */
  private void scheduleFlush() {
    try {
      eventLoop().execute(((MemoryUnsafe) unsafe())::flushAgain);
    } catch (RejectedExecutionException stopped) {
      out.end();
    }
  }

  @Override
  protected void doShutdownOutput() {
    outputShutdown = true;
    out.end();
  }

  // ---- half-close

  @Override
  public boolean isInputShutdown() {
    return inputShutdown;
  }

  @Override
  public boolean isOutputShutdown() {
    return outputShutdown;
  }

  @Override
  public boolean isShutdown() {
    return inputShutdown && outputShutdown;
  }

  @Override
  public ChannelFuture shutdownInput() {
    return shutdownInput(newPromise());
  }

  @Override
  public ChannelFuture shutdownInput(ChannelPromise promise) {
    return onLoop(
        promise,
        () -> {
          inputShutdown = true;
          in.discard();
          promise.setSuccess();
        });
  }

  @Override
  public ChannelFuture shutdownOutput() {
    return shutdownOutput(newPromise());
  }

  @Override
  public ChannelFuture shutdownOutput(ChannelPromise promise) {
    return onLoop(promise, () -> ((MemoryUnsafe) unsafe()).shutdownOutput(promise));
  }

  @Override
  public ChannelFuture shutdown() {
    return shutdown(newPromise());
  }

  @Override
  public ChannelFuture shutdown(ChannelPromise promise) {
    shutdownInput();
    return shutdownOutput(promise);
  }

  private ChannelFuture onLoop(ChannelPromise promise, Runnable task) {
    if (eventLoop().inEventLoop()) {
      task.run();
    } else {
      eventLoop().execute(task);
    }
    return promise;
  }

  private final class MemoryUnsafe extends AbstractUnsafe {

    @Override
    public void connect(SocketAddress to, SocketAddress from, ChannelPromise promise) {
      promise.setFailure(new UnsupportedOperationException("it is connected from the beginning"));
    }

    void flushAgain() {
      flush0();
    }
  }

  private static final class Config extends DefaultChannelConfig {

    private volatile boolean halfClosure;

    Config(MemoryChannel channel) {
      super(channel);
      setAutoRead(false);
    }

    @Override
    public Map<ChannelOption<?>, Object> getOptions() {
      return getOptions(super.getOptions(), ChannelOption.ALLOW_HALF_CLOSURE);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T getOption(ChannelOption<T> option) {
      return option.equals(ChannelOption.ALLOW_HALF_CLOSURE)
          ? (T) Boolean.valueOf(halfClosure)
          : super.getOption(option);
    }

    @Override
    public <T> boolean setOption(ChannelOption<T> option, T value) {
      if (!option.equals(ChannelOption.ALLOW_HALF_CLOSURE)) {
        return super.setOption(option, value);
      }
      validate(option, value);
      halfClosure = (Boolean) value;
      return true;
    }

    @Override
    protected void autoReadCleared() {
      MemoryChannel memory = (MemoryChannel) channel;
      if (memory.isRegistered() && !memory.eventLoop().inEventLoop()) {
        memory.eventLoop().execute(() -> memory.readPending &= memory.config.isAutoRead());
      } else {
        memory.readPending = false;
      }
    }
  }
}

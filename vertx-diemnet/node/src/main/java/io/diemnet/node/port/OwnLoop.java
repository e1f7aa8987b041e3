package io.diemnet.node.port;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.ThreadPerTaskExecutor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.VertxThreadFactory;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * An event loop with one thread, in addition to those of a Vert.x instance, and a context on it.
 * The networks never use it, so long work there delays no peer. The event bus, timers and worker
 * threads are those of the Vert.x instance.
 */
final class OwnLoop {

  private static final long QUIET_MILLIS = 500;
  private static final long CLOSE_MILLIS = 5_000;

  private final EventLoopGroup group;
  private final CloseFuture resources;
  private final ContextInternal context;

  private OwnLoop(EventLoopGroup group, CloseFuture resources, ContextInternal context) {
    this.group = group;
    this.resources = resources;
    this.context = context;
  }

  /**
   * Starts the thread.
   *
   * @param maxConnections maximum number of open connections of the loop
   * @param refused called for each further connection, which is closed; on any thread
   */
  static OwnLoop open(
      VertxInternal vertx, String name, int maxConnections, Consumer<Channel> refused) {
    Executor thread =
        new ThreadPerTaskExecutor(
            task ->
                VertxThreadFactory.INSTANCE.newVertxThread(
                    task, "diemnet-" + name, false, Long.MAX_VALUE, TimeUnit.NANOSECONDS));
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, thread, vertx.transport().ioHandlerFactory()) {
          @Override
          protected IoEventLoop newChild(
              Executor executor, IoHandlerFactory handlers, Object... none) {
            return new BoundedLoop(this, executor, handlers, maxConnections, refused);
          }
        };
    CloseFuture resources = new CloseFuture();
    ContextInternal context =
        vertx.contextBuilder().withEventLoop(group.next()).withCloseFuture(resources).build();
    return new OwnLoop(group, resources, context);
  }

  /**
   * A loop that counts its connections from the moment they are accepted. Vert.x reports a
   * connection only after its TLS handshake.
   */
  private static final class BoundedLoop extends SingleThreadIoEventLoop {

    private final int bound;
    private final Consumer<Channel> refused;
    private final AtomicInteger connections = new AtomicInteger();

    BoundedLoop(
        IoEventLoopGroup group,
        Executor executor,
        IoHandlerFactory handlers,
        int bound,
        Consumer<Channel> refused) {
      super(group, executor, handlers);
      this.bound = bound;
      this.refused = refused;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nothing depends on the end of these
    public ChannelFuture register(Channel channel) {
      boolean full = connections.incrementAndGet() > bound;
      channel.closeFuture().addListener(closed -> connections.decrementAndGet());
      ChannelFuture registered = super.register(channel);
      if (full) {
        refused.accept(channel);
        registered.addListener(done -> channel.close());
      }
      return registered;
    }
  }

  ContextInternal context() {
    return context;
  }

  /** Closes the servers and consumers of the context. The thread ends soon afterwards. */
  @SuppressWarnings("FutureReturnValueIgnored") // does not wait for the end of the thread
  Future<Void> close() {
    // Not bound to a context, because the loop cannot report its own end.
    Promise<Void> ended = Promise.promise();
    resources
        .close()
        .onComplete(
            closed -> {
              // The quiet period lets tasks that are posted now still run.
              group.shutdownGracefully(QUIET_MILLIS, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
              ended.complete();
            });
    return ended.future();
  }
}

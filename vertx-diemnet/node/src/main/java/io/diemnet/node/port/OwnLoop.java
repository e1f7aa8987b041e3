package io.diemnet.node.port;

import io.netty.channel.EventLoopGroup;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.VertxThreadFactory;
import io.vertx.core.spi.transport.Transport;
import java.util.concurrent.TimeUnit;

/**
 * An event loop beside those of a Vert.x instance, with one thread, and a context on it. The
 * networks never use it, so work that takes long there delays no peer. The event bus, timers and
 * worker threads are those of the Vert.x instance.
 */
final class OwnLoop {

  private static final int IO_RATIO = 50;
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

  static OwnLoop open(VertxInternal vertx, String name) {
    EventLoopGroup group =
        vertx
            .transport()
            .eventLoopGroup(
                Transport.IO_EVENT_LOOP_GROUP,
                1,
                task ->
                    VertxThreadFactory.INSTANCE.newVertxThread(
                        task, "diemnet-" + name, false, Long.MAX_VALUE, TimeUnit.NANOSECONDS),
                IO_RATIO);
    CloseFuture resources = new CloseFuture();
    ContextInternal context =
        vertx.contextBuilder().withEventLoop(group.next()).withCloseFuture(resources).build();
    return new OwnLoop(group, resources, context);
  }

  ContextInternal context() {
    return context;
  }

  /** Closes the servers and consumers of the context; the thread ends soon afterwards. */
  Future<Void> close() {
    // Bound to no context: the loop cannot tell of its own end.
    Promise<Void> ended = Promise.promise();
    resources
        .close()
        .onComplete(
            closed -> {
              // Quiet for a while: what others hand over at this moment is still taken.
              group.shutdownGracefully(QUIET_MILLIS, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
              ended.complete();
            });
    return ended.future();
  }
}

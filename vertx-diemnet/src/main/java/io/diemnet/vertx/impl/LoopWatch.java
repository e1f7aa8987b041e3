package io.diemnet.vertx.impl;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells when an event loop ends while a network still uses it. Netty ends a loop for good when an
 * {@link Error} leaves its run, for instance an {@link OutOfMemoryError} between two tasks; no
 * verticle, timer or connection of that loop does anything from then on.
 */
@SuppressWarnings("FutureReturnValueIgnored") // adding a listener gives the same future
final class LoopWatch {

  private final List<EventExecutor> loops;
  private final GenericFutureListener<Future<Object>> listener;

  /**
   * @param own the loops that carry the network; those that accept are added
   * @param lost is called on any thread, once for each loop that ends before {@link #close}
   */
  LoopWatch(
      VertxInternal vertx,
      Collection<? extends EventExecutor> own,
      Consumer<IllegalStateException> lost) {
    this.loops = new ArrayList<>(own);
    vertx.acceptorEventLoopGroup().forEach(loops::add);
    this.listener =
        ended ->
            lost.accept(
                new IllegalStateException("an event loop of the network has ended", ended.cause()));
    loops.forEach(loop -> terminated(loop).addListener(listener));
  }

  /** Nothing is told from now on. */
  void close() {
    loops.forEach(loop -> terminated(loop).removeListener(listener));
  }

  @SuppressWarnings("unchecked")
  private static Future<Object> terminated(EventExecutor loop) {
    return (Future<Object>) loop.terminationFuture();
  }
}

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
 * Reports when an event loop terminates while a network uses it. Netty terminates a loop when an
 * {@link Error} escapes from it, for example an {@link OutOfMemoryError} between two tasks. The
 * verticles, timers and connections of that loop then stop working.
 */
@SuppressWarnings("FutureReturnValueIgnored") // addListener returns the same future
final class LoopWatch {

  private final List<EventExecutor> loops;
  private final GenericFutureListener<Future<Object>> listener;

  /**
   * @param own the loops of the network; the acceptor loops are added
   * @param lost is called on any thread for each loop that terminates before {@link #close}
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

  /** Stops reporting. */
  void close() {
    loops.forEach(loop -> terminated(loop).removeListener(listener));
  }

  @SuppressWarnings("unchecked")
  private static Future<Object> terminated(EventExecutor loop) {
    return (Future<Object>) loop.terminationFuture();
  }
}

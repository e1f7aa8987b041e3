package io.diemnet.vertx.impl.noise;

import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;

/** Which context a server or client of the public face works on. */
final class NoiseContexts {

  private NoiseContexts() {}

  /**
   * The caller's context, or a new one.
   *
   * @throws IllegalStateException on a worker or a virtual thread: there Vert.x hands a connection
   *     over by a queue, and its first bytes would not meet the handshake
   */
  static ContextInternal eventLoop(Vertx vertx, String what) {
    ContextInternal context = ((VertxInternal) vertx).getOrCreateContext();
    if (!context.isEventLoopContext()) {
      throw new IllegalStateException(
          what + " needs an event-loop context, this one is " + context.threadingModel());
    }
    return context;
  }
}

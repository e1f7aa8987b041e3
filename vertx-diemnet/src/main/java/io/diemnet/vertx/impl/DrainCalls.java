package io.diemnet.vertx.impl;

import io.diemnet.vertx.impl.peer.Peer;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;

/** Calls drain handlers on the context that registered them. */
final class DrainCalls {

  private DrainCalls() {}

  /**
   * Calls the handler once when the outbound queue of the peer has room, or soon if there is no
   * connection. A handler of an undeployed verticle is not called.
   *
   * @param peer the connection, or null
   */
  static void onDrain(ContextInternal context, Peer peer, Handler<Void> handler) {
    if (peer == null) {
      context.runOnContext(handler);
    } else {
      peer.onDrain(
          drained -> {
            if (!context.isDeployment() || !context.closeFuture().isClosed()) {
              context.emit(null, handler);
            }
          });
    }
  }
}

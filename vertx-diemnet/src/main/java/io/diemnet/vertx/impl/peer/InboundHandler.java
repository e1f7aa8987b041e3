package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.InboundMessage;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;

/**
 * Whoever serves a protocol. Called on the connection's event loop. When the returned future
 * completes, the message no longer counts against the protocol's inbound bound.
 */
public interface InboundHandler {

  /**
   * Answers a request. A failure drops it; a failure with code {@code NOT_SUPPORTED} tells the
   * remote so.
   */
  Future<Buffer> rpc(InboundMessage message);

  /** Takes a direct send; the future completes when it was taken. */
  Future<?> directSend(InboundMessage message);

  /** Whether it reports its failures itself. */
  default boolean reportsFailures() {
    return false;
  }

  /**
   * The context that registered it, or null: the handler goes with the verticle of that context.
   */
  default ContextInternal context() {
    return null;
  }
}

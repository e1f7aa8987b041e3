package io.diemnet.node.bridge;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.RejectedExecutionException;

/**
 * The event bus for the clients of a port. Bodies are encoded and copied on the loop of the port.
 * Answers arrive on that loop. An answer that arrives after the loop has ended is discarded and
 * does not fail the sender of the answer.
 */
final class PortBus {

  private final EventBus bus;
  // Outlives the loop of the port, and only forwards answers.
  private final ContextInternal relay;

  PortBus(Vertx vertx) {
    this.bus = vertx.eventBus();
    this.relay = ((VertxInternal) vertx).createEventLoopContext();
  }

  /** Creates a consumer on the caller's context, without a handler. */
  MessageConsumer<Object> consumer(String address) {
    return bus.consumer(address);
  }

  /** Sends a request. The handler is called on the caller's context. */
  void request(
      String address,
      Object body,
      DeliveryOptions options,
      Handler<AsyncResult<Message<Object>>> handler) {
    ContextInternal caller = ContextInternal.current();
    Future<Message<Object>> answer;
    ContextInternal previous = relay.beginDispatch();
    try {
      answer = bus.request(address, body, options);
    } finally {
      relay.endDispatch(previous);
    }
    answer.onComplete(
        result -> {
          try {
            caller.runOnContext(back -> handler.handle(result));
          } catch (RejectedExecutionException ended) {
            // The port is closed, and its clients have disconnected.
          }
        });
  }
}

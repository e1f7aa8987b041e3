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
 * The event bus as the clients of a port use it. Bodies are encoded and copied on the loop of the
 * port. Answers come back to that loop; an answer that comes after the loop has ended is discarded
 * without harm to the one that answers.
 */
final class PortBus {

  private final EventBus bus;
  // Outlives the loop of the port, and does nothing but pass answers on.
  private final ContextInternal relay;

  PortBus(Vertx vertx) {
    this.bus = vertx.eventBus();
    this.relay = ((VertxInternal) vertx).createEventLoopContext();
  }

  /** A consumer on the caller's context, without a handler yet. */
  MessageConsumer<Object> consumer(String address) {
    return bus.consumer(address);
  }

  /** Asks; the handler is called on the caller's context. */
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
            // The port is closed, and its clients are gone.
          }
        });
  }
}

package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.InboundMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import java.util.function.Function;

/**
 * A handler registered in Java, run on the context that registered it: at once when that context is
 * on this very thread, else posted to it.
 *
 * @param function gives null or a future that completes when the message is dealt with
 */
public record ContextHandler(
    ContextInternal context, Function<InboundMessage, ? extends Future<?>> function)
    implements InboundHandler {

  @Override
  @SuppressWarnings("unchecked")
  public Future<Buffer> rpc(InboundMessage message) {
    // DiemNet.rpcHandler takes only functions that give buffers.
    return (Future<Buffer>) run(message);
  }

  @Override
  public Future<?> directSend(InboundMessage message) {
    return run(message);
  }

  private Future<?> run(InboundMessage message) {
    if (context.inThread()) {
      return dispatch(message);
    }
    Promise<Object> promise = Promise.promise();
    context.execute(
        message,
        posted -> {
          Future<?> outcome = dispatch(posted);
          if (outcome == null) {
            promise.complete();
          } else {
            outcome.onComplete(
                done -> {
                  if (done.succeeded()) {
                    promise.complete(done.result());
                  } else {
                    promise.fail(done.cause());
                  }
                });
          }
        });
    return promise.future();
  }

  private Future<?> dispatch(InboundMessage message) {
    ContextInternal previous = context.beginDispatch();
    try {
      return function.apply(message);
    } catch (Throwable failure) {
      context.reportException(failure);
      return Future.failedFuture(failure);
    } finally {
      context.endDispatch(previous);
    }
  }
}

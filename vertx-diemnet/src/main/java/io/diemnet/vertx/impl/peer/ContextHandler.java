package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.InboundMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.spi.tracing.VertxTracer;
import java.util.function.Function;

/**
 * A handler registered in Java, run on the context that registered it: at once when that context is
 * on this very thread, else posted to it.
 *
 * @param network the name of the network, for spans
 * @param function gives null or a future that completes when the message is dealt with
 */
public record ContextHandler(
    ContextInternal context, String network, Function<InboundMessage, ? extends Future<?>> function)
    implements InboundHandler {

  @Override
  @SuppressWarnings("unchecked")
  public Future<Buffer> rpc(InboundMessage message) {
    // DiemNet.rpcHandler takes only functions that give buffers.
    return (Future<Buffer>) run(message, true);
  }

  @Override
  public Future<?> directSend(InboundMessage message) {
    return run(message, false);
  }

  private Future<?> run(InboundMessage message, boolean rpc) {
    if (context.inThread()) {
      return dispatch(message, rpc);
    }
    Promise<Object> promise = Promise.promise();
    context.execute(
        message,
        posted -> {
          Future<?> outcome = dispatch(posted, rpc);
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

  private Future<?> dispatch(InboundMessage message, boolean rpc) {
    VertxTracer<?, ?> tracer = context.owner().tracer();
    if (tracer == null) {
      return dispatch(context, message);
    }
    // A span needs a context for this message alone.
    ContextInternal own = context.duplicate();
    return Traces.serve(tracer, own, network, message, rpc, () -> dispatch(own, message));
  }

  @SuppressWarnings("unchecked") // nobody looks at the result but the caller, who knows its type
  private Future<Object> dispatch(ContextInternal on, InboundMessage message) {
    ContextInternal previous = on.beginDispatch();
    try {
      return (Future<Object>) function.apply(message);
    } catch (Throwable failure) {
      on.reportException(failure);
      return Future.failedFuture(failure);
    } finally {
      on.endDispatch(previous);
    }
  }
}

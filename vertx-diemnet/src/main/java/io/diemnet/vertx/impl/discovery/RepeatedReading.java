package io.diemnet.vertx.impl.discovery;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Reads at once and then at an interval, which begins at the end of a reading. A reading runs on a
 * worker; all else runs on the context.
 *
 * @param stopped whether nothing is read any more
 */
record RepeatedReading(Context context, long intervalMillis, BooleanSupplier stopped) {

  /**
   * Reads now and again until it is stopped.
   *
   * @param next gives what runs on the worker; it is called on the context
   * @param accept takes each outcome
   */
  <R> void start(Supplier<Callable<R>> next, Handler<AsyncResult<R>> accept) {
    if (stopped.getAsBoolean()) {
      return;
    }
    context
        .executeBlocking(next.get(), false)
        .onComplete(
            read -> {
              if (!stopped.getAsBoolean()) {
                // First, so that a failed reading is not the last one.
                context.owner().setTimer(intervalMillis, id -> start(next, accept));
                accept.handle(read);
              }
            });
  }
}

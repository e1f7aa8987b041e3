package io.diemnet.vertx.mutiny;

import io.diemnet.vertx.SendOptions;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Function;
import java.util.function.Supplier;

/** Converts between futures and Unis. */
final class Unis {

  private Unis() {}

  /** Makes the call at each subscription. */
  static <T> Uni<T> of(Supplier<Future<T>> call) {
    return Uni.createFrom()
        .emitter(emitter -> call.get().onComplete(emitter::complete, emitter::fail));
  }

  /** Makes the call at each subscription. Cancelling the subscription cancels the call. */
  static <T> Uni<T> cancellable(SendOptions options, Function<SendOptions, Future<T>> call) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              Promise<Void> cancelled = Promise.promise();
              emitter.onTermination(cancelled::tryComplete);
              if (options.cancelled() != null) {
                options.cancelled().onComplete(any -> cancelled.tryComplete());
              }
              call.apply(options.withCancelled(cancelled.future()))
                  .onComplete(emitter::complete, emitter::fail);
            });
  }

  /** Subscribes at once. Returns null for null. */
  static <T> Future<T> future(Uni<T> uni) {
    if (uni == null) {
      return null;
    }
    Promise<T> promise = Promise.promise();
    uni.subscribe().with(promise::complete, promise::fail);
    return promise.future();
  }
}

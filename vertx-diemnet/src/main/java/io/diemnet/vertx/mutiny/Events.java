package io.diemnet.vertx.mutiny;

import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PeerSubscription;
import io.smallrye.mutiny.Multi;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.function.Function;

/** Converts the events of a network into a Multi. Each subscriber has a subscription of its own. */
final class Events {

  /** A subscriber that leaves more events pending fails. */
  private static final int BUFFER = 1024;

  private Events() {}

  /**
   * @param subscribe adds an event handler
   */
  static Multi<PeerEvent> of(Function<Handler<PeerEvent>, Future<PeerSubscription>> subscribe) {
    return Multi.createFrom()
        .emitter(
            emitter -> {
              Future<PeerSubscription> subscription = subscribe.apply(emitter::emit);
              subscription.onFailure(emitter::fail);
              emitter.onTermination(() -> subscription.onSuccess(PeerSubscription::unregister));
            },
            BUFFER);
  }
}

package io.diemnet.vertx.mutiny;

import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PeerSubscription;
import io.smallrye.mutiny.Multi;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.function.Function;

/** The events of a network as a Multi: a subscription for each subscriber. */
final class Events {

  /** A subscriber that leaves this many events behind fails. */
  private static final int BUFFER = 1024;

  private Events() {}

  /**
   * @param subscribe adds a handler to those that are told
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

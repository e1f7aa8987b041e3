package io.diemnet.vertx.mutiny;

import io.diemnet.vertx.PeerEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The events of a network for any number of subscribers, over one handler that is added with the
 * first of them. A subscriber that leaves {@value #BUFFER} events behind fails.
 */
final class Events {

  static final int BUFFER = 1024;

  private final Runnable register;
  private final AtomicBoolean registered = new AtomicBoolean();
  private final List<MultiEmitter<? super PeerEvent>> emitters = new CopyOnWriteArrayList<>();

  /**
   * Nobody subscribed yet.
   *
   * @param register adds the handler, which calls {@link #publish}
   */
  Events(Runnable register) {
    this.register = register;
  }

  Multi<PeerEvent> multi() {
    return Multi.createFrom()
        .emitter(
            emitter -> {
              emitters.add(emitter);
              emitter.onTermination(() -> emitters.remove(emitter));
              if (registered.compareAndSet(false, true)) {
                register.run();
              }
            },
            BUFFER);
  }

  void publish(PeerEvent event) {
    emitters.forEach(emitter -> emitter.emit(event));
  }
}

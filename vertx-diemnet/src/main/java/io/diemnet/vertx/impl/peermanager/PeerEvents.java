package io.diemnet.vertx.impl.peermanager;

import io.diemnet.vertx.PeerEvent;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells every subscriber, on its own context, in the order in which things happened. */
public final class PeerEvents {

  private record Subscriber(ContextInternal context, Handler<PeerEvent> handler) {}

  private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();

  public void subscribe(ContextInternal context, Handler<PeerEvent> handler) {
    subscribers.add(new Subscriber(context, handler));
  }

  void publish(PeerEvent event) {
    for (Subscriber subscriber : subscribers) {
      subscriber.context.runOnContext(posted -> subscriber.handler.handle(event));
    }
  }
}

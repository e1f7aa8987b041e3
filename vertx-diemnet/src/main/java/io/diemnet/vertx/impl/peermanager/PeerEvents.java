package io.diemnet.vertx.impl.peermanager;

import io.diemnet.vertx.PeerEvent;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every subscriber, on its own context, in the order in which things happened.
 *
 * <p>Who passes events on to others takes them at once, on the peer manager's context: what it
 * posts is then under way before the connection it tells of is read from.
 */
public final class PeerEvents {

  private static final Logger LOG = LoggerFactory.getLogger(PeerEvents.class);

  private record Subscriber(ContextInternal context, Handler<PeerEvent> handler) {}

  private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
  private final List<Handler<PeerEvent>> relays = new CopyOnWriteArrayList<>();

  public void subscribe(ContextInternal context, Handler<PeerEvent> handler) {
    subscribers.add(new Subscriber(context, handler));
  }

  /** Subscribes a handler that only posts or publishes; it runs on the peer manager's context. */
  public void relayTo(Handler<PeerEvent> relay) {
    relays.add(relay);
  }

  void publish(PeerEvent event) {
    for (Handler<PeerEvent> relay : relays) {
      try {
        relay.handle(event);
      } catch (RuntimeException | Error failure) {
        // The peer manager's own work goes on.
        LOG.error("an event was not passed on: {}", event, failure);
      }
    }
    for (Subscriber subscriber : subscribers) {
      subscriber.context.runOnContext(posted -> subscriber.handler.handle(event));
    }
  }
}

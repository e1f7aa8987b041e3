package io.diemnet.vertx.impl.peermanager;

import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PeerSubscription;
import io.diemnet.vertx.impl.util.VerticleBound;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every subscriber, on its own context, in the order in which things happened. A subscription
 * ends with the verticle that made it.
 *
 * <p>A relay passes events on to others. It takes them at once, on the peer manager's context: what
 * it posts is then under way before the connection that the event is about is read from.
 */
public final class PeerEvents {

  private static final Logger LOG = LoggerFactory.getLogger(PeerEvents.class);

  private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
  private final List<Handler<PeerEvent>> relays = new CopyOnWriteArrayList<>();
  private final AtomicReference<Subscriber> single = new AtomicReference<>();

  /** Adds a subscriber, until its subscription ends. */
  public PeerSubscription subscribe(ContextInternal context, Handler<PeerEvent> handler) {
    Subscriber subscriber = new Subscriber(context, handler);
    add(subscriber);
    return subscriber;
  }

  /** Sets the one handler that {@code DiemNet.peerHandler} sets; null removes it. */
  public void setHandler(ContextInternal context, Handler<PeerEvent> handler) {
    Subscriber next = handler == null ? null : new Subscriber(context, handler);
    Subscriber previous = single.getAndSet(next);
    if (previous != null) {
      previous.unregister();
    }
    if (next != null) {
      add(next);
      if (single.get() != next) {
        next.unregister();
      }
    }
  }

  /** Subscribes a handler that only posts or publishes; it runs on the peer manager's context. */
  public void relayTo(Handler<PeerEvent> relay) {
    relays.add(relay);
  }

  /** Ends all subscriptions: the network is closed. What was published before still arrives. */
  public void clear() {
    for (Subscriber subscriber : subscribers) {
      subscriber.leave();
    }
    single.set(null);
    relays.clear();
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
      subscriber.publish(event);
    }
  }

  private void add(Subscriber subscriber) {
    subscribers.add(subscriber);
    subscriber.bind();
  }

  private final class Subscriber extends VerticleBound implements PeerSubscription {

    private final ContextInternal context;
    private final Handler<PeerEvent> handler;
    private volatile boolean ended;

    Subscriber(ContextInternal context, Handler<PeerEvent> handler) {
      super(context);
      this.context = context;
      this.handler = handler;
    }

    void publish(PeerEvent event) {
      context.runOnContext(
          posted -> {
            if (!ended) {
              handler.handle(event);
            }
          });
    }

    @Override
    public Future<Void> unregister() {
      remove();
      unbind();
      return context.succeededFuture();
    }

    @Override
    protected void remove() {
      ended = true;
      subscribers.remove(this);
      single.compareAndSet(this, null);
    }

    /** Leaves without dropping the events that are posted already. */
    void leave() {
      subscribers.remove(this);
      unbind();
    }
  }
}

package io.diemnet.vertx.mutiny;

import io.diemnet.vertx.InboundMessage;
import io.diemnet.vertx.impl.util.VerticleBound;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Publishes the direct sends of a protocol to one subscriber at a time. A message stays in a queue
 * until the subscriber requests it. Queued messages count against the inbound limit of the network,
 * which bounds the queue.
 */
final class InboundPublisher implements Flow.Publisher<InboundMessage> {

  /** Sets the handler of the protocol, or removes it if the handler is null. */
  interface Registration {
    Future<?> set(Function<InboundMessage, Future<Void>> handler);
  }

  private final VertxInternal vertx;
  private final Registration registration;
  private final AtomicBoolean subscribed = new AtomicBoolean();

  InboundPublisher(Vertx vertx, Registration registration) {
    this.vertx = (VertxInternal) vertx;
    this.registration = registration;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super InboundMessage> subscriber) {
    Subscription subscription = new Subscription(vertx.getOrCreateContext(), subscriber);
    if (!subscribed.compareAndSet(false, true)) {
      subscriber.onSubscribe(subscription);
      subscription.end();
      subscriber.onError(new IllegalStateException("there is already a subscriber"));
      return;
    }
    subscriber.onSubscribe(subscription);
    subscription.start();
  }

  /** One subscription. Its state belongs to the context that subscribed. */
  private final class Subscription extends VerticleBound implements Flow.Subscription {

    private record Waiting(InboundMessage message, Promise<Void> taken) {}

    private final ContextInternal context;
    private final Flow.Subscriber<? super InboundMessage> subscriber;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private long demand;
    private boolean ended;
    private boolean emitting;
    private boolean registered;

    Subscription(ContextInternal context, Flow.Subscriber<? super InboundMessage> subscriber) {
      super(context);
      this.context = context;
      this.subscriber = subscriber;
    }

    /** Sets the handler before it returns, so that no later message is missed. */
    void start() {
      ContextInternal previous = context.beginDispatch();
      try {
        registration.set(this::received).onFailure(failure -> onContext(() -> fail(failure)));
      } finally {
        context.endDispatch(previous);
      }
      onContext(
          () -> {
            registered = true;
            if (ended) {
              unregister();
            }
          });
      bind();
    }

    /** The verticle of the subscriber is undeployed. Another subscriber may subscribe. */
    @Override
    protected void remove() {
      onContext(
          () -> {
            if (!ended) {
              // The verticle's handler is already removed. A handler that is set now is not ours.
              registered = false;
              stop();
              subscribed.set(false);
            }
          });
    }

    void end() {
      ended = true;
    }

    @Override
    public void request(long count) {
      onContext(
          () -> {
            if (count <= 0) {
              fail(new IllegalArgumentException("a subscriber must ask for more than " + count));
              return;
            }
            demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
            emit();
          });
    }

    @Override
    public void cancel() {
      onContext(this::stop);
    }

    private Future<Void> received(InboundMessage message) {
      if (ended) {
        return Future.succeededFuture();
      }
      if (demand > 0 && waiting.isEmpty() && !emitting) {
        demand = demand == Long.MAX_VALUE ? demand : demand - 1;
        subscriber.onNext(message);
        return Future.succeededFuture();
      }
      Promise<Void> taken = Promise.promise();
      waiting.add(new Waiting(message, taken));
      return taken.future();
    }

    /** A subscriber may call request from within onNext; that call only increases the demand. */
    private void emit() {
      if (emitting) {
        return;
      }
      emitting = true;
      try {
        while (demand > 0 && !ended && !waiting.isEmpty()) {
          demand = demand == Long.MAX_VALUE ? demand : demand - 1;
          Waiting next = waiting.remove();
          next.taken.complete();
          subscriber.onNext(next.message);
        }
      } finally {
        emitting = false;
      }
    }

    private void fail(Throwable failure) {
      if (!ended) {
        stop();
        subscriber.onError(failure);
      }
    }

    private void stop() {
      if (ended) {
        return;
      }
      ended = true;
      if (registered) {
        unregister();
      }
      for (Waiting dropped = waiting.poll(); dropped != null; dropped = waiting.poll()) {
        dropped.taken.complete();
      }
    }

    private void unregister() {
      unbind();
      registration.set(null);
      subscribed.set(false);
    }

    private void onContext(Runnable task) {
      if (context.inThread()) {
        task.run();
      } else {
        context.runOnContext(posted -> task.run());
      }
    }
  }
}

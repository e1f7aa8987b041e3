package io.diemnet.vertx.impl.eventbus;

import io.diemnet.vertx.InboundMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The direct sends of one protocol that come over the connections of one event loop, in order: at
 * most a window of them is with the consumer and not taken, the rest waits here. Without it a
 * paused consumer would be sent more than its buffer holds, and Vert.x would throw the rest away as
 * fast as it comes.
 *
 * <p>As long as the consumer keeps up, small messages are sent the fast way, which knows when one
 * is taken but not when one is thrown away. Others are sent with a reply address: the interceptor
 * of {@link SharedBus} acknowledges one when a local consumer takes it, a consumer in another JVM
 * does so itself, and Vert.x fails it at once when it is thrown away (a buffer that is full, a
 * consumer that unregisters with messages waiting). So what a paused consumer holds stays counted.
 *
 * <p>Owned by one event loop.
 */
final class InboundLane {

  /** A remote consumer that does not acknowledge is taken to have it after this time, in ms. */
  static final long REMOTE_TAKEN = 10_000;

  /** As {@link #REMOTE_TAKEN} for local ones, of which the interceptor tells: only a safety net. */
  static final long LOCAL_TAKEN = 600_000;

  /** At most so many messages are under way the fast way. */
  static final int FAST_WINDOW = 64;

  /** Only messages of at most so many bytes are sent the fast way. */
  static final int FAST_SIZE = 4096;

  private record Waiting(InboundMessage message, Promise<Void> taken) {}

  private final int window;
  private final InboundDelivery delivery;
  private Deque<Waiting> waiting;
  private int untaken;
  private boolean stuck;

  InboundLane(int window, InboundDelivery delivery) {
    this.window = window;
    this.delivery = delivery;
  }

  /** Hands the message over in its turn; completes when it is taken. */
  Future<Void> add(InboundMessage message) {
    if (untaken < window && (waiting == null || waiting.isEmpty())) {
      return send(message);
    }
    if (waiting == null) {
      waiting = new ArrayDeque<>();
    }
    Promise<Void> taken = Promise.promise();
    waiting.add(new Waiting(message, taken));
    return taken.future();
  }

  private Future<Void> send(InboundMessage message) {
    boolean fast =
        untaken < FAST_WINDOW
            && !stuck
            && message.payload().length() <= FAST_SIZE
            && !delivery.clustered();
    untaken++;
    Future<Void> taken = fast ? fast(message) : acknowledged(message);
    if (taken.isComplete()) {
      untaken--;
      return taken;
    }
    return taken.onComplete(done -> taken());
  }

  private void taken() {
    untaken--;
    while (waiting != null && untaken < window) {
      Waiting next = waiting.poll();
      if (next == null) {
        waiting = null;
        return;
      }
      send(next.message).onComplete(next.taken);
    }
  }

  private Future<Void> fast(InboundMessage message) {
    return delivery
        .send(message)
        .transform(
            outcome -> {
              if (outcome.failed()) {
                return Future.failedFuture(EventBusInbound.failure(message, outcome.cause()));
              }
              // The consumer may still hold it: no more of them until it takes something again.
              stuck |= !outcome.result();
              return Future.succeededFuture();
            });
  }

  private Future<Void> acknowledged(InboundMessage message) {
    return delivery
        .request(
            message, InboundHeaders.DIRECT_SEND, delivery.clustered() ? REMOTE_TAKEN : LOCAL_TAKEN)
        .transform(
            answer -> {
              if (answer.succeeded()) {
                stuck = false;
                return Future.succeededFuture();
              }
              return heldInTheEnd(answer.cause())
                  ? Future.succeededFuture()
                  : Future.failedFuture(EventBusInbound.failure(message, answer.cause()));
            });
  }

  /** Whether no acknowledgement means that the consumer has it by now. */
  private static boolean heldInTheEnd(Throwable cause) {
    return cause instanceof ReplyException reply
        && reply.failureType() == ReplyFailure.TIMEOUT
        && !EventBusInbound.discarded(reply);
  }
}

package io.diemnet.vertx.impl.eventbus;

import io.diemnet.vertx.InboundMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

/**
 * The direct sends of one protocol that come over the connections of one event loop, in order: at
 * most a window of them is with the consumer and not taken, the rest waits here.
 *
 * <p>Without it a paused consumer would be sent more than its buffer holds, and Vert.x would throw
 * the rest away as fast as it comes. Owned by one event loop.
 */
final class InboundLane {

  private record Waiting(InboundMessage message, Promise<Void> taken) {}

  private final int window;
  private final Function<InboundMessage, Future<Void>> handOver;
  private Deque<Waiting> waiting;
  private int untaken;

  /**
   * An empty lane.
   *
   * @param handOver hands a message to the consumer; completes on this lane's loop when it is taken
   */
  InboundLane(int window, Function<InboundMessage, Future<Void>> handOver) {
    this.window = window;
    this.handOver = handOver;
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
    untaken++;
    Future<Void> taken = handOver.apply(message);
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
}

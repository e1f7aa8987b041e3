package io.diemnet.vertx.impl.eventbus;

import io.diemnet.vertx.InboundMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

/**
 * The direct sends of one protocol that arrive on one event loop, in order. At most {@code size} of
 * them are in flight: sent to the consumer and not acknowledged. The others wait here. Without this
 * limit a paused consumer would be sent more messages than its buffer holds, and Vert.x would
 * discard the rest. Owned by that event loop.
 */
final class DirectSendWindow {

  private record Waiting(InboundMessage message, Promise<Void> acknowledged) {}

  private final int size;
  private final Function<InboundMessage, Future<Void>> sender;
  private final Deque<Waiting> waiting = new ArrayDeque<>(0);
  private int inFlight;

  /**
   * An empty window.
   *
   * @param sender sends a message; its future completes on this event loop, with the
   *     acknowledgement
   */
  DirectSendWindow(int size, Function<InboundMessage, Future<Void>> sender) {
    this.size = size;
    this.sender = sender;
  }

  /** Sends the message as soon as there is room; completes with its acknowledgement. */
  Future<Void> add(InboundMessage message) {
    if (inFlight < size && waiting.isEmpty()) {
      return send(message);
    }
    Promise<Void> acknowledged = Promise.promise();
    waiting.add(new Waiting(message, acknowledged));
    return acknowledged.future();
  }

  private Future<Void> send(InboundMessage message) {
    inFlight++;
    return sender.apply(message).onComplete(acknowledged -> landed());
  }

  private void landed() {
    inFlight--;
    while (inFlight < size && !waiting.isEmpty()) {
      Waiting next = waiting.remove();
      send(next.message).onComplete(next.acknowledged);
    }
  }
}

package io.diemnet.node.bridge;

import io.diemnet.node.bridge.BridgeMeters.Event;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * What a client has not read yet, in bytes. Beyond half of its bound no more is taken for the
 * client from the consumers that can wait; beyond all of it the client is dropped, and also when it
 * reads nothing for too long. Owned by the context of the client.
 */
final class ClientOutput {

  /** What a frame is counted as beside its bytes. */
  private static final int OVERHEAD = 256;

  /** Its owner. */
  interface Listener {

    /** Much is unread: what can wait should. */
    void full();

    /** Enough was read again. */
    void drained();

    /** The client is to be dropped, without waiting until it reads. */
    void drop(Event reason);
  }

  private final BridgeLimits limits;
  private final BytesBudget budget;
  private final BridgeClock clock;
  private final Listener listener;
  private final Deque<Integer> sizes = new ArrayDeque<>();
  private long unread;
  private long progress;
  private boolean full;
  private boolean closed;

  ClientOutput(BridgeScope scope, Listener listener) {
    this.limits = scope.limits();
    this.budget = scope.budget();
    this.clock = scope.clock();
    this.listener = listener;
  }

  /**
   * Writes a frame, unless the client is dropped for it.
   *
   * @param write completes when the frame has left
   */
  void write(int bytes, Supplier<Future<Void>> write) {
    if (closed) {
      return;
    }
    int size = bytes + OVERHEAD;
    if (!sizes.isEmpty() && unread + size > limits.queueBytes()) {
      drop(Event.NOT_READING);
      return;
    }
    if (!budget.take(size)) {
      drop(Event.NO_MEMORY);
      return;
    }
    if (sizes.isEmpty()) {
      progress = clock.now();
    }
    sizes.add(size);
    unread += size;
    write.get().onComplete(done -> read());
    if (!full && unread > limits.queueBytes() / 2) {
      full = true;
      listener.full();
    }
  }

  private void read() {
    if (closed) {
      return;
    }
    int size = sizes.remove();
    unread -= size;
    budget.give(size);
    progress = clock.now();
    if (full && unread <= limits.queueBytes() / 4) {
      full = false;
      listener.drained();
    }
  }

  boolean isFull() {
    return full;
  }

  long unread() {
    return unread;
  }

  /** At each tick: drops the client if it has stopped reading. */
  void check() {
    if (!closed && !sizes.isEmpty() && clock.now() - progress > limits.readingNanos(sizes.peek())) {
      drop(Event.NOT_READING);
    }
  }

  /** Nothing is written or counted any more. */
  void close() {
    if (!closed) {
      closed = true;
      budget.give(unread);
      unread = 0;
      sizes.clear();
    }
  }

  private void drop(Event reason) {
    close();
    listener.drop(reason);
  }
}

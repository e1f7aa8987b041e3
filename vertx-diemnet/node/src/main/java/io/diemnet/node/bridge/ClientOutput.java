package io.diemnet.node.bridge;

import io.diemnet.node.bridge.BridgeMeters.Event;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * The bytes that a client has not read yet. Above half of the bound, consumers that can wait are
 * paused. Above all of it, or if the client reads nothing for too long, the client is disconnected.
 * Owned by the context of the client.
 */
final class ClientOutput {

  /** The bytes that are counted per frame in addition to its length. */
  private static final int OVERHEAD = 256;

  /** The owner of the output. */
  interface Listener {

    /** Many bytes are unread. Consumers that can wait should pause. */
    void full();

    /** Enough bytes have been read again. */
    void drained();

    /** The client must be disconnected without waiting for it to read. */
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
   * Writes a frame, or disconnects the client if the bound is exceeded.
   *
   * @param write completes when the frame is written
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

  /** Called at each tick: disconnects the client if it has stopped reading. */
  void check() {
    if (!closed && !sizes.isEmpty() && clock.now() - progress > limits.readingNanos(sizes.peek())) {
      drop(Event.NOT_READING);
    }
  }

  /** Stops writing and counting. */
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

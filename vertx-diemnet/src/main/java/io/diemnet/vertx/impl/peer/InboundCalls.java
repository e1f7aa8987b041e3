package io.diemnet.vertx.impl.peer;

/**
 * The requests of the remote that the application has not answered, or whose answers wait for room,
 * oldest first; at most {@code maxPendingRpcs} of them. All have the same time to be answered, so
 * the oldest runs out first. Duplicate ids are separate entries: each is answered. Owned by one
 * event loop.
 */
final class InboundCalls {

  private final int limit;
  private final long timeout;
  private InboundCall oldest;
  private InboundCall newest;
  private int size;

  InboundCalls(int limit, long timeout) {
    this.limit = limit;
    this.timeout = timeout;
  }

  int size() {
    return size;
  }

  boolean full() {
    return size >= limit;
  }

  void add(InboundCall call) {
    call.previous = newest;
    if (newest == null) {
      oldest = call;
    } else {
      newest.next = call;
    }
    newest = call;
    size++;
  }

  /** Forgets a call; false when it had run out before. */
  boolean remove(InboundCall call) {
    if (!call.pending) {
      return false;
    }
    call.pending = false;
    if (call.previous == null) {
      oldest = call.next;
    } else {
      call.previous.next = call.next;
    }
    if (call.next == null) {
      newest = call.previous;
    } else {
      call.next.previous = call.previous;
    }
    size--;
    return true;
  }

  /** The oldest call when its time is over, else null. */
  InboundCall expired(long now) {
    return oldest != null && now - oldest.receivedAt >= timeout ? oldest : null;
  }

  InboundCall oldest() {
    return oldest;
  }
}

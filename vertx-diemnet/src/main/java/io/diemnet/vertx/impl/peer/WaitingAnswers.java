package io.diemnet.vertx.impl.peer;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The answers that wait for room in the outbound queue, first come first served, and how long
 * reading pauses because of them (specification section 8, "Queues are bounded").
 *
 * <p>Reading pauses while an answer waits, but for at most {@code readPause} after the first one
 * began to wait. The pause ends early when nothing was written for a tenth of that time: then the
 * remote does not read, perhaps because it pauses for the same reason, and a longer pause gains
 * nothing. After that there is no other pause until the outbound queue is half empty. Owned by one
 * event loop.
 */
final class WaitingAnswers {

  private final long readPause;
  private final Deque<InboundCall> waiting = new ArrayDeque<>(0);

  /** From the first answer that waits until the outbound queue is half empty. */
  private boolean crowded;

  /** The pause of this crowd is used up. */
  private boolean pauseOver;

  private long pauseEnd;
  private long progress;
  private long progressAt;

  /**
   * @param readPause the most nanoseconds for which reading pauses
   */
  WaitingAnswers(long readPause) {
    this.readPause = readPause;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  int size() {
    return waiting.size();
  }

  /** Whether {@link #halfEmpty} must be told when the outbound queue is half empty. */
  boolean crowded() {
    return crowded;
  }

  void add(InboundCall call, long now) {
    if (!crowded) {
      crowded = true;
      pauseOver = false;
      pauseEnd = now + readPause;
    }
    if (waiting.isEmpty()) {
      progressAt = now;
    }
    waiting.add(call);
  }

  /** The answer that is next, or null. */
  InboundCall first() {
    return waiting.peek();
  }

  /** Takes an answer out, wherever it stands; false when it does not wait. */
  boolean remove(InboundCall call) {
    return waiting.remove(call);
  }

  /** Whether reading should pause now. */
  boolean paused() {
    return !waiting.isEmpty() && !pauseOver;
  }

  /**
   * Ends a pause that has lasted long enough.
   *
   * @param written a number that grows whenever something is written
   */
  void expire(long now, long written) {
    if (!paused()) {
      return;
    }
    if (written != progress) {
      progress = written;
      progressAt = now;
    }
    pauseOver = now - pauseEnd >= 0 || now - progressAt >= readPause / 10;
  }

  /** The outbound queue is half empty: if no answer waits, the next that does may pause again. */
  void halfEmpty() {
    if (waiting.isEmpty()) {
      crowded = false;
    }
  }
}

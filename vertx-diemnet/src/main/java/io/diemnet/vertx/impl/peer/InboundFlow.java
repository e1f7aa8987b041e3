package io.diemnet.vertx.impl.peer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How much of each protocol the application holds of one connection: handed over and not yet
 * answered or taken (specification section 8, "Queues are bounded").
 *
 * <p>When a protocol's queue is full, reading pauses, for at most {@code readPause}. When the pause
 * has run out and the queue is still full, new messages of that protocol are dropped, without
 * another pause, until the queue is half empty. What one Noise frame brings beyond the bound is
 * still taken, so the bound is exceeded by at most one frame's messages and the one message that
 * filled it. Owned by one event loop.
 */
final class InboundFlow {

  private static final class Held {
    long bytes;
    int messages;
    boolean pausing;
    boolean dropping;
  }

  private static final VarHandle BYTES = LoopCounter.of(MethodHandles.lookup(), "bytes");
  private static final VarHandle MESSAGES = LoopCounter.of(MethodHandles.lookup(), "messages");

  private final PeerSettings settings;
  private long bytes;
  private long messages;
  private Held[] held;
  private int pausing;
  private long pausedUntil;

  InboundFlow(PeerSettings settings) {
    this.settings = settings;
  }

  /** Counts a message of that protocol; false when it must be dropped. */
  boolean accept(int protocol, int size, long now) {
    if (!admits(protocol)) {
      return false;
    }
    hold(protocol, size, now);
    return true;
  }

  /** Whether a message of that protocol need not be dropped. */
  boolean admits(int protocol) {
    Held queue = held(protocol);
    if (queue.dropping) {
      if (!halfEmpty(queue)) {
        return false;
      }
      queue.dropping = false;
    }
    return true;
  }

  /** Counts an admitted message that the application holds. */
  void hold(int protocol, int size, long now) {
    Held queue = held(protocol);
    queue.bytes += size;
    queue.messages++;
    BYTES.setOpaque(this, bytes + size);
    MESSAGES.setOpaque(this, messages + 1);
    if (!queue.pausing && full(queue)) {
      queue.pausing = true;
      if (pausing++ == 0) {
        pausedUntil = now + settings.readPause();
      }
    }
  }

  void release(int protocol, int size) {
    Held queue = held(protocol);
    queue.bytes -= size;
    queue.messages--;
    BYTES.setOpaque(this, bytes - size);
    MESSAGES.setOpaque(this, messages - 1);
    if (queue.pausing && !full(queue)) {
      queue.pausing = false;
      pausing--;
    }
  }

  /** Whether reading should pause now. */
  boolean paused() {
    return pausing > 0;
  }

  /** Ends a pause that has lasted long enough: from then on the full protocols lose messages. */
  void expire(long now) {
    if (pausing == 0 || now - pausedUntil < 0) {
      return;
    }
    for (Held queue : held) {
      if (queue != null && queue.pausing) {
        queue.pausing = false;
        queue.dropping = true;
      }
    }
    pausing = 0;
  }

  /** Bytes that the application holds. From any thread. */
  long bytes() {
    return (long) BYTES.getOpaque(this);
  }

  /** Messages that the application holds. From any thread. */
  long messages() {
    return (long) MESSAGES.getOpaque(this);
  }

  private boolean full(Held queue) {
    return queue.bytes >= settings.inboundQueueBytes()
        || queue.messages >= settings.queueMessages();
  }

  private boolean halfEmpty(Held queue) {
    return queue.bytes <= settings.inboundQueueBytes() / 2
        && queue.messages <= settings.queueMessages() / 2;
  }

  private Held held(int protocol) {
    if (held == null) {
      held = new Held[settings.protocolNumbers()];
    }
    Held queue = held[protocol];
    if (queue == null) {
      queue = new Held();
      held[protocol] = queue;
    }
    return queue;
  }
}

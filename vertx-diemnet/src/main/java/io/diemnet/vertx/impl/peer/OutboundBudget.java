package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.impl.memory.MemoryAccount;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * How much may wait for one connection: bytes, direct sends of each protocol, replies, RPC slots.
 * Thread-safe: a sender on any thread reserves here first and is told at once when there is no
 * room.
 *
 * <p>A message of any legal size fits when nothing else waits. Answers that do not fit wait outside
 * of the bound; their bytes are counted here, and the first of them has a claim: messages that the
 * application sends leave that room.
 */
final class OutboundBudget {

  /** The process's budget is charged once for so many bytes, as a power of two: 8 KiB. */
  private static final int QUANTUM = 13;

  /**
   * Bytes beyond the bound that only pongs may take, so that a remote whose queue is full of
   * answers does not take this node for dead. A pong with its length prefix has 16 bytes.
   */
  private static final int PONG_BYTES = 1024;

  // Atomic fields, not objects: each connection has them.
  private static final AtomicLongFieldUpdater<OutboundBudget> BYTES =
      AtomicLongFieldUpdater.newUpdater(OutboundBudget.class, "bytes");
  private static final AtomicIntegerFieldUpdater<OutboundBudget> CALLS =
      AtomicIntegerFieldUpdater.newUpdater(OutboundBudget.class, "calls");
  private static final AtomicIntegerFieldUpdater<OutboundBudget> REPLIES =
      AtomicIntegerFieldUpdater.newUpdater(OutboundBudget.class, "replies");
  private static final AtomicIntegerFieldUpdater<OutboundBudget> CROWDED =
      AtomicIntegerFieldUpdater.newUpdater(OutboundBudget.class, "crowded");

  private static final VarHandle HELD_BYTES = LoopCounter.of(MethodHandles.lookup(), "heldBytes");
  private static final VarHandle HELD = LoopCounter.of(MethodHandles.lookup(), "held");

  private final PeerSettings settings;
  private final MemoryAccount memory;
  private final int maxCalls;
  private volatile long bytes;
  private volatile int calls;
  private volatile int replies;

  /** A protocol of which more messages wait than this is crowded: senders should wait. */
  private final int crowd;

  /** How many protocols are crowded, so that a sender that looks need not look at each. */
  private volatile int crowded;

  /** Direct sends that wait, by protocol number; created with the first. */
  private volatile AtomicIntegerArray messages;

  /** Answers that wait for room; their memory is held all the same. */
  private long heldBytes;

  private long held;

  /** The room that the first answer that waits needs; changed on the connection's loop. */
  private volatile int claimed;

  /**
   * @param pinged whether the connection carries health pings
   * @param memory charged for what waits, but for less than 8 KiB
   */
  OutboundBudget(PeerSettings settings, boolean pinged, MemoryAccount memory) {
    this(settings, pinged ? 1 : 0, memory);
  }

  /**
   * @param pings how many pings of the network's own may be pending
   * @param memory charged for what waits, but for less than 8 KiB
   */
  OutboundBudget(PeerSettings settings, int pings, MemoryAccount memory) {
    this.settings = settings;
    this.memory = memory;
    this.maxCalls = settings.maxCalls(pings);
    this.crowd = settings.queueMessages() * 3 / 4;
  }

  /** Takes room for a message of that size; false when there is none. */
  boolean reserve(int size, int protocol) {
    if (!reserveMessage(protocol)) {
      return false;
    }
    long limit = limit(protocol);
    long taken = bytes;
    while (taken == 0 || taken + size <= limit) {
      if (BYTES.compareAndSet(this, taken, taken + size)) {
        if (charged(taken, taken + size)) {
          return true;
        }
        break;
      }
      taken = bytes;
    }
    release(0, protocol, 1);
    return false;
  }

  /** Whether this bound has room for a message, so that it was the process's that had none. */
  boolean hasRoom(int size) {
    long taken = bytes;
    return taken == 0 || taken + size <= limit(Outbound.NO_PROTOCOL);
  }

  /** Charges what was added to the process's budget, or takes it back. */
  private boolean charged(long before, long after) {
    long quanta = (after >> QUANTUM) - (before >> QUANTUM);
    if (quanta == 0 || memory.chargeIfRoom(quanta << QUANTUM)) {
      return true;
    }
    long added = after - before;
    long now = BYTES.addAndGet(this, -added);
    // Others may have added or released meanwhile: what is charged must be what is left.
    long missing = quanta - (((now + added) >> QUANTUM) - (now >> QUANTUM));
    if (missing > 0) {
      memory.force(missing << QUANTUM);
    } else if (missing < 0) {
      memory.release(-missing << QUANTUM);
    }
    return false;
  }

  private void uncharge(long size) {
    long now = BYTES.addAndGet(this, -size);
    long quanta = ((now + size) >> QUANTUM) - (now >> QUANTUM);
    if (quanta > 0) {
      memory.release(quanta << QUANTUM);
    }
  }

  private long limit(int protocol) {
    if (protocol == Outbound.REPLY) {
      return settings.outboundQueueBytes();
    }
    return protocol == Outbound.PONG
        ? settings.outboundQueueBytes() + PONG_BYTES
        : settings.outboundQueueBytes() - claimed;
  }

  // ---- answers that wait, on the connection's loop

  /**
   * Counts an answer for which the queue has no room and which will wait; false when it may not.
   * The bound is the process's: this connection has none for them, since each keeps one of the
   * slots for requests.
   */
  boolean hold(Outbound answer) {
    if (!memory.chargeIfRoom(answer.size)) {
      return false;
    }
    held(answer.size, 1);
    return true;
  }

  /** Moves an answer that waits into the queue; false when it still has no room there. */
  boolean admit(Outbound answer) {
    // Its bytes are charged already, once.
    memory.release(answer.size);
    if (!reserve(answer.size, answer.countedProtocol)) {
      memory.force(answer.size);
      return false;
    }
    held(-answer.size, -1);
    return true;
  }

  /** An answer waits no longer. */
  void unhold(Outbound answer) {
    memory.release(answer.size);
    held(-answer.size, -1);
  }

  private void held(int size, int count) {
    HELD_BYTES.setOpaque(this, heldBytes + size);
    HELD.setOpaque(this, held + count);
  }

  /** Keeps that much room from what the application sends; 0 for none. */
  void claim(int size) {
    if (claimed != size) {
      claimed = size;
    }
  }

  /** Whether at most half of the bounds is taken. */
  boolean halfEmpty() {
    return bytes <= settings.outboundQueueBytes() / 2 && replies <= settings.maxReplies() / 2;
  }

  /** What is taken and what the bounds are, for a log line. */
  String describe() {
    return bytes
        + " of "
        + settings.outboundQueueBytes()
        + " bytes (outboundQueueBytes) and "
        + replies
        + " of "
        + settings.maxReplies()
        + " replies wait there";
  }

  /** Bytes of the answers that wait for room. From any thread. */
  long answerBytes() {
    return (long) HELD_BYTES.getOpaque(this);
  }

  /** Answers that wait for room. From any thread. */
  long answers() {
    return (long) HELD.getOpaque(this);
  }

  /**
   * Takes room for a health ping, which always has some: a remote that reads slowly is alive, and
   * senders that keep the queue full must not make it look dead. There are few at a time: one each
   * interval of the health checks, until its time-out.
   */
  void reservePing(int size) {
    long now = BYTES.addAndGet(this, size);
    long quanta = (now >> QUANTUM) - ((now - size) >> QUANTUM);
    if (quanta > 0) {
      memory.force(quanta << QUANTUM);
    }
  }

  void release(Outbound message) {
    release(message.size, message.countedProtocol, 1);
  }

  /** Gives back the room of several messages that count alike. */
  void release(long size, int protocol, int count) {
    uncharge(size);
    if (protocol == Outbound.REPLY || protocol == Outbound.PONG) {
      REPLIES.addAndGet(this, -count);
    } else if (protocol >= 0) {
      int before = messages.getAndAdd(protocol, -count);
      if (before > crowd && before - count <= crowd) {
        CROWDED.decrementAndGet(this);
      }
    }
  }

  /** Takes one of the slots for RPCs in flight; false when all are taken. */
  boolean reserveCall() {
    if (CALLS.incrementAndGet(this) > maxCalls) {
      CALLS.decrementAndGet(this);
      return false;
    }
    return true;
  }

  void releaseCall() {
    CALLS.decrementAndGet(this);
  }

  /** RPCs that may be in flight; the health ping is not counted. */
  int maxCalls() {
    return maxCalls;
  }

  long bytes() {
    return bytes;
  }

  int calls() {
    return calls;
  }

  int replies() {
    return replies;
  }

  /** Whether a well-behaved sender should wait: one more message of any size might not fit. */
  boolean full() {
    return bytes > settings.outboundHighBytes() || crowded > 0 || claimed > 0;
  }

  /** Whether senders that waited may go on. */
  boolean drained() {
    return claimed == 0
        && bytes <= settings.outboundHighBytes() / 2
        && !anyProtocolAbove(settings.queueMessages() / 4);
  }

  private boolean anyProtocolAbove(int count) {
    AtomicIntegerArray waiting = messages;
    if (waiting != null) {
      for (int protocol = 0; protocol < waiting.length(); protocol++) {
        if (waiting.get(protocol) > count) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean reserveMessage(int protocol) {
    if (protocol == Outbound.REPLY || protocol == Outbound.PONG) {
      // Replies are small and their number is the remote's choice: bytes alone would not bound
      // the memory that they take.
      if (REPLIES.incrementAndGet(this) > settings.maxReplies()) {
        REPLIES.decrementAndGet(this);
        return false;
      }
      return true;
    }
    if (protocol < 0) {
      return true;
    }
    AtomicIntegerArray waiting = messages();
    int now = waiting.incrementAndGet(protocol);
    if (now == crowd + 1) {
      CROWDED.incrementAndGet(this);
    }
    if (now > settings.queueMessages()) {
      release(0, protocol, 1);
      return false;
    }
    return true;
  }

  private AtomicIntegerArray messages() {
    AtomicIntegerArray waiting = messages;
    if (waiting == null) {
      synchronized (this) {
        waiting = messages;
        if (waiting == null) {
          waiting = new AtomicIntegerArray(settings.protocolNumbers());
          messages = waiting;
        }
      }
    }
    return waiting;
  }
}

package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.impl.wire.Fragmenter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * What waits to be written to one connection, most urgent first.
 *
 * <p>One first-in-first-out lane for each priority, so order is kept within a priority. The most
 * urgent lane goes first, but every {@value #FAIR_EVERY}th message taken is the one that has waited
 * longest, whatever its priority: nothing starves. A health ping goes ahead of its lane and counts
 * as the oldest, so at most {@value #FAIR_EVERY} others go before it. Owned by one event loop; the
 * bounds are kept by {@link OutboundBudget}.
 */
final class OutboundQueue {

  /** Of this many messages taken, one is the oldest. */
  static final int FAIR_EVERY = 16;

  private static final int PRIORITIES = 256;
  private static final VarHandle SIZE = LoopCounter.of(MethodHandles.lookup(), "size");

  /** The sequence number of a message that was added ahead of all others. */
  private static final long URGENT = -1;

  /** First and last of each lane; of lane 0 alone until a message has another priority. */
  private Outbound[] first = new Outbound[1];

  private Outbound[] last = new Outbound[1];

  /** The lanes that are not empty, one bit each; one word until all lanes exist. */
  private long[] occupied = new long[1];

  private long sequence;
  private int taken;
  private long size;

  /** How many messages wait that were added ahead of all others. */
  private int urgent;

  /** Null in a profile in which every message goes in one frame. */
  private final DividedMessages divided;

  /**
   * @param fragmenter divides messages; null if none is divided
   */
  OutboundQueue(Fragmenter fragmenter) {
    this.divided = fragmenter == null ? null : new DividedMessages(this, fragmenter);
  }

  /** How many wait. From any thread. */
  int size() {
    return (int) (long) SIZE.getOpaque(this);
  }

  boolean isEmpty() {
    return size == 0;
  }

  void add(Outbound message) {
    message.sequence = sequence++;
    int lane = lane(message);
    link(message, last[lane], null);
  }

  /** Adds a message ahead of all of its priority, as the one that has waited longest. */
  void addFirst(Outbound message) {
    message.sequence = URGENT;
    urgent++;
    int lane = lane(message);
    link(message, null, first[lane]);
  }

  private void link(Outbound message, Outbound previous, Outbound next) {
    int lane = message.priority;
    message.previous = previous;
    message.next = next;
    if (previous == null) {
      first[lane] = message;
    } else {
      previous.next = message;
    }
    if (next == null) {
      last[lane] = message;
    } else {
      next.previous = message;
    }
    occupied[lane >>> 6] |= 1L << lane;
    message.queued = true;
    SIZE.setOpaque(this, size + 1);
  }

  /** The lane of a message, which there is from now on. */
  private int lane(Outbound message) {
    if (message.priority >= first.length) {
      first = Arrays.copyOf(first, PRIORITIES);
      last = Arrays.copyOf(last, PRIORITIES);
      occupied = Arrays.copyOf(occupied, PRIORITIES / Long.SIZE);
    }
    return message.priority;
  }

  /** Whether messages are divided: an urgent one then need not wait for all of a long one. */
  boolean divides() {
    return divided != null;
  }

  /** Whether a message waits that was added ahead of all others. */
  boolean hasUrgent() {
    return urgent > 0;
  }

  /** Takes the next message or frame of a divided message; null when there is none. */
  Outbound poll() {
    return divided == null ? pollWhole() : divided.poll();
  }

  /** Takes back a divided message that is not completely handed out; null when there is none. */
  Outbound abandon() {
    return divided == null ? null : divided.abandon();
  }

  /** Counts a message that was taken and is being divided. */
  void hold() {
    SIZE.setOpaque(this, size + 1);
  }

  void unhold() {
    SIZE.setOpaque(this, size - 1);
  }

  /** Takes the next message from the lanes, or null when none waits. */
  Outbound pollWhole() {
    if (lanesEmpty()) {
      taken = 0;
      return null;
    }
    boolean fair = ++taken >= FAIR_EVERY;
    if (fair) {
      taken = 0;
    }
    Outbound head;
    if (first.length == 1) {
      head = first[0];
    } else {
      head = fair ? oldest() : first[mostUrgentLane()];
    }
    remove(head);
    return head;
  }

  /** Takes a message out wherever it stands. */
  void remove(Outbound message) {
    if (!message.queued) {
      return;
    }
    if (message.sequence == URGENT) {
      urgent--;
    }
    int lane = message.priority;
    if (message.previous == null) {
      first[lane] = message.next;
    } else {
      message.previous.next = message.next;
    }
    if (message.next == null) {
      last[lane] = message.previous;
    } else {
      message.next.previous = message.previous;
    }
    if (first[lane] == null) {
      occupied[lane >>> 6] &= ~(1L << lane);
    }
    message.previous = null;
    message.next = null;
    message.queued = false;
    SIZE.setOpaque(this, size - 1);
  }

  /** An idle connection keeps no lanes but the first. */
  void trim() {
    if (isEmpty() && first.length > 1) {
      first = new Outbound[1];
      last = new Outbound[1];
      occupied = new long[1];
    }
  }

  /** Whether no message is in the lanes; one may still be divided. */
  private boolean lanesEmpty() {
    if (divided == null) {
      return isEmpty();
    }
    long any = 0;
    for (long lanes : occupied) {
      any |= lanes;
    }
    return any == 0;
  }

  private int mostUrgentLane() {
    for (int word = occupied.length - 1; word >= 0; word--) {
      if (occupied[word] != 0) {
        return (word << 6) + 63 - Long.numberOfLeadingZeros(occupied[word]);
      }
    }
    throw new IllegalStateException("the queue is empty");
  }

  private Outbound oldest() {
    Outbound oldest = null;
    for (int word = 0; word < occupied.length; word++) {
      for (long lanes = occupied[word]; lanes != 0; lanes &= lanes - 1) {
        Outbound head = first[(word << 6) + Long.numberOfTrailingZeros(lanes)];
        if (oldest == null || head.sequence < oldest.sequence) {
          oldest = head;
        }
      }
    }
    return oldest;
  }
}

package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.impl.wire.Fragmenter;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;

/**
 * The messages of one connection that go in several frames, in a profile that divides messages. One
 * message at a time is under way; while other messages wait, one of them is sent after each frame,
 * and all health pings and pongs. Owned by one event loop.
 */
final class DividedMessages {

  private final OutboundQueue queue;
  private final Fragmenter fragmenter;

  /** Messages that were taken from the queue and wait until the one under way is written. */
  private final Queue<Outbound> waiting = new ArrayDeque<>(0);

  private Outbound current;
  private Iterator<Fragmenter.Frame> frames;
  private boolean othersFirst;

  DividedMessages(OutboundQueue queue, Fragmenter fragmenter) {
    this.queue = queue;
    this.fragmenter = fragmenter;
  }

  /** The next message or frame to write; null when there is none. */
  Outbound poll() {
    if (current == null || othersFirst || queue.hasUrgent()) {
      othersFirst = false;
      Outbound message;
      while ((message = queue.pollWhole()) != null) {
        if (!fragmenter.divides(message.message)) {
          return message;
        }
        queue.hold();
        if (current == null) {
          begin(message);
          break;
        }
        waiting.add(message);
      }
    }
    return current == null ? null : nextFrame();
  }

  private void begin(Outbound message) {
    current = message;
    frames = fragmenter.divide(message.message);
  }

  private Outbound nextFrame() {
    othersFirst = true;
    Fragmenter.Frame frame = frames.next();
    boolean last = !frames.hasNext();
    Outbound piece = new OutboundPiece(frame, current, last);
    if (last) {
      end();
      Outbound next = waiting.poll();
      if (next != null) {
        begin(next);
      }
    }
    return piece;
  }

  private void end() {
    current = null;
    frames = null;
    queue.unhold();
  }

  /** Takes back a message that is not completely handed out; null when there is none. */
  Outbound abandon() {
    Outbound abandoned = current;
    if (abandoned != null) {
      end();
      return abandoned;
    }
    abandoned = waiting.poll();
    if (abandoned != null) {
      queue.unhold();
    }
    return abandoned;
  }
}

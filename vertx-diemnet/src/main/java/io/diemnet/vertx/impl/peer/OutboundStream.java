package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.impl.metrics.MessageState;
import io.diemnet.vertx.impl.metrics.NetworkMetrics;
import io.diemnet.vertx.impl.metrics.TrafficMeter;
import io.diemnet.vertx.impl.metrics.TrafficTally;
import io.diemnet.vertx.impl.transport.EstablishedChannel;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.netty.channel.Channel;

/**
 * Queues outbound messages and writes them: once at the end of a read or of the loop's turn, and
 * earlier when {@value #EARLY} requests and answers wait. Owned by the connection's event loop.
 */
final class OutboundStream {

  /**
   * After so many requests and answers they are written at once: the remote works on them while
   * this loop makes the next ones. With one flush a turn the two ends would take turns.
   */
  private static final int EARLY = 32;

  /** Told on the event loop what becomes of what is written. */
  interface Listener {

    /** Whether nothing may be written any more. */
    boolean closed();

    /** Everything that could be written now is written. */
    void flushed();

    /** Writing failed; the connection cannot go on. */
    void writingFailed(Throwable failure);
  }

  private final Channel channel;
  private final OutboundBudget budget;
  private final Traffic traffic;
  private final NetworkMetrics metrics;
  private final Listener listener;
  private final OutboundQueue queue = new OutboundQueue();
  private final MessageWriter writer;
  private final TrafficTally directSendsWritten = new TrafficTally();
  private boolean flushScheduled;
  private boolean reading;

  /** What was written and whose room is not given back yet; all of it counts alike. */
  private int releasedProtocol = Outbound.NO_PROTOCOL;

  private final TrafficTally released = new TrafficTally();

  /** Requests and answers queued since the last write. */
  private int callsWaiting;

  /**
   * @param throttle null when no rate limit is on
   * @param budget gets the room back of what was written
   */
  OutboundStream(
      EstablishedChannel established,
      Throttle throttle,
      OutboundBudget budget,
      Traffic traffic,
      NetworkMetrics metrics,
      Listener listener) {
    this.channel = established.channel();
    this.budget = budget;
    this.traffic = traffic;
    this.metrics = metrics;
    this.listener = listener;
    this.writer = new MessageWriter(established.encrypter(), queue, throttle, this::written);
  }

  /** Messages that wait to be written. From any thread. */
  int size() {
    return queue.size();
  }

  /** A number that grows whenever something is written. */
  long progress() {
    return writer.progress();
  }

  /** Nothing waits, and no message is partly written. */
  boolean idle() {
    return writer.idle();
  }

  /**
   * Takes a message.
   *
   * @param call whether it is a request or an answer
   */
  void add(Outbound message, boolean call) {
    if (message instanceof PendingCall request && request.ping) {
      queue.addFirst(message);
    } else {
      queue.add(message);
    }
    if (call && ++callsWaiting >= EARLY) {
      write();
    }
    scheduleFlush();
  }

  /** Takes a message back that is not written yet. */
  void remove(Outbound message) {
    queue.remove(message);
  }

  /** The message that was under way when the connection ended, or null. */
  Outbound abandon() {
    return writer.abandon();
  }

  /** The next that will not be written any more, or null. */
  Outbound poll() {
    return queue.poll();
  }

  void scheduleFlush() {
    if (!flushScheduled) {
      if (!reading) {
        postFlush();
      }
      flushScheduled = true;
    }
  }

  /** What is sent from now on waits for the end of the read. */
  void readStarted() {
    reading = true;
  }

  void readComplete() {
    reading = false;
    if (flushScheduled) {
      flush();
    }
  }

  void flush() {
    if (!flushScheduled && writer.idle()) {
      return;
    }
    flushScheduled = false;
    boolean done = write();
    if (listener.closed()) {
      return;
    }
    if (!done) {
      postFlush();
      flushScheduled = true;
    } else if (writer.idle()) {
      queue.trim();
    }
    listener.flushed();
  }

  private void postFlush() {
    channel.eventLoop().execute(this::flush);
  }

  /** False when the turn is over and more could be written. */
  private boolean write() {
    callsWaiting = 0;
    if (listener.closed()) {
      return true;
    }
    try {
      return writer.write(channel);
    } catch (RuntimeException | Error failure) {
      listener.writingFailed(failure);
      return true;
    } finally {
      releaseWritten();
      directSendsWritten.addTo(metrics.directSends(MessageState.SENT));
    }
  }

  private void written(Outbound message) {
    if (message.countedProtocol != releasedProtocol) {
      releaseWritten();
      releasedProtocol = message.countedProtocol;
    }
    released.add(message.size);
    if (message.message instanceof NetworkMessage.DirectSend) {
      directSendsWritten.add(message.size);
    } else {
      meter(message.message, MessageState.SENT).count(message.size);
      if (message instanceof PendingCall call) {
        // A remote that does not answer must not keep it.
        call.request = null;
        call.message = null;
      }
    }
  }

  /** Once for several messages: each needs two atomic additions, and more for what is counted. */
  private void releaseWritten() {
    released.addTo(
        (messages, bytes) -> {
          budget.release(bytes, releasedProtocol, messages);
          traffic.sent(messages, bytes);
        });
  }

  /** The meter of what goes out. */
  TrafficMeter meter(NetworkMessage message, MessageState counted) {
    if (message instanceof NetworkMessage.DirectSend) {
      return metrics.directSends(counted);
    }
    return message instanceof NetworkMessage.RpcRequest
        ? metrics.rpcRequests(counted)
        : metrics.rpcResponses(counted);
  }
}

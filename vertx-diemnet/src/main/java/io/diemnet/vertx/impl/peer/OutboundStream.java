package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.impl.metrics.MessageState;
import io.diemnet.vertx.impl.metrics.NetworkMetrics;
import io.diemnet.vertx.impl.metrics.TrafficMeter;
import io.diemnet.vertx.impl.metrics.TrafficTally;
import io.diemnet.vertx.impl.transport.EstablishedChannel;
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
  private final Listener listener;
  private final OutboundQueue queue;
  private final MessageWriter writer;
  private final MessageMeters sentMeters;
  private final MessageMeters failedMeters;
  private final TrafficMeter directSends;
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
      PeerEnvironment environment,
      Listener listener) {
    this.channel = established.channel();
    this.budget = budget;
    this.traffic = traffic;
    this.listener = listener;
    PeerSettings settings = environment.settings();
    this.queue = new OutboundQueue(settings.codec().fragmenter(settings.maxFrameSize()));
    this.writer =
        new MessageWriter(
            settings.codec(), established.encrypter(), queue, throttle, this::written);
    NetworkMetrics metrics = environment.metrics();
    this.sentMeters = environment.sent();
    this.failedMeters = environment.failed();
    this.directSends = metrics.directSends(MessageState.SENT);
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

  /** No message is partly written; some may wait. */
  boolean betweenMessages() {
    return writer.betweenMessages();
  }

  /**
   * Takes a message.
   *
   * @param call whether it is a request or an answer
   */
  void add(Outbound message, boolean call) {
    if ((message instanceof PendingCall request && request.ping)
        || (message.countedProtocol == Outbound.PONG && queue.divides())) {
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

  /** Takes back a message that was under way when the connection ended; null when there is none. */
  Outbound abandon() {
    Outbound abandoned = writer.abandon();
    Outbound whole = abandoned == null ? null : abandoned.whole();
    return whole != null ? whole : queue.abandon();
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
      directSendsWritten.addTo(directSends);
    }
  }

  private void written(Outbound frame) {
    Outbound message = frame.whole();
    if (message == null) {
      return;
    }
    if (message.countedProtocol != releasedProtocol) {
      releaseWritten();
      releasedProtocol = message.countedProtocol;
    }
    released.add(message.size);
    TrafficMeter meter = message.message.accept(sentMeters);
    if (meter == directSends) {
      directSendsWritten.add(message.size);
    } else {
      meter.count(message.size);
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

  /** Counts a message that will not be written. */
  void failed(Outbound message) {
    message.message.accept(failedMeters).count(message.size);
  }
}

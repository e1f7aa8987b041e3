package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.metrics.InvalidMessage;
import io.diemnet.vertx.impl.metrics.MessageState;
import io.diemnet.vertx.impl.metrics.NetworkMetrics;
import io.diemnet.vertx.impl.util.Clock;
import io.diemnet.vertx.impl.util.LogFields;
import io.diemnet.vertx.impl.util.LogLimit;
import io.diemnet.vertx.impl.wire.ErrorCode;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends replies to the remote: answers of the application, pongs and errors. An answer that does
 * not fit the outbound queue waits and keeps the slot of its request; it is dropped when the time
 * of its request is over, when the connection ends, or when the process has no memory for it. A
 * pong or an error that does not fit is dropped at once (specification section 8). On the
 * connection's event loop.
 */
final class Replies {

  private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

  private final PeerId peer;
  private final OutboundStream out;
  private final OutboundBudget budget;
  private final NetworkMetrics metrics;
  private final PeerSettings settings;
  private final Clock clock;
  private final InboundCalls calls;
  private final InboundListener connection;

  /** Null until an answer has to wait: most connections never need it. */
  private WaitingAnswers waiting;

  /** Null until a response is dropped. */
  private LogLimit lines;

  /** Not-supported answers of the current second, where they are limited. */
  private int notSupportedTold;

  private long secondBegan;

  Replies(
      PeerId peer,
      OutboundStream out,
      OutboundBudget budget,
      PeerEnvironment environment,
      InboundCalls calls,
      InboundListener connection) {
    this.peer = peer;
    this.out = out;
    this.budget = budget;
    this.metrics = environment.metrics();
    this.settings = environment.settings();
    this.clock = environment.clock();
    this.calls = calls;
    this.connection = connection;
    this.secondBegan = clock.nanos();
  }

  /** Whether reading should pause now. */
  boolean paused() {
    return waiting != null && waiting.paused();
  }

  /** Sends an error message; counted when it does not fit. */
  void error(ErrorCode code) {
    if ((!(code instanceof ErrorCode.ParsingError) && tooManyNotSupported())
        || !send(new NetworkMessage.Error(code), 0, Outbound.REPLY)) {
      metrics.invalidMessages(InvalidMessage.ERROR_DROPPED).increment();
    }
  }

  private boolean tooManyNotSupported() {
    int limit = settings.codec().notSupportedPerSecond();
    if (limit == Integer.MAX_VALUE) {
      return false;
    }
    long now = clock.nanos();
    if (now - secondBegan >= TimeUnit.SECONDS.toNanos(1)) {
      secondBegan = now;
      notSupportedTold = 0;
    }
    return ++notSupportedTold > limit;
  }

  /** Answers a health ping; counted when the pong does not fit. */
  void pong(NetworkMessage.RpcRequest ping, Buffer payload) {
    if (!send(
        new NetworkMessage.RpcResponse(ping.requestId(), ping.priority(), payload),
        ping.priority(),
        Outbound.PONG)) {
      metrics.rpcResponses(MessageState.FAILED).count(payload.length());
    }
  }

  private boolean send(NetworkMessage message, int priority, int counted) {
    int size = settings.codec().encodedSize(message) + Integer.BYTES;
    if (!connection.repliesPossible() || !budget.reserve(size, counted)) {
      return false;
    }
    out.add(new Outbound(message, size, priority, counted), true);
    return true;
  }

  /** Answers a pending request. */
  void answer(InboundCall call, Buffer payload) {
    int length = payload == null ? 0 : payload.length();
    int size = settings.codec().rpcResponseSize(length);
    if (payload == null || size > settings.maxMessageSize() || length > settings.maxPayload()) {
      calls.remove(call);
      drop(
          call,
          length,
          payload == null
              ? "it is null"
              : "the limit is " + Math.min(settings.maxMessageSize(), settings.maxPayload()));
      return;
    }
    metrics.rpcHandling(call.protocol, clock.nanos() - call.receivedAt);
    call.answer =
        new Outbound(
            new NetworkMessage.RpcResponse(call.requestId, call.priority, payload),
            size + Integer.BYTES,
            call.priority,
            Outbound.REPLY);
    // An answer that fits does not overtake the answers that wait.
    if (noneWaits() && budget.reserve(call.answer.size, Outbound.REPLY)) {
      calls.remove(call);
      out.add(call.answer, true);
    } else if (budget.hold(call.answer)) {
      if (waiting == null) {
        waiting = new WaitingAnswers(settings.readPause());
      }
      waiting.add(call, clock.nanos());
      claim();
      connection.updateReading();
      connection.watch();
    } else {
      calls.remove(call);
      drop(call, call.answer.size, "the process has no memory for it");
    }
  }

  /** There may be more room in the outbound queue: sends the answers that fit now. */
  void roomFreed() {
    if (waiting == null || !waiting.crowded()) {
      return;
    }
    boolean wasPaused = waiting.paused();
    InboundCall call;
    while ((call = waiting.first()) != null && budget.admit(call.answer)) {
      waiting.remove(call);
      calls.remove(call);
      out.add(call.answer, true);
    }
    claim();
    if (budget.halfEmpty()) {
      waiting.halfEmpty();
    }
    if (wasPaused && !waiting.paused()) {
      connection.updateReading();
    }
  }

  /** Ends a pause that has lasted long enough. */
  void expire(long now, long written) {
    if (waiting == null) {
      return;
    }
    boolean wasPaused = waiting.paused();
    waiting.expire(now, written);
    roomFreed();
    if (wasPaused && !waiting.paused()) {
      connection.updateReading();
    }
  }

  /** The time of a request is over whose answer waits. */
  void timedOut(InboundCall call) {
    withdraw(call);
    drop(
        call,
        call.answer.size,
        "it found no room in the outbound queue within the "
            + TimeUnit.NANOSECONDS.toMillis(settings.inboundRpcTimeout())
            + " ms of rpcTimeout: "
            + budget.describe());
  }

  /** The connection ends: tells how many answers still wait. */
  void connectionEnds() {
    if (!noneWaits()) {
      LogFields.with(LOG.atWarn(), "peer", peer)
          .log(
              "{} responses of {} bytes to {} were dropped: the connection ended and they had found no"
                  + " room in the outbound queue: {}",
              budget.answers(),
              budget.answerBytes(),
              peer,
              budget.describe());
    }
  }

  /** Drops and counts an answer that still waits when the connection ends. */
  void abandon(InboundCall call) {
    withdraw(call);
    metrics.rpcResponses(MessageState.FAILED).count(call.answer.size);
  }

  private void withdraw(InboundCall call) {
    waiting.remove(call);
    budget.unhold(call.answer);
    claim();
  }

  /**
   * Keeps room for the first answer that waits, so that what is sent from here cannot starve it.
   */
  private void claim() {
    InboundCall first = waiting.first();
    budget.claim(first == null ? 0 : first.answer.size);
  }

  private boolean noneWaits() {
    return waiting == null || waiting.isEmpty();
  }

  private void drop(InboundCall call, int bytes, String why) {
    metrics.rpcResponses(MessageState.FAILED).count(bytes);
    if (lines == null) {
      lines = new LogLimit(1, 1);
    }
    long skipped = lines.tell(peer, clock.nanos());
    if (skipped != LogLimit.SILENT) {
      LogFields.with(LOG.atWarn(), "peer", peer)
          .log(
              "a response of {} bytes to {} of {} was dropped: {}{}",
              bytes,
              call.protocol,
              peer,
              why,
              LogLimit.more(skipped));
    }
  }
}

package io.diemnet.vertx.impl.eventbus;

import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.InboundMessage;
import io.diemnet.vertx.impl.util.SparseLines;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of consumers at {@code <n>.in.<Protocol>} whose answers the network cannot pass on. The
 * wire has no error response, so the remote only runs into its time-out; the log is the one place
 * that tells the consumer's author. It writes one line per protocol in {@value SparseLines#SECONDS}
 * s at most. Thread-safe.
 */
final class AnswerLog {

  private static final Logger LOG = LoggerFactory.getLogger(AnswerLog.class);

  private final SparseLines lines = new SparseLines(256);

  /**
   * An answer has no form that can be sent.
   *
   * @param body of which only the type is told
   */
  void unusable(InboundMessage request, String address, Object body, String reason) {
    long unwritten = lines.turn(request.protocol().number());
    if (unwritten > 0) {
      LOG.warn(
          "{}: a consumer answered a request of {} with {}, and the remote gets no answer: {} ({}"
              + " such answers since the last line)",
          address,
          request.peer(),
          body == null ? "null" : body.getClass().getName(),
          reason,
          unwritten);
    }
  }

  /** A consumer failed a request with a code that the remote is not told, or took it never. */
  void failed(InboundMessage request, String address, Throwable cause) {
    if (!(cause instanceof ReplyException failure)
        || failure.failureType() == ReplyFailure.NO_HANDLERS
        || failure.failureCode() == FailureCode.NOT_SUPPORTED.number()) {
      return;
    }
    long unwritten = lines.turn(request.protocol().number());
    if (unwritten <= 0) {
      return;
    }
    if (failure.failureType() == ReplyFailure.TIMEOUT) {
      LOG.warn(
          "{}: no consumer took a request of {}, and the remote gets no answer: its buffer is full"
              + " or it was unregistered ({} such requests since the last line)",
          address,
          request.peer(),
          unwritten);
    } else {
      LOG.warn(
          "{}: a consumer failed a request of {} with code {}, and the remote gets no answer: {}"
              + " ({} such answers since the last line)",
          address,
          request.peer(),
          failure.failureCode(),
          Failures.shown(failure.getMessage()),
          unwritten);
    }
  }
}

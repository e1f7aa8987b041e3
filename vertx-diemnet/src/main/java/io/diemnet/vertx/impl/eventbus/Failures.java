package io.diemnet.vertx.impl.eventbus;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.PeerId;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Failures on their way onto the event bus, and back from it. */
final class Failures {

  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
  private static final int SHOWN = 80;

  private Failures() {}

  /** A request that is wrong in itself. */
  static DiemNetException invalid(String subject, String reason) {
    return new DiemNetException(FailureCode.INVALID_REQUEST, subject + ": " + reason);
  }

  /** Answers with a failure; its message begins with what the call was about. */
  static void reply(Message<?> message, String subject, Throwable cause) {
    message.fail(codeOf(subject, cause).number(), text(subject, cause));
  }

  /** The code of a failure; one that should not have happened is logged. */
  static FailureCode codeOf(String subject, Throwable cause) {
    if (cause instanceof DiemNetException failure) {
      return failure.code();
    }
    if (cause instanceof IllegalArgumentException) {
      return FailureCode.INVALID_REQUEST;
    }
    LOG.warn("{} failed unexpectedly", subject, cause);
    return FailureCode.CONNECTION_LOST;
  }

  /** The reason, after what the call was about unless it names peer and protocol itself. */
  static String text(String subject, Throwable cause) {
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    if (reason.startsWith(subject)) {
      return reason;
    }
    return names(reason, subject) ? reason : subject + ": " + reason;
  }

  /**
   * Whether it names peer and protocol of "rpc to PEER, PROTOCOL", or the peer of "dial of PEER".
   */
  private static boolean names(String reason, String subject) {
    int of = Math.max(subject.indexOf(" to "), subject.indexOf(" of "));
    if (of < 0) {
      return false;
    }
    List<String> names = List.of(subject.substring(of + 4).split(", "));
    return isPeerId(names.get(0)) && names.stream().allMatch(reason::contains);
  }

  private static boolean isPeerId(String name) {
    return name.length() == 2 * PeerId.LENGTH || name.length() == 4 * PeerId.LENGTH;
  }

  /** What a caller on the other side of the event bus should see. */
  static DiemNetException fromReply(String subject, Throwable cause) {
    if (cause instanceof DiemNetException failure) {
      return failure;
    }
    if (!(cause instanceof ReplyException reply)) {
      return new DiemNetException(FailureCode.CONNECTION_LOST, text(subject, cause));
    }
    if (reply.failureType() == ReplyFailure.TIMEOUT) {
      return new DiemNetException(
          FailureCode.TIMED_OUT, subject + ": no answer came over the event bus in time");
    }
    if (reply.failureType() == ReplyFailure.NO_HANDLERS) {
      return new DiemNetException(
          FailureCode.CONNECTION_LOST, subject + ": no such network answers on the event bus");
    }
    FailureCode code = FailureCode.ofNumber(reply.failureCode());
    return new DiemNetException(
        code == null ? FailureCode.CONNECTION_LOST : code, String.valueOf(reply.getMessage()));
  }

  /** Whether a consumer, or its absence, says that the protocol is not served. */
  static boolean notSupported(Throwable cause) {
    return cause instanceof ReplyException reply
        && (reply.failureType() == ReplyFailure.NO_HANDLERS
            || (reply.failureType() == ReplyFailure.RECIPIENT_FAILURE
                && reply.failureCode() == FailureCode.NOT_SUPPORTED.number()));
  }

  /** Foreign text as it may stand in a message: short, and without control characters. */
  static String shown(Object value) {
    String text = String.valueOf(value);
    StringBuilder shown = new StringBuilder(Math.min(text.length(), SHOWN) + 2);
    for (int i = 0; i < text.length() && i < SHOWN; i++) {
      char c = text.charAt(i);
      shown.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
    }
    return text.length() > SHOWN ? shown.append("..").toString() : shown.toString();
  }
}

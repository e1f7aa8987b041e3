package io.diemnet.vertx.impl.eventbus;

import io.diemnet.vertx.FailureCode;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of consumers at {@code <n>.in.<Protocol>} whose answers the network cannot pass on. The
 * wire has no error response, so the remote only runs into its time-out; the log is the one place
 * that tells the consumer's author. It writes one line per protocol in {@value #SECONDS} s at most.
 * Thread-safe.
 */
final class AnswerLog {

  static final int SECONDS = 10;

  private static final Logger LOG = LoggerFactory.getLogger(AnswerLog.class);
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(SECONDS);

  /** By protocol number; created with the first unusable answer. */
  private record Turns(AtomicLongArray next, AtomicLongArray since) {}

  private final AtomicReference<Turns> turns = new AtomicReference<>();
  private final long start = System.nanoTime() - 1;

  /**
   * An answer has no form that can be sent.
   *
   * @param body of which only the type is told
   */
  void unusable(int protocol, String address, Object body, String reason) {
    long unwritten = turn(protocol);
    if (unwritten > 0) {
      LOG.warn(
          "{}: a consumer answered with {}, and the remote gets no answer: {} ({} such answers since"
              + " the last line)",
          address,
          body == null ? "null" : body.getClass().getName(),
          reason,
          unwritten);
    }
  }

  /** A consumer failed a request with a code that the remote is not told. */
  void failed(int protocol, String address, Throwable cause) {
    if (!(cause instanceof ReplyException failure)
        || failure.failureType() != ReplyFailure.RECIPIENT_FAILURE
        || failure.failureCode() == FailureCode.NOT_SUPPORTED.number()) {
      return;
    }
    long unwritten = turn(protocol);
    if (unwritten > 0) {
      LOG.warn(
          "{}: a consumer failed a request with code {}, and the remote gets no answer: {} ({} such"
              + " answers since the last line)",
          address,
          failure.failureCode(),
          Failures.shown(failure.getMessage()),
          unwritten);
    }
  }

  /** How many answers a line stands for; 0 if none is written now. */
  private long turn(int protocol) {
    if (turns.get() == null) {
      turns.compareAndSet(null, new Turns(new AtomicLongArray(256), new AtomicLongArray(256)));
    }
    Turns all = turns.get();
    all.since.incrementAndGet(protocol);
    long now = System.nanoTime() - start;
    long due = all.next.get(protocol);
    return now >= due && all.next.compareAndSet(protocol, due, now + PAUSE)
        ? all.since.getAndSet(protocol, 0)
        : 0;
  }
}

package io.diemnet.vertx.impl.health;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.util.Clock;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pings every connected peer once a round and closes connections that stay silent. One instance per
 * network, one timer; a round is never made up for.
 */
public final class HealthCheckerVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(HealthCheckerVerticle.class);

  /**
   * How to check.
   *
   * @param network the network's name, for the log
   * @param intervalMillis from round to round
   * @param timeoutMillis for one ping
   * @param failuresTolerated a connection is closed at one failure more
   */
  public record Options(
      String network, long intervalMillis, long timeoutMillis, int failuresTolerated) {}

  private final Options options;
  private final HealthPort port;
  private final Clock clock;
  private final Consumer<PingOutcome> outcomes;
  private final Supplier<? extends Future<?>> onStop;
  private final HealthState state;
  private boolean stopped;
  private long timer = -1;

  /**
   * @param outcomes is told how each ping ended, on this verticle's context
   * @param onStop gives what undeploying waits for, once nothing is pinged any more
   */
  public HealthCheckerVerticle(
      Options options,
      HealthPort port,
      Clock clock,
      Consumer<PingOutcome> outcomes,
      Supplier<? extends Future<?>> onStop) {
    this.options = options;
    this.port = port;
    this.clock = clock;
    this.outcomes = outcomes;
    this.onStop = onStop;
    this.state = new HealthState(options.failuresTolerated(), new Random());
  }

  @Override
  public Future<?> start() {
    arm();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    vertx.cancelTimer(timer);
    return onStop.get();
  }

  private void arm() {
    timer =
        vertx.setTimer(
            options.intervalMillis(),
            id -> {
              // First: a round that fails must not be the last.
              arm();
              state.nextRound(port.connected()).forEach(this::ping);
            });
  }

  private void ping(HealthState.Ping ping) {
    long sent = clock.nanos();
    port.ping(
            ping.connection(),
            new HealthCheckerMsg.Ping(ping.nonce()).encode(),
            options.timeoutMillis())
        .onComplete(
            answer -> {
              long took = clock.nanos() - sent;
              context.runOnContext(v -> answered(ping, answer, took));
            });
  }

  private void answered(HealthState.Ping ping, AsyncResult<Buffer> answer, long nanos) {
    if (stopped) {
      return;
    }
    PingOutcome outcome =
        answer.succeeded() ? judge(ping, answer.result()) : outcomeOf(answer.cause());
    outcomes.accept(outcome);
    if (outcome == PingOutcome.PONG) {
      state.succeeded(ping);
      port.roundTrip(ping.connection(), nanos);
    } else if (!hasEnded(answer) && state.failed(ping)) {
      LOG.info(
          "{}: {} left more than {} pings unanswered, closing its connection",
          options.network(),
          ping.connection().peer(),
          options.failuresTolerated());
      port.disconnect(
          ping.connection(), "left more than " + options.failuresTolerated() + " pings unanswered");
    }
  }

  private PingOutcome judge(HealthState.Ping ping, Buffer answer) {
    String wrong;
    try {
      HealthCheckerMsg message = HealthCheckerMsg.decode(answer);
      if (!(message instanceof HealthCheckerMsg.Pong)) {
        wrong = "a ping";
      } else if (message.nonce() != ping.nonce()) {
        wrong = "a pong to another ping";
      } else {
        return PingOutcome.PONG;
      }
    } catch (BcsException e) {
      wrong = "no health check: " + e.getMessage();
    }
    // At most as many lines per connection as failures are tolerated, and one a round.
    LOG.warn(
        "{}: security: {} answered a ping with {}",
        options.network(),
        ping.connection().peer(),
        wrong);
    return PingOutcome.INVALID;
  }

  private static PingOutcome outcomeOf(Throwable failure) {
    return failure instanceof DiemNetException known && known.code() == FailureCode.TIMED_OUT
        ? PingOutcome.TIMEOUT
        : PingOutcome.FAILED;
  }

  /** The connection is gone: there is nothing left to judge. */
  private static boolean hasEnded(AsyncResult<Buffer> answer) {
    return answer.cause() instanceof DiemNetException known
        && (known.code() == FailureCode.CONNECTION_LOST
            || known.code() == FailureCode.NOT_CONNECTED);
  }
}

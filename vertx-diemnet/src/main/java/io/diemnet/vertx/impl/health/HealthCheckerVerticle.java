package io.diemnet.vertx.impl.health;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.util.Clock;
import io.diemnet.vertx.impl.util.LogFields;
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
 * Pings every connected peer once per round and closes connections that do not respond. One
 * instance and one timer per network. A delayed round is not repeated.
 */
public final class HealthCheckerVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(HealthCheckerVerticle.class);

  /**
   * The options of the verticle.
   *
   * @param network the name of the network, for log lines
   * @param intervalMillis the time between two rounds
   * @param timeoutMillis the time-out of one ping
   * @param failuresTolerated the number of consecutive failures that do not close a connection
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
   * @param outcomes receives the outcome of each ping, on the context of this verticle
   * @param onStop returns a future that the undeployment waits for, after the last ping
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
              // First, so that a failed round is not the last one.
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
        answer.succeeded() ? judge(ping, answer.result()) : PingOutcome.ofFailure(answer.cause());
    outcomes.accept(outcome);
    if (outcome == PingOutcome.PONG) {
      state.succeeded(ping);
      port.roundTrip(ping.connection(), nanos);
    } else if (!hasEnded(answer) && state.failed(ping)) {
      // The end of the connection is logged with this cause.
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
      wrong = "not a health check: " + e.getMessage();
    }
    // Limited to one line per round and to the tolerated failures of a connection.
    LogFields.peer(LOG.atWarn(), options.network(), ping.connection().peer())
        .addKeyValue("connection", ping.connection().id())
        .log(
            "{}: security: {} answered a ping with {}",
            options.network(),
            ping.connection().peer(),
            wrong);
    return PingOutcome.INVALID;
  }

  /** Whether the connection has ended, so that there is nothing to count. */
  private static boolean hasEnded(AsyncResult<Buffer> answer) {
    return answer.cause() instanceof DiemNetException known
        && (known.code() == FailureCode.CONNECTION_LOST
            || known.code() == FailureCode.NOT_CONNECTED);
  }
}

package io.diemnet.vertx.impl.health;

import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.util.Clock;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Sends latency pings to the peers that speak the peer monitoring service (section 8), and records
 * their round trips. It closes no connection: health pings do. One instance and one timer per
 * network.
 */
public final class LatencyMonitorVerticle extends VerticleBase {

  private static final long TICK_MILLIS = 1_000;
  private static final long INTERVAL_MILLIS = 20_000;
  private static final long TIMEOUT_MILLIS = 20_000;

  private final HealthPort port;
  private final Clock clock;
  private final Consumer<PingOutcome> outcomes;
  private final Supplier<? extends Future<?>> onStop;
  private final LatencyState state = new LatencyState(INTERVAL_MILLIS);
  private boolean stopped;
  private long timer = -1;

  /**
   * @param outcomes receives the outcome of each ping, on the context of this verticle
   * @param onStop returns a future that the undeployment waits for, after the last ping
   */
  public LatencyMonitorVerticle(
      HealthPort port,
      Clock clock,
      Consumer<PingOutcome> outcomes,
      Supplier<? extends Future<?>> onStop) {
    this.port = port;
    this.clock = clock;
    this.outcomes = outcomes;
    this.onStop = onStop;
  }

  @Override
  public Future<?> start() {
    timer = vertx.setPeriodic(TICK_MILLIS, id -> tick());
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    vertx.cancelTimer(timer);
    return onStop.get();
  }

  private void tick() {
    Set<HealthPort.Connection> monitored = new HashSet<>(port.monitored());
    state.due(monitored, TimeUnit.NANOSECONDS.toMillis(clock.nanos())).forEach(this::ping);
  }

  private void ping(LatencyState.Ping ping) {
    long sent = clock.nanos();
    port.latencyPing(
            ping.connection(),
            new MonitoringMsg.LatencyPing(ping.counter()).encode(),
            TIMEOUT_MILLIS)
        .onComplete(
            answer -> {
              long took = clock.nanos() - sent;
              context.runOnContext(v -> answered(ping, answer, took));
            });
  }

  private void answered(LatencyState.Ping ping, AsyncResult<Buffer> answer, long nanos) {
    if (stopped) {
      return;
    }
    PingOutcome outcome = outcome(ping, answer);
    outcomes.accept(outcome);
    if (outcome == PingOutcome.PONG) {
      port.roundTrip(ping.connection(), nanos);
    }
  }

  private static PingOutcome outcome(LatencyState.Ping ping, AsyncResult<Buffer> answer) {
    if (answer.failed()) {
      return PingOutcome.ofFailure(answer.cause());
    }
    try {
      return new MonitoringMsg.LatencyPong(ping.counter())
              .equals(MonitoringMsg.decode(answer.result()))
          ? PingOutcome.PONG
          : PingOutcome.INVALID;
    } catch (BcsException malformed) {
      return PingOutcome.INVALID;
    }
  }
}

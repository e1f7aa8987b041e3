package io.diemnet.vertx.impl.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.health.HealthPort.Connection;
import io.diemnet.vertx.impl.util.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthCheckerVerticleTest {

  private static final Connection FIRST = new Connection(PeerId.parse("a".repeat(32)), 1);
  private static final Connection SECOND = new Connection(FIRST.peer(), 2);

  private final Vertx vertx = Vertx.vertx();
  private final List<PingOutcome> outcomes = new CopyOnWriteArrayList<>();
  private final AtomicInteger stops = new AtomicInteger();
  private final Port port = new Port();

  private static final class Port implements HealthPort {
    private volatile List<Connection> connected = List.of(FIRST);
    private volatile Function<Buffer, Future<Buffer>> remote = Port::pong;
    private final AtomicInteger pings = new AtomicInteger();
    private final List<Long> timeouts = new CopyOnWriteArrayList<>();
    private final List<Connection> disconnected = new CopyOnWriteArrayList<>();
    private final List<Long> roundTrips = new CopyOnWriteArrayList<>();

    static Future<Buffer> pong(Buffer ping) {
      return Future.succeededFuture(
          new HealthCheckerMsg.Pong(HealthCheckerMsg.decode(ping).nonce()).encode());
    }

    @Override
    public Collection<Connection> connected() {
      return connected;
    }

    @Override
    public Future<Buffer> ping(Connection connection, Buffer ping, long timeoutMillis) {
      pings.incrementAndGet();
      timeouts.add(timeoutMillis);
      return remote.apply(ping);
    }

    @Override
    public Future<Void> disconnect(Connection connection, String cause) {
      disconnected.add(connection);
      return Future.succeededFuture();
    }

    @Override
    public void roundTrip(Connection connection, long nanos) {
      roundTrips.add(nanos);
    }
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofSeconds(30));
  }

  private void deploy() {
    vertx
        .deployVerticle(
            new HealthCheckerVerticle(
                new HealthCheckerVerticle.Options("test", 5, 10_000, 5),
                port,
                Clock.SYSTEM,
                outcomes::add,
                () -> Future.succeededFuture(stops.incrementAndGet())))
        .await();
  }

  private static Future<Buffer> fail(FailureCode code) {
    return Future.failedFuture(new DiemNetException(code, "made up"));
  }

  @Test
  void a_peer_that_answers_stays_and_its_round_trips_are_told() {
    deploy();
    eventually().until(() -> port.roundTrips.size() > 20);
    assertThat(port.disconnected).isEmpty();
    assertThat(outcomes).containsOnly(PingOutcome.PONG);
    assertThat(port.timeouts).containsOnly(10_000L);
    assertThat(port.roundTrips).allMatch(nanos -> nanos >= 0);
  }

  @Test
  void a_peer_that_never_answers_is_dropped_after_the_sixth_timeout() {
    port.remote = ping -> fail(FailureCode.TIMED_OUT);
    deploy();
    eventually().until(() -> !port.disconnected.isEmpty());
    assertThat(port.disconnected.get(0)).isEqualTo(FIRST);
    assertThat(outcomes).hasSizeGreaterThanOrEqualTo(6).containsOnly(PingOutcome.TIMEOUT);
    assertThat(port.roundTrips).isEmpty();
  }

  @Test
  void a_wrong_nonce_counts_as_a_failure() {
    port.remote =
        ping ->
            Future.succeededFuture(
                new HealthCheckerMsg.Pong(HealthCheckerMsg.decode(ping).nonce() + 1).encode());
    deploy();
    eventually().until(() -> !port.disconnected.isEmpty());
    assertThat(outcomes).containsOnly(PingOutcome.INVALID);
  }

  @Test
  void a_ping_for_an_answer_and_bytes_that_say_nothing_count_as_failures() {
    AtomicInteger count = new AtomicInteger();
    port.remote =
        ping ->
            Future.succeededFuture(
                count.getAndIncrement() % 2 == 0 ? ping : Buffer.buffer("no health check"));
    deploy();
    eventually().until(() -> !port.disconnected.isEmpty());
    assertThat(outcomes).containsOnly(PingOutcome.INVALID);
  }

  @Test
  void an_error_counts_as_a_failure() {
    port.remote = ping -> fail(FailureCode.NOT_SUPPORTED);
    deploy();
    eventually().until(() -> !port.disconnected.isEmpty());
    assertThat(outcomes).containsOnly(PingOutcome.FAILED);
  }

  @Test
  void pings_that_end_with_their_connection_disconnect_nothing() {
    port.remote = ping -> fail(FailureCode.CONNECTION_LOST);
    deploy();
    eventually().until(() -> outcomes.size() > 30);
    assertThat(port.disconnected).isEmpty();
  }

  @Test
  void old_pings_that_fail_late_do_not_disconnect_the_new_connection() {
    List<Promise<Buffer>> unanswered = new CopyOnWriteArrayList<>();
    port.remote =
        ping -> {
          Promise<Buffer> promise = Promise.promise();
          unanswered.add(promise);
          return promise.future();
        };
    deploy();
    eventually().until(() -> unanswered.size() >= 20);
    port.connected = List.of(SECOND);
    port.remote = Port::pong;
    eventually().until(() -> port.roundTrips.size() > 2);
    unanswered.forEach(
        promise -> promise.fail(new DiemNetException(FailureCode.TIMED_OUT, "made up")));
    eventually().until(() -> outcomes.stream().filter(o -> o == PingOutcome.TIMEOUT).count() >= 20);
    assertThat(port.disconnected).isEmpty();
  }

  @Test
  void nothing_is_pinged_after_undeploying_and_the_shared_shutdown_is_awaited() {
    deploy();
    eventually().until(() -> port.pings.get() > 1);
    vertx.undeploy(vertx.deploymentIDs().iterator().next()).await();
    assertThat(stops).hasValue(1);
    int pings = port.pings.get();
    vertx.timer(50).await();
    assertThat(port.pings).hasValue(pings);
  }

  @Test
  void a_round_that_fails_with_an_error_is_not_the_last() {
    AtomicInteger calls = new AtomicInteger();
    port.remote =
        ping -> {
          if (calls.incrementAndGet() <= 3) {
            throw new OutOfMemoryError("a test's");
          }
          return Port.pong(ping);
        };
    deploy();
    eventually().until(() -> outcomes.contains(PingOutcome.PONG));
  }
}

package io.diemnet.vertx.impl.peer;

import static io.diemnet.vertx.ProtocolId.MEMPOOL_DIRECT_SEND;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.DisconnectReason;
import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.RateLimit;
import io.diemnet.vertx.RateLimitOptions;
import io.diemnet.vertx.impl.noise.FrameEncrypter;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections under rate limits, with the time in the test's hands. */
class RateLimitTest {

  private static final int RATE = 10_000;
  private static final int BURST = 20_000;

  /** A message of 1,000 bytes with its prefix. */
  private static final Buffer PAYLOAD = Buffer.buffer(new byte[1_000 - 4 - 5]);

  /** Frames are taken whole, so this much may pass too early. */
  private static final int FRAME = FrameEncrypter.PREFERRED_PLAINTEXT;

  private final ManualClock clock = new ManualClock();
  private final RateLimits limits =
      RateLimits.of(new RateLimitOptions().setInbound(limit()).setOutbound(limit()));
  private final TestConnection connection = connect(limits);
  private final AtomicInteger received = new AtomicInteger();

  private static RateLimit limit() {
    return new RateLimit().setRate(RATE).setBurst(BURST);
  }

  private TestConnection connect(RateLimits under) {
    TestConnection made =
        new TestConnection(
            new LimitsOptions().setQueueMessages(100_000), ProtocolId.builtIn(), clock, under);
    made.take(
        MEMPOOL_DIRECT_SEND,
        message -> {
          received.incrementAndGet();
          return Future.succeededFuture();
        });
    return made;
  }

  @AfterEach
  void close() {
    connection.peer.abort(DisconnectReason.REQUESTED, "the test is over");
    assertThat(limits.addresses()).isZero();
  }

  private static NetworkMessage message() {
    return new NetworkMessage.DirectSend(MEMPOOL_DIRECT_SEND, 0, PAYLOAD);
  }

  /** What the remote sends, one message in a frame, as long as the node reads; gives how many. */
  private int remoteSendsWhileRead(TestConnection from) {
    int sent = 0;
    while (from.reading() && sent < 10_000) {
      from.remoteSends(message());
      sent++;
    }
    return sent;
  }

  @Test
  void without_limits_nothing_stands_in_the_way() {
    assertThat(RateLimits.of(new RateLimitOptions())).isNull();
    TestConnection free = connect(null);
    assertThat(remoteSendsWhileRead(free)).isEqualTo(10_000);
    assertThat(free.watched()).isFalse();
  }

  @Test
  void reading_stops_when_a_quarter_of_the_burst_came_and_goes_on_with_time() {
    assertThat(remoteSendsWhileRead(connection)).isEqualTo(5);
    assertThat(received).hasValue(5);
    connection.passMillis(50);
    assertThat(connection.reading()).isTrue();
    assertThat(remoteSendsWhileRead(connection)).isEqualTo(1);
    connection.passMillis(10_000);
    assertThat(remoteSendsWhileRead(connection)).isEqualTo(20);
    assertThat(received).hasValue(26);
    assertThat(connection.metrics.rateLimited(ConnectionOrigin.INBOUND).sum()).isEqualTo(3);
  }

  @Test
  void what_was_read_already_waits_and_nothing_of_it_is_lost() {
    for (int i = 0; i < 100; i++) {
      connection.remoteSends(message());
    }
    assertThat(received).hasValue(5);
    int ticks = 0;
    while (received.get() < 100) {
      connection.passMillis(20);
      assertThat(received.get() * 1_000L)
          .isLessThanOrEqualTo(BURST / 4 + ++ticks * 20L * RATE / 1_000 + 1_000);
    }
    assertThat(connection.peer.info().messagesIn()).isEqualTo(100);
    assertThat(connection.ended).isNull();
  }

  @Test
  void a_message_larger_than_the_bucket_comes_through_in_its_time() {
    connection.remoteSends(
        new NetworkMessage.DirectSend(MEMPOOL_DIRECT_SEND, 0, Buffer.buffer(new byte[100_000])));
    connection.remoteSends(message());
    assertThat(received).hasValue(0);
    connection.passMillis(3_000);
    assertThat(received).hasValue(0);
    for (int i = 0; i < 100; i++) {
      connection.passMillis(100);
    }
    assertThat(received).hasValue(2);
  }

  @Test
  void writing_stops_too_and_goes_on_with_time() {
    for (int i = 0; i < 100; i++) {
      assertThat(connection.send(MEMPOOL_DIRECT_SEND, 0, PAYLOAD)).isNull();
    }
    connection.settle();
    long atOnce = connection.received.size();
    assertThat(atOnce * 1_000).isBetween(BURST / 4L, (long) BURST / 4 + FRAME);
    assertThat(connection.metrics.rateLimited(ConnectionOrigin.OUTBOUND).sum()).isEqualTo(1);
    int ticks = 0;
    while (connection.received.size() < 100) {
      connection.passMillis(20);
      assertThat(connection.received.size() * 1_000L)
          .isLessThanOrEqualTo(BURST / 4 + ++ticks * 20L * RATE / 1_000 + FRAME);
    }
    assertThat(ticks * 20L * RATE / 1_000).isBetween(100_000L - BURST / 4 - FRAME, 100_000L);
    connection.passMillis(1_000);
    assertThat(connection.watched()).isFalse();
  }

  @Test
  void one_direction_may_be_limited_alone() {
    TestConnection inboundOnly = connect(RateLimits.of(new RateLimitOptions().setInbound(limit())));
    for (int i = 0; i < 100; i++) {
      assertThat(inboundOnly.send(MEMPOOL_DIRECT_SEND, 0, PAYLOAD)).isNull();
    }
    inboundOnly.settle();
    assertThat(inboundOnly.received).hasSize(100);
    assertThat(remoteSendsWhileRead(inboundOnly)).isEqualTo(5);
  }

  @Test
  void connections_of_one_address_share_their_buckets() {
    TestConnection second = connect(limits);
    assertThat(limits.addresses()).isEqualTo(1);
    assertThat(remoteSendsWhileRead(connection)).isEqualTo(5);
    assertThat(remoteSendsWhileRead(second)).isEqualTo(1);
    second.peer.abort(DisconnectReason.REQUESTED, "one of two");
    assertThat(limits.addresses()).isEqualTo(1);
  }

  @Test
  void section14_6_addresses_do_not_limit_each_other_and_are_forgotten() throws Exception {
    InetAddress other = InetAddress.getByName("10.0.0.2");
    RateLimits.Buckets buckets = limits.acquire(other, clock.nanos());
    assertThat(limits.addresses()).isEqualTo(2);
    remoteSendsWhileRead(connection);
    assertThat(buckets.inbound().open(clock.nanos())).isTrue();
    limits.release(other);
    assertThat(limits.addresses()).isEqualTo(1);
  }

  @Test
  void a_connection_that_closes_writes_all_that_waits_in_its_time() {
    for (int i = 0; i < 30; i++) {
      assertThat(connection.send(MEMPOOL_DIRECT_SEND, 0, PAYLOAD)).isNull();
    }
    connection.peer.close();
    connection.settle();
    assertThat(connection.received.size()).isLessThan(30);
    for (int i = 0; i < 100; i++) {
      connection.passMillis(20);
    }
    assertThat(connection.received).hasSize(30);
  }
}

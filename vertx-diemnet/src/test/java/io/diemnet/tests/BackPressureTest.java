package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.connected;
import static io.diemnet.tests.TestNetwork.failure;
import static io.diemnet.tests.TestNetwork.id;
import static io.diemnet.tests.TestNetwork.start;
import static io.diemnet.tests.TestNetwork.validator;
import static io.diemnet.tests.TestNetwork.waitFor;
import static io.diemnet.vertx.ProtocolId.CONSENSUS_DIRECT_SEND;
import static io.diemnet.vertx.ProtocolId.CONSENSUS_RPC;
import static io.diemnet.vertx.ProtocolId.MEMPOOL_DIRECT_SEND;
import static io.diemnet.vertx.ProtocolId.STATE_SYNC_DIRECT_SEND;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.HealthOptions;
import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.SendOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Remotes that do not read: who feels it, how much waits, and what follows. */
class BackPressureTest {

  private static final int BOUND = 1024 * 1024;
  private static final int MESSAGE = 60_000;

  private final List<Vertx> others = new ArrayList<>();
  private HostileNode node;
  private HostilePeer stalled;

  @AfterEach
  void close() {
    if (stalled != null) {
      stalled.close();
    }
    node.close();
    others.forEach(vertx -> await(vertx.close()));
  }

  private void open(UnaryOperator<HealthOptions> health) {
    node =
        new HostileNode(
            options ->
                options
                    .setHealth(health.apply(new HealthOptions().setInterval(600_000)))
                    .setLimits(
                        new LimitsOptions()
                            .setMaxFrameSize(BOUND / 4)
                            .setOutboundQueueBytes(BOUND)
                            .setCloseTimeout(1_000)));
  }

  @Test
  void a_remote_that_does_not_read_fills_its_queue_to_the_bound_and_no_further() {
    open(health -> health);
    stalled = node.connect();
    int accepted = fill(stalled.id);
    double queued = queuedBytes();
    assertThat(queued).isGreaterThan(BOUND - 2.0 * MESSAGE).isLessThanOrEqualTo(BOUND);
    assertThat(node.network.writeQueueFull(stalled.id)).isTrue();
    Buffer large = Buffer.buffer(new byte[4 * MESSAGE]);
    assertThat(code(node.network.rpc(stalled.id, CONSENSUS_RPC, large)))
        .isEqualTo(FailureCode.TOO_MANY_PENDING);
    assertThat(queuedBytes()).isLessThanOrEqualTo(BOUND);
    node.assertServes();

    // It reads again: all that was accepted arrives, in order, and there is room again.
    Promise<Void> drained = Promise.promise();
    node.network.drainHandler(stalled.id, drained::complete);
    assertThat(drained.future().isComplete()).isFalse();
    for (int i = 0; i < accepted; i++) {
      byte[] message = stalled.readMessage();
      assertThat(Buffer.buffer(message).getInt(message.length - MESSAGE)).isEqualTo(i);
    }
    await(drained.future());
    assertThat(node.network.writeQueueFull(stalled.id)).isFalse();
    assertThat(queuedBytes()).isZero();
    await(node.network.directSend(stalled.id, MEMPOOL_DIRECT_SEND, Buffer.buffer("again")));
    stalled.readMessage();
    stalled.assertAlive();
  }

  @Test
  void one_of_five_that_stops_reading_under_full_load_disturbs_none_of_the_others() {
    open(health -> health);
    stalled = node.connect();
    List<DiemNet> four = new ArrayList<>();
    List<PeerId> ids = new ArrayList<>();
    List<AtomicInteger> received = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      connectReader(four, ids, received);
    }
    int perPeer = 400;
    double most = 0;
    int refused = 0;
    List<Future<Void>> work = new ArrayList<>();
    for (PeerId peer : ids) {
      work.add(sendPolitely(peer, perPeer));
    }
    for (int i = 0; i < perPeer; i++) {
      if (node.network.directSend(stalled.id, MEMPOOL_DIRECT_SEND, payload(i)).failed()) {
        refused++;
      }
      most = Math.max(most, queuedBytes());
    }
    work.forEach(TestNetwork::await);
    waitFor(
        "the four to receive everything",
        () -> received.stream().allMatch(count -> count.get() == perPeer));
    for (int i = 0; i < 4; i++) {
      DiemNet reader = four.get(i);
      reader.rpcHandler(CONSENSUS_RPC, m -> Future.succeededFuture(m.payload()));
      await(node.network.rpc(ids.get(i), CONSENSUS_RPC, Buffer.buffer("still there?")));
    }
    assertThat(refused).isPositive();
    // Five queues, each within its bound.
    assertThat(most).isLessThanOrEqualTo(5.0 * BOUND);
    waitFor("only the stalled one's queue to be left", () -> queuedBytes() <= BOUND);
    assertThat(connected(node.network, stalled.id)).isTrue();
  }

  /** By hand: 30 s of full load on four readers, then 30 s with a fifth that does not read. */
  @Test
  @Tag("soak")
  @SuppressWarnings("SystemOut") // the figures are for whoever runs the test
  void the_throughput_of_four_while_a_fifth_stalls_for_half_a_minute() throws InterruptedException {
    open(health -> health);
    List<DiemNet> four = new ArrayList<>();
    List<PeerId> ids = new ArrayList<>();
    List<AtomicInteger> received = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      connectReader(four, ids, received);
    }
    List<Future<Void>> work =
        ids.stream().map(peer -> sendPolitely(peer, Integer.MAX_VALUE)).toList();
    perSecond(received, 10);
    double before = perSecond(received, 30);
    stalled = node.connect();
    AtomicInteger attempts = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    AtomicLong most = new AtomicLong();
    Buffer message = payload(0);
    long flood =
        node.vertx.setPeriodic(
            1,
            tick -> {
              for (int i = 0; i < 20; i++) {
                attempts.incrementAndGet();
                if (node.network.directSend(stalled.id, MEMPOOL_DIRECT_SEND, message).failed()) {
                  refused.incrementAndGet();
                }
              }
              most.accumulateAndGet((long) queuedBytes(), Math::max);
            });
    double during = perSecond(received, 30);
    node.vertx.cancelTimer(flood);
    System.out.printf(
        "four readers: %.0f messages/s before, %.0f/s while a fifth stalled: ratio %.2f;"
            + " %d sends to the fifth, %d of them refused;"
            + " at most %d KiB were queued for all five, bound %d KiB%n",
        before,
        during,
        during / before,
        attempts.get(),
        refused.get(),
        most.get() / 1024,
        5 * BOUND / 1024);
    assertThat(work).noneMatch(Future::isComplete);
    assertThat(refused.get()).isPositive();
    assertThat(most.get()).isLessThanOrEqualTo(5L * BOUND);
    assertThat(connected(node.network, stalled.id)).isTrue();
    // It reads again: all that waited for it comes, and the pong of a ping that it sends now.
    stalled.send(HostilePeer.ping(7, 7));
    byte[] answer = stalled.readMessage();
    while (answer.length > MESSAGE) {
      answer = stalled.readMessage();
    }
    assertThat(HostilePeer.message(answer)).isEqualTo(HostilePeer.pong(7, 7));
  }

  private static double perSecond(List<AtomicInteger> received, int seconds)
      throws InterruptedException {
    long begun = System.nanoTime();
    int before = received.stream().mapToInt(AtomicInteger::get).sum();
    Thread.sleep(seconds * 1000L);
    int after = received.stream().mapToInt(AtomicInteger::get).sum();
    return (after - before) / ((System.nanoTime() - begun) / 1e9);
  }

  @Test
  void a_stalled_peer_is_dropped_by_the_health_check_and_subscribers_are_told() {
    open(health -> health.setInterval(20).setTimeout(2_000).setFailuresTolerated(2));
    stalled = HostilePeer.connect(node.address(), node.trusted);
    // By its event, as the health check may be quicker than a look at who is connected.
    waitFor(
        "the connection to be registered",
        () -> node.events.stream().anyMatch(PeerEvent.NewPeer.class::isInstance));
    for (int i = 0; i < 1000; i++) {
      // Until it is full; the health check may be quicker.
      node.network.directSend(stalled.id, MEMPOOL_DIRECT_SEND, payload(i));
    }
    waitFor(
        "the loss",
        () ->
            node.events.stream()
                .anyMatch(
                    event ->
                        event instanceof PeerEvent.LostPeer lost
                            && lost.peer().peer().equals(stalled.id)));
    assertThat(connected(node.network, stalled.id)).isFalse();
    waitFor("the queue to be gone", () -> queuedBytes() == 0);
    node.assertServes();
  }

  @Test
  void a_sender_that_waits_for_the_drain_handler_is_never_refused() {
    open(health -> health);
    List<DiemNet> readers = new ArrayList<>();
    List<PeerId> ids = new ArrayList<>();
    List<AtomicInteger> received = new ArrayList<>();
    connectReader(readers, ids, received);
    int messages = 1000;
    await(sendPolitely(ids.get(0), messages));
    waitFor("all to arrive", () -> received.get(0).get() == messages);
  }

  @Test
  void small_messages_are_bounded_in_number_for_each_protocol() {
    open(health -> health);
    stalled = node.connect();
    fill(stalled.id);
    double before = queuedMessages();
    // There is room for more than three thousand of these, by bytes.
    assertThat(BOUND - queuedBytes()).isGreaterThan(3000 * 8);
    int small = 0;
    while (node.network
        .directSend(stalled.id, STATE_SYNC_DIRECT_SEND, Buffer.buffer())
        .succeeded()) {
      small++;
    }
    assertThat(small).isEqualTo(LimitsOptions.DEFAULT_QUEUE_MESSAGES);
    assertThat(queuedMessages()).isBetween(before, before + small);
    await(node.network.directSend(stalled.id, CONSENSUS_DIRECT_SEND, Buffer.buffer()));
  }

  @Test
  void a_broadcast_tells_for_whom_it_was_not_queued() {
    open(health -> health);
    stalled = node.connect();
    fill(stalled.id);
    PeerId absent = PeerId.parse("00".repeat(16));
    HostilePeer other = HostilePeer.connect(node.address(), node.good);
    waitFor("another connection", () -> connected(node.network, other.id));
    Map<PeerId, DiemNetException> failed =
        await(
            node.network.broadcast(
                List.of(stalled.id, other.id, absent),
                MEMPOOL_DIRECT_SEND,
                payload(7),
                SendOptions.DEFAULT));
    assertThat(failed).containsOnlyKeys(stalled.id, absent);
    assertThat(failed.get(stalled.id).code()).isEqualTo(FailureCode.TOO_MANY_PENDING);
    assertThat(failed.get(absent).code()).isEqualTo(FailureCode.NOT_CONNECTED);
    assertThat(Buffer.buffer(other.readMessage()).length()).isGreaterThan(MESSAGE);
    other.close();
  }

  /** Sends numbered messages until there is no room; gives how many were accepted. */
  private int fill(PeerId peer) {
    return node.fill(peer, MEMPOOL_DIRECT_SEND, BackPressureTest::payload);
  }

  private void connectReader(List<DiemNet> nodes, List<PeerId> ids, List<AtomicInteger> received) {
    PrivateKey key = PrivateKey.generate();
    Vertx vertx = Vertx.vertx();
    others.add(vertx);
    DiemNet reader =
        start(
            vertx,
            validator("reader" + nodes.size(), key)
                .setMutualAuthentication(false)
                .addSeed(id(node.own), new PeerConfig(List.of(), List.of(), PeerRole.VALIDATOR)));
    AtomicInteger count = new AtomicInteger();
    reader.directSendHandler(MEMPOOL_DIRECT_SEND, message -> count.incrementAndGet());
    await(node.network.dial(id(key), reader.info().address()));
    nodes.add(reader);
    ids.add(id(key));
    received.add(count);
  }

  /** Sends when the queue is not full; fails if any message is refused. */
  private Future<Void> sendPolitely(PeerId peer, int messages) {
    Promise<Void> done = Promise.promise();
    node.vertx.runOnContext(begin -> sendMore(peer, messages, new AtomicInteger(), done));
    return done.future();
  }

  private void sendMore(PeerId peer, int messages, AtomicInteger sent, Promise<Void> done) {
    while (sent.get() < messages) {
      if (node.network.writeQueueFull(peer)) {
        node.network.drainHandler(peer, drained -> sendMore(peer, messages, sent, done));
        return;
      }
      Future<Void> queued =
          node.network.directSend(peer, MEMPOOL_DIRECT_SEND, payload(sent.getAndIncrement()));
      if (queued.failed()) {
        done.fail(queued.cause());
        return;
      }
    }
    done.complete();
  }

  private double queuedBytes() {
    return node.queuedBytes();
  }

  private double queuedMessages() {
    return node.meter("diemnet.queue.messages", "queue", "outbound");
  }

  private static Buffer payload(int number) {
    return Buffer.buffer(MESSAGE).appendInt(number).appendBytes(new byte[MESSAGE - 4]);
  }

  private static FailureCode code(Future<?> failing) {
    return ((DiemNetException) failure(failing)).code();
  }
}

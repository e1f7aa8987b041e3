package io.diemnet.tests;

import static io.diemnet.tests.HostilePeer.directSend;
import static io.diemnet.tests.HostilePeer.join;
import static io.diemnet.tests.HostilePeer.request;
import static io.diemnet.tests.HostilePeer.response;
import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.waitFor;
import static io.diemnet.vertx.ProtocolId.CONSENSUS_RPC;
import static io.diemnet.vertx.ProtocolId.MEMPOOL_DIRECT_SEND;
import static io.diemnet.vertx.ProtocolId.STATE_SYNC_DIRECT_SEND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.IdentityOptions;
import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.SendOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An application that does not keep up: reading pauses, for a time, then its protocol loses. */
class SlowConsumerTest {

  private static final int ROOM = 16;
  private static final int MEMPOOL = 2;
  private static final int STATE_SYNC = 3;

  private final HostileNode node =
      new HostileNode(
          options ->
              options.setLimits(new LimitsOptions().setQueueMessages(ROOM).setReadPause(300)));
  private final HostilePeer peer = node.connect();
  private final List<Promise<Void>> held = new CopyOnWriteArrayList<>();
  private final List<String> other = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    peer.close();
    node.close();
  }

  private void stallJavaHandler() {
    node.network.asyncDirectSendHandler(
        MEMPOOL_DIRECT_SEND,
        message -> {
          Promise<Void> taken = Promise.promise();
          held.add(taken);
          return taken.future();
        });
  }

  private void takeStateSync() {
    node.network.directSendHandler(
        STATE_SYNC_DIRECT_SEND, message -> other.add(message.payload().toString()));
  }

  @Test
  void a_stalled_java_handler_costs_one_pause_and_then_only_its_own_messages() {
    stallJavaHandler();
    takeStateSync();
    overflow();
    assertThat(held).hasSize(ROOM);

    // Half empty: its messages count again.
    List<Promise<Void>> first = List.copyOf(held);
    first.subList(0, ROOM / 2).forEach(Promise::complete);
    waitFor("room", () -> queued() == ROOM / 2.0);
    double lost = lost();
    peer.send(directSend(MEMPOOL, new byte[1]));
    waitFor("one more", () -> held.size() == ROOM + 1);
    assertThat(lost()).isEqualTo(lost);
  }

  @Test
  void a_paused_event_bus_consumer_costs_one_pause_and_then_only_its_own_messages() {
    List<String> taken = new CopyOnWriteArrayList<>();
    MessageConsumer<Buffer> consumer =
        node.vertx.eventBus().consumer("diemnet.node.in.MempoolDirectSend");
    consumer.handler(message -> taken.add(message.body().toString()));
    consumer.pause();
    takeStateSync();
    overflow();
    double lost = lost();
    assertThat(taken).isEmpty();
    consumer.resume();
    waitFor("what was kept to be taken", () -> taken.size() == ROOM);
    waitFor("room", () -> queued() == 0);
    peer.send(directSend(MEMPOOL, "after".getBytes(UTF_8)));
    waitFor("one more", () -> taken.contains("after"));
    assertThat(lost()).isEqualTo(lost);
  }

  @Test
  void stalled_requests_hold_up_nothing_else_either() {
    node.network.rpcHandler(CONSENSUS_RPC, m -> Promise.<Buffer>promise().future());
    takeStateSync();
    byte[] requests = new byte[0];
    for (int i = 0; i < ROOM; i++) {
      requests = join(requests, request(0, i, new byte[1]));
    }
    peer.send(requests);
    // A frame of its own: what is in the frame that filled the queue is still taken.
    peer.send(join(request(0, 100, new byte[1]), directSend(STATE_SYNC, "past".getBytes(UTF_8))));
    peer.assertAlive();
    waitFor("the other protocol", () -> other.contains("past"));
    assertThat(node.meter("diemnet.rpc.messages", "type", "request", "state", "declined"))
        .isEqualTo(1);
  }

  @Test
  void a_handler_that_is_merely_slow_loses_nothing() {
    // A pause that no machine is too slow for.
    HostileNode patient = patient();
    HostilePeer sender = patient.connect();
    List<String> taken = new CopyOnWriteArrayList<>();
    patient.network.asyncDirectSendHandler(
        MEMPOOL_DIRECT_SEND,
        message -> {
          Promise<Void> done = Promise.promise();
          patient.vertx.setTimer(
              1,
              fired -> {
                taken.add(message.payload().toString());
                done.complete();
              });
          return done.future();
        });
    for (int i = 0; i < 20 * ROOM; i++) {
      sender.send(directSend(MEMPOOL, ("" + i).getBytes(UTF_8)));
    }
    waitFor("all of them", () -> taken.size() == 20 * ROOM);
    assertThat(patient.meter("diemnet.direct.send.messages", "state", "declined")).isZero();
    sender.close();
    patient.close();
  }

  @Test
  void a_sender_here_feels_the_slow_consumer_there() {
    // Nothing is lost while the receiver pauses, so what is sent stays with the sender.
    HostileNode patient = patient();
    Promise<Void> release = Promise.promise();
    List<Integer> taken = new CopyOnWriteArrayList<>();
    patient.network.asyncDirectSendHandler(
        MEMPOOL_DIRECT_SEND,
        message -> release.future().onComplete(done -> taken.add(message.payload().length())));
    HostileNode sender =
        new HostileNode(
            options ->
                options
                    .setIdentity(new IdentityOptions().setPrivateKey(patient.trusted))
                    .setLimits(new LimitsOptions().setOutboundQueueBytes(9 * 1024 * 1024)));
    await(sender.network.dial(TestNetwork.id(patient.own), patient.address()));
    int sent = 0;
    while (sender
        .network
        .directSend(
            TestNetwork.id(patient.own), MEMPOOL_DIRECT_SEND, Buffer.buffer(new byte[100_000]))
        .succeeded()) {
      sent++;
      assertThat(sent).isLessThan(10_000);
    }
    int accepted = sent;
    assertThat(patient.meter("diemnet.queue.messages", "queue", "inbound"))
        .isLessThanOrEqualTo(ROOM + 1);
    waitFor(
        "the queues of the peer to show it",
        () ->
            patient.network.peers().stream()
                .anyMatch(peer -> peer.queues().inboundMessages() >= ROOM));
    release.complete();
    waitFor("all that was accepted", () -> taken.size() == accepted);
    sender.close();
    patient.close();
  }

  private static HostileNode patient() {
    return new HostileNode(
        options ->
            options.setLimits(new LimitsOptions().setQueueMessages(ROOM).setReadPause(600_000)));
  }

  /**
   * Fills the queue, waits out the pause, and shows that all else goes on and losses are counted.
   */
  private void overflow() {
    for (int i = 0; i < ROOM; i++) {
      peer.send(directSend(MEMPOOL, ("" + i).getBytes(UTF_8)));
    }
    waitFor("a full queue", () -> queued() == ROOM);
    Future<Buffer> call =
        node.network.rpc(
            peer.id, CONSENSUS_RPC, Buffer.buffer("x"), SendOptions.DEFAULT.withTimeout(60_000));
    String asked = peer.readAnswer();
    int id = Integer.reverseBytes(Integer.parseUnsignedInt(asked, 4, 12, 16));
    for (int i = 0; i < 3 * ROOM; i++) {
      peer.send(directSend(MEMPOOL, "too many".getBytes(UTF_8)));
    }
    peer.send(
        join(directSend(STATE_SYNC, "another".getBytes(UTF_8)), response(id, new byte[] {1})));
    peer.assertAlive();
    await(call);
    waitFor("the other protocol", () -> other.contains("another"));
    assertThat(lost()).isEqualTo(3.0 * ROOM);
    // The handler of the other protocol runs before its message is counted as taken.
    waitFor("only the full queue", () -> queued() == ROOM);
    // Without another pause.
    peer.send(directSend(MEMPOOL, "too many".getBytes(UTF_8)));
    peer.assertAlive();
    assertThat(lost()).isEqualTo(3.0 * ROOM + 1);
  }

  private double lost() {
    return node.meter("diemnet.direct.send.messages", "state", "declined");
  }

  private double queued() {
    return node.meter("diemnet.queue.messages", "queue", "inbound");
  }
}

package io.diemnet.vertx.impl.peer;

import static io.diemnet.vertx.FailureCode.CONNECTION_LOST;
import static io.diemnet.vertx.ProtocolId.CONSENSUS_RPC;
import static io.diemnet.vertx.ProtocolId.MEMPOOL_DIRECT_SEND;
import static io.diemnet.vertx.impl.peer.TestConnection.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DisconnectReason;
import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.impl.metrics.InvalidMessage;
import io.diemnet.vertx.impl.metrics.MessageState;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How a connection ends (specification section 8, "Closing"). */
class PeerClosingTest {

  private final TestConnection connection = new TestConnection(new LimitsOptions());

  @Test
  void an_idle_connection_closes_at_once_and_tells_it_was_asked_to() {
    Future<Void> closed = connection.peer.close();
    connection.settle();
    assertThat(closed.succeeded()).isTrue();
    assertThat(connection.ended).isEqualTo(DisconnectReason.REQUESTED);
    assertThat(connection.channel.isOpen()).isFalse();
    connection.passMillis(1);
    assertThat(connection.watched()).isFalse();
  }

  @Test
  void calls_in_flight_both_ways_finish_first() {
    Promise<Buffer> answer = Promise.promise();
    connection.serve(CONSENSUS_RPC, m -> answer.future());
    Future<Buffer> call = connection.call(CONSENSUS_RPC, "x", 10_000);
    connection.settle();
    connection.remoteSends(request(9));
    Future<Void> closed = connection.peer.close();
    connection.remoteSends(new NetworkMessage.RpcResponse(0, 0, Buffer.buffer("here")));
    assertThat(call.succeeded()).isTrue();
    assertThat(closed.isComplete()).isFalse();
    answer.complete(Buffer.buffer("there"));
    connection.settle();
    assertThat(connection.responses()).hasSize(1);
    assertThat(closed.succeeded()).isTrue();
    assertThat(connection.ended).isEqualTo(DisconnectReason.REQUESTED);
  }

  @Test
  void what_was_accepted_before_is_flushed() {
    connection.setRemoteReads(false);
    for (int i = 0; i < 20; i++) {
      connection.send(MEMPOOL_DIRECT_SEND, 0, Buffer.buffer("m" + i));
    }
    Future<Void> closed = connection.peer.close();
    connection.settle();
    assertThat(closed.isComplete()).isFalse();
    connection.setRemoteReads(true);
    assertThat(connection.received).hasSize(20);
    assertThat(closed.succeeded()).isTrue();
  }

  @Test
  void new_work_is_refused_both_ways_while_it_drains() {
    Promise<Buffer> answer = Promise.promise();
    AtomicInteger asked = new AtomicInteger();
    connection.serve(
        CONSENSUS_RPC,
        m -> {
          asked.incrementAndGet();
          return answer.future();
        });
    connection.remoteSends(request(1));
    connection.peer.close();
    assertThat(code(connection.call(CONSENSUS_RPC, "x", 1_000))).isEqualTo(CONNECTION_LOST);
    assertThat(connection.send(MEMPOOL_DIRECT_SEND, 0, Buffer.buffer()).code())
        .isEqualTo(CONNECTION_LOST);
    connection.remoteSends(request(2));
    assertThat(asked).hasValue(1);
    assertThat(connection.metrics.rpcRequests(MessageState.DECLINED).messages()).isEqualTo(1);
    assertThat(connection.ended).isNull();
  }

  @Test
  void a_write_that_is_stuck_does_not_outlast_the_deadline() {
    connection.setRemoteReads(false);
    connection.send(MEMPOOL_DIRECT_SEND, 0, Buffer.buffer("never read"));
    Future<Void> closed = connection.peer.close();
    connection.passMillis(29_999);
    assertThat(closed.isComplete()).isFalse();
    connection.passMillis(1);
    assertThat(closed.succeeded()).isTrue();
    assertThat(connection.ended).isEqualTo(DisconnectReason.REQUESTED);
    assertThat(connection.cause).contains("deadline");
    assertThat(connection.metrics.directSends(MessageState.FAILED).messages()).isEqualTo(1);
    assertThat(connection.peer.queuedBytes()).isZero();
    assertThat(connection.watched()).isFalse();
  }

  @Test
  void a_handler_that_never_answers_does_not_outlast_the_deadline() {
    TestConnection hasty =
        new TestConnection(new LimitsOptions().setCloseTimeout(1_000).setRpcTimeout(60_000));
    hasty.serve(CONSENSUS_RPC, m -> Promise.<Buffer>promise().future());
    hasty.remoteSends(request(1));
    Future<Buffer> call = hasty.call(CONSENSUS_RPC, "x", 60_000);
    Future<Void> closed = hasty.peer.close();
    hasty.passMillis(1_000);
    assertThat(closed.succeeded()).isTrue();
    assertThat(code(call)).isEqualTo(CONNECTION_LOST);
    assertThat(hasty.metrics.rpcRequests(MessageState.FAILED).messages()).isEqualTo(2);
  }

  @Test
  void an_abort_ends_at_once_whatever_is_under_way() {
    connection.setRemoteReads(false);
    Future<Buffer> call = connection.call(CONSENSUS_RPC, "x", 1_000);
    connection.send(MEMPOOL_DIRECT_SEND, 0, Buffer.buffer("x"));
    Future<Void> closed = connection.peer.abort(DisconnectReason.REQUESTED, "replaced");
    assertThat(closed.succeeded()).isTrue();
    assertThat(code(call)).isEqualTo(CONNECTION_LOST);
    assertThat(connection.peer.queuedBytes()).isZero();
    assertThat(connection.cause).isEqualTo("replaced");
  }

  @Test
  void the_end_is_told_once() {
    AtomicInteger told = new AtomicInteger();
    connection.peer.closed().onComplete(any -> told.incrementAndGet());
    connection.peer.close();
    connection.peer.abort(DisconnectReason.CONNECTION_LOST, "again");
    connection.remoteCloses();
    assertThat(told).hasValue(1);
    assertThat(connection.ended).isEqualTo(DisconnectReason.REQUESTED);
  }

  @Test
  void a_bad_frame_ends_it_and_nothing_after_it_is_delivered() {
    AtomicInteger delivered = new AtomicInteger();
    connection.take(
        MEMPOOL_DIRECT_SEND,
        m -> {
          delivered.incrementAndGet();
          return null;
        });
    connection.channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {0, 17}, new byte[17]));
    connection.settle();
    assertThat(connection.ended).isEqualTo(DisconnectReason.CONNECTION_LOST);
    assertThat(connection.metrics.invalidMessages(InvalidMessage.FRAME_NOT_AUTHENTIC).sum())
        .isEqualTo(1);
    assertThat(connection.channel.isOpen()).isFalse();
    assertThat(delivered).hasValue(0);
  }

  @Test
  void waiting_senders_are_told_when_the_connection_ends() {
    TestConnection small =
        new TestConnection(new LimitsOptions().setMaxFrameSize(1000).setOutboundQueueBytes(1000));
    small.setRemoteReads(false);
    small.send(MEMPOOL_DIRECT_SEND, 0, Buffer.buffer(new byte[900]));
    small.send(MEMPOOL_DIRECT_SEND, 0, Buffer.buffer(new byte[900]));
    assertThat(small.peer.writeQueueFull()).isTrue();
    AtomicInteger told = new AtomicInteger();
    small.peer.onDrain(drained -> told.incrementAndGet());
    assertThat(told).hasValue(0);
    small.remoteCloses();
    assertThat(told).hasValue(1);
    small.peer.onDrain(drained -> told.incrementAndGet());
    assertThat(told).hasValue(2);
  }

  @Test
  void waiting_senders_are_told_when_there_is_room_again() {
    TestConnection small =
        new TestConnection(new LimitsOptions().setMaxFrameSize(1000).setOutboundQueueBytes(1000));
    small.setRemoteReads(false);
    small.send(MEMPOOL_DIRECT_SEND, 0, Buffer.buffer(new byte[900]));
    small.send(MEMPOOL_DIRECT_SEND, 0, Buffer.buffer(new byte[900]));
    assertThat(small.peer.writeQueueFull()).isTrue();
    AtomicInteger told = new AtomicInteger();
    small.peer.onDrain(drained -> told.incrementAndGet());
    small.setRemoteReads(true);
    assertThat(told).hasValue(1);
    assertThat(small.peer.writeQueueFull()).isFalse();
  }

  @Test
  void a_waiting_sender_that_fills_the_queue_again_waits_again() {
    TestConnection small =
        new TestConnection(new LimitsOptions().setMaxFrameSize(1000).setOutboundQueueBytes(1000));
    small.setRemoteReads(false);
    AtomicInteger sent = new AtomicInteger();
    sendPolitely(small, sent);
    assertThat(sent).hasValue(2);
    small.setRemoteReads(true);
    assertThat(sent).hasValue(50);
    assertThat(small.received).hasSize(50);
  }

  private static void sendPolitely(TestConnection to, AtomicInteger sent) {
    while (sent.get() < 50) {
      if (to.peer.writeQueueFull()) {
        to.peer.onDrain(drained -> sendPolitely(to, sent));
        return;
      }
      sent.incrementAndGet();
      assertThat(to.send(MEMPOOL_DIRECT_SEND, 0, Buffer.buffer(new byte[900]))).isNull();
    }
  }

  private static NetworkMessage request(int id) {
    return new NetworkMessage.RpcRequest(CONSENSUS_RPC, id, 0, Buffer.buffer("x"));
  }
}

package io.diemnet.vertx.impl.peer;

import static io.diemnet.vertx.FailureCode.TOO_MANY_PENDING;
import static io.diemnet.vertx.ProtocolId.CONSENSUS_RPC;
import static io.diemnet.vertx.ProtocolId.HEALTH_CHECKER_RPC;
import static io.diemnet.vertx.ProtocolId.MEMPOOL_DIRECT_SEND;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DisconnectReason;
import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.impl.health.HealthCheckerMsg;
import io.diemnet.vertx.impl.metrics.MessageState;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Answers that do not fit the outbound queue (specification section 8, "Queues are bounded"). */
class PeerAnswersTest {

  private static final int FRAME = 1000;

  /** The largest answer. */
  private static final int LARGEST = FRAME - 8;

  /** Two of the largest messages with their length prefixes. */
  private static final int BOUND = 2 * (FRAME + 4);

  private final TestConnection connection = new TestConnection(limits());
  private final List<Promise<Buffer>> open = new ArrayList<>();

  private static LimitsOptions limits() {
    return new LimitsOptions().setMaxFrameSize(FRAME).setOutboundQueueBytes(1);
  }

  @Test
  void the_outbound_bound_holds_two_of_the_largest_messages_whatever_is_configured() {
    echo(LARGEST);
    connection.setRemoteReads(false);
    connection.remoteSends(request(1), request(2));
    assertThat(connection.peer.budget.bytes()).isEqualTo(BOUND);
    assertThat(connection.peer.budget.answers()).isZero();
    connection.remoteSends(request(3));
    assertThat(connection.peer.budget.answers()).isEqualTo(1);
    connection.setRemoteReads(true);
    assertThat(ids()).containsExactly(1, 2, 3);
  }

  @Test
  void answers_that_do_not_fit_wait_and_arrive_in_their_order() {
    open();
    connection.setRemoteReads(false);
    for (int i = 0; i < 100; i++) {
      connection.remoteSends(request(i));
    }
    for (Promise<Buffer> each : open) {
      each.complete(Buffer.buffer(new byte[LARGEST - 1]));
    }
    connection.settle();
    assertThat(connection.peer.budget.answers()).isEqualTo(98);
    assertThat(connection.peer.queuedBytes()).isEqualTo(100 * (FRAME + 3));
    assertThat(connection.peer.queuedMessages()).isEqualTo(100);
    connection.setRemoteReads(true);
    assertThat(ids()).hasSize(100).isSorted();
    assertThat(connection.peer.queuedBytes()).isZero();
    assertThat(connection.peer.queuedMessages()).isZero();
    assertThat(connection.metrics.rpcResponses(MessageState.FAILED).messages()).isZero();
    assertThat(connection.metrics.rpcResponses(MessageState.SENT).messages()).isEqualTo(100);
  }

  @Test
  void a_small_answer_does_not_overtake_a_large_one_that_waits() {
    open();
    connection.setRemoteReads(false);
    connection.remoteSends(request(1), request(2), request(3));
    open.get(0).complete(Buffer.buffer(new byte[LARGEST]));
    connection.send(MEMPOOL_DIRECT_SEND, 0, Buffer.buffer(new byte[100]));
    open.get(1).complete(Buffer.buffer(new byte[LARGEST]));
    open.get(2).complete(Buffer.buffer("small"));
    connection.settle();
    assertThat(connection.peer.budget.answers()).isEqualTo(2);
    connection.setRemoteReads(true);
    assertThat(ids()).containsExactly(1, 2, 3);
  }

  @Test
  void an_answer_that_waits_keeps_its_slot_and_the_next_request_is_declined() {
    echo(LARGEST);
    connection.setRemoteReads(false);
    for (int i = 0; i < 110; i++) {
      connection.remoteSends(request(i));
    }
    assertThat(connection.peer.budget.answers()).isEqualTo(1);
    connection.passMillis(5_000);
    assertThat(connection.peer.budget.answers()).isEqualTo(100);
    assertThat(connection.metrics.rpcRequests(MessageState.DECLINED).messages()).isEqualTo(8);
    connection.setRemoteReads(true);
    assertThat(ids()).hasSize(102).isSorted();
    connection.remoteSends(request(200));
    assertThat(ids()).hasSize(103);
  }

  @Test
  void an_answer_still_waits_until_the_time_of_its_request_is_over_and_is_counted() {
    echo(LARGEST);
    connection.setRemoteReads(false);
    connection.remoteSends(request(1), request(2), request(3));
    connection.passMillis(9_000);
    connection.remoteSends(request(4));
    connection.passMillis(999);
    assertThat(connection.peer.budget.answers()).isEqualTo(2);
    connection.passMillis(1);
    assertThat(connection.peer.budget.answers()).isEqualTo(1);
    assertThat(connection.metrics.rpcResponses(MessageState.FAILED).messages()).isEqualTo(1);
    assertThat(connection.metrics.rpcRequests(MessageState.FAILED).messages()).isZero();
    connection.setRemoteReads(true);
    assertThat(ids()).containsExactly(1, 2, 4);
    connection.passMillis(1);
    assertThat(connection.watched()).isFalse();
  }

  @Test
  void the_time_of_a_request_counts_from_its_arrival_and_not_from_its_answer() {
    open();
    connection.setRemoteReads(false);
    fill();
    connection.remoteSends(request(1));
    connection.passMillis(9_999);
    open.get(0).complete(Buffer.buffer(new byte[LARGEST]));
    connection.settle();
    assertThat(connection.peer.budget.answers()).isEqualTo(1);
    connection.passMillis(1);
    assertThat(connection.peer.budget.answers()).isZero();
    assertThat(connection.metrics.rpcResponses(MessageState.FAILED).messages()).isEqualTo(1);
  }

  @Test
  void the_end_of_the_connection_drops_and_counts_what_waits_and_holds_nothing() {
    echo(LARGEST);
    connection.setRemoteReads(false);
    connection.remoteSends(request(1), request(2), request(3), request(4));
    connection.remoteCloses();
    assertThat(connection.ended).isEqualTo(DisconnectReason.CONNECTION_LOST);
    assertThat(connection.metrics.rpcResponses(MessageState.FAILED).messages()).isEqualTo(4);
    assertThat(connection.peer.queuedBytes()).isZero();
    assertThat(connection.peer.budget.answers()).isZero();
    assertThat(connection.peer.budget.replies()).isZero();
  }

  @Test
  void a_close_by_request_flushes_the_answers_that_wait() {
    echo(LARGEST);
    connection.setRemoteReads(false);
    connection.remoteSends(request(1), request(2), request(3), request(4));
    connection.peer.close();
    connection.settle();
    assertThat(connection.ended).isNull();
    assertThat(connection.received).isEmpty();
    connection.setRemoteReads(true);
    assertThat(ids()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void reading_pauses_while_an_answer_waits_and_goes_on_when_none_does() {
    echo(LARGEST);
    connection.setRemoteReads(false);
    connection.remoteSends(request(1), request(2));
    assertThat(connection.reading()).isTrue();
    connection.remoteSends(request(3));
    assertThat(connection.reading()).isFalse();
    // What the socket had read already waits.
    connection.remoteSends(request(4));
    assertThat(connection.peer.budget.answers()).isEqualTo(1);
    connection.setRemoteReads(true);
    assertThat(connection.reading()).isTrue();
    assertThat(ids()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void pings_are_answered_when_the_pause_is_over_though_the_queue_is_full() {
    echo(LARGEST);
    connection.setRemoteReads(false);
    connection.remoteSends(request(1), request(2));
    connection.remoteSends(request(3));
    connection.remoteSends(ping(4), ping(5));
    assertThat(connection.reading()).isFalse();
    connection.passMillis(5_000);
    assertThat(connection.reading()).isTrue();
    assertThat(connection.metrics.rpcResponses(MessageState.FAILED).messages()).isZero();
    // There is no second pause before the queue was half empty.
    connection.remoteSends(request(6));
    assertThat(connection.reading()).isTrue();
    connection.remoteSends(ping(7));
    connection.setRemoteReads(true);
    assertThat(ids()).containsExactly(1, 2, 4, 5, 7, 3, 6);
  }

  @Test
  void pongs_have_some_room_of_their_own_and_no_more() {
    connection.setRemoteReads(false);
    fill();
    for (int i = 0; i < 200; i++) {
      connection.remoteSends(ping(i));
    }
    long dropped = connection.metrics.rpcResponses(MessageState.FAILED).messages();
    assertThat(dropped).isBetween(100L, 199L);
    assertThat(connection.peer.queuedBytes()).isLessThanOrEqualTo(BOUND + 1024);
    connection.setRemoteReads(true);
    assertThat(connection.responses()).hasSize(200 - (int) dropped);
  }

  @Test
  void what_is_sent_from_here_cannot_starve_an_answer_that_waits() {
    open();
    connection.setRemoteReads(false);
    connection.remoteSends(request(1));
    connection.send(MEMPOOL_DIRECT_SEND, 0, Buffer.buffer(new byte[FRAME / 2]));
    Future<Buffer> call = connection.call(CONSENSUS_RPC, "x".repeat(FRAME - 20), 50);
    connection.settle();
    open.get(0).complete(Buffer.buffer(new byte[LARGEST]));
    connection.settle();
    assertThat(connection.peer.budget.answers()).isEqualTo(1);
    assertThat(connection.peer.writeQueueFull()).isTrue();
    // A small message would fit the bound, but not beside the answer.
    assertThat(connection.send(MEMPOOL_DIRECT_SEND, 0, Buffer.buffer(new byte[100])).code())
        .isEqualTo(TOO_MANY_PENDING);
    // The call is given up before it is written: its room is the answer's.
    AtomicInteger drained = new AtomicInteger();
    connection.peer.onDrain(told -> drained.incrementAndGet());
    connection.passMillis(50);
    assertThat(call.failed()).isTrue();
    assertThat(connection.peer.budget.answers()).isZero();
    assertThat(connection.peer.writeQueueFull()).isTrue();
    assertThat(connection.send(MEMPOOL_DIRECT_SEND, 0, Buffer.buffer(new byte[100]))).isNull();
    connection.setRemoteReads(true);
    assertThat(drained).hasValue(1);
    assertThat(ids()).containsExactly(1);
  }

  @Test
  void small_answers_wait_too_when_too_many_replies_are_queued() {
    TestConnection small =
        new TestConnection(new LimitsOptions().setQueueMessages(1).setMaxPendingRpcs(3));
    small.serve(CONSENSUS_RPC, m -> Future.succeededFuture(m.payload()));
    small.setRemoteReads(false);
    for (int i = 0; i < 6; i++) {
      small.remoteSends(request(i));
      small.passMillis(500);
    }
    assertThat(small.peer.budget.replies()).isEqualTo(3);
    assertThat(small.peer.budget.answers()).isEqualTo(3);
    small.setRemoteReads(true);
    assertThat(small.responses()).hasSize(6);
  }

  private void fill() {
    connection.send(MEMPOOL_DIRECT_SEND, 0, Buffer.buffer(new byte[FRAME - 5]));
    connection.send(MEMPOOL_DIRECT_SEND, 0, Buffer.buffer(new byte[FRAME - 5]));
    connection.settle();
    assertThat(connection.peer.budget.bytes()).isEqualTo(BOUND);
  }

  private void open() {
    connection.serve(
        CONSENSUS_RPC,
        m -> {
          Promise<Buffer> answer = Promise.promise();
          open.add(answer);
          return answer.future();
        });
  }

  private void echo(int size) {
    connection.serve(CONSENSUS_RPC, m -> Future.succeededFuture(Buffer.buffer(new byte[size])));
  }

  private List<Integer> ids() {
    return connection.responses().stream().map(NetworkMessage.RpcResponse::requestId).toList();
  }

  private static NetworkMessage request(int id) {
    return new NetworkMessage.RpcRequest(CONSENSUS_RPC, id, 0, Buffer.buffer("x"));
  }

  private static NetworkMessage ping(int id) {
    return new NetworkMessage.RpcRequest(
        HEALTH_CHECKER_RPC, id, 0, new HealthCheckerMsg.Ping(id).encode());
  }
}

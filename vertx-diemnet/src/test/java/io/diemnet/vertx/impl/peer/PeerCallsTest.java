package io.diemnet.vertx.impl.peer;

import static io.diemnet.vertx.FailureCode.CONNECTION_LOST;
import static io.diemnet.vertx.FailureCode.NOT_SUPPORTED;
import static io.diemnet.vertx.FailureCode.TIMED_OUT;
import static io.diemnet.vertx.FailureCode.TOO_LARGE;
import static io.diemnet.vertx.FailureCode.TOO_MANY_PENDING;
import static io.diemnet.vertx.ProtocolId.CONSENSUS_RPC;
import static io.diemnet.vertx.ProtocolId.HEALTH_CHECKER_RPC;
import static io.diemnet.vertx.ProtocolId.MEMPOOL_DIRECT_SEND;
import static io.diemnet.vertx.impl.peer.TestConnection.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DisconnectReason;
import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.metrics.InvalidMessage;
import io.diemnet.vertx.impl.metrics.MessageState;
import io.diemnet.vertx.impl.wire.ErrorCode;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RPCs of ours on one connection (specification section 8, "RPC out"). */
class PeerCallsTest {

  private static final long TIMEOUT = 10_000;

  private final TestConnection connection = new TestConnection(new LimitsOptions());

  @Test
  void a_response_completes_its_call_and_frees_the_slot() {
    Future<Buffer> first = call("one");
    Future<Buffer> second = call("two");
    connection.settle();
    assertThat(connection.requests())
        .extracting(NetworkMessage.RpcRequest::requestId)
        .containsExactly(0, 1);
    respond(1, "to two");
    respond(0, "to one");
    assertThat(first.result().toString()).isEqualTo("to one");
    assertThat(second.result().toString()).isEqualTo("to two");
    assertThat(connection.peer.pendingCalls()).isZero();
    assertThat(connection.peer.queuedBytes()).isZero();
    connection.passMillis(1);
    assertThat(connection.watched()).isFalse();
  }

  @Test
  void the_hundredth_pending_call_fails_at_once_since_the_ping_has_a_slot() {
    List<Future<Buffer>> calls = new ArrayList<>();
    for (int i = 0; i < 99; i++) {
      calls.add(call("x"));
    }
    assertThat(code(call("y"))).isEqualTo(TOO_MANY_PENDING);
    connection.settle();
    assertThat(connection.requests()).hasSize(99);
    respond(42, "done");
    assertThat(calls.get(42).succeeded()).isTrue();
    assertThat(call("z").isComplete()).isFalse();
    assertThat(code(call("zz"))).isEqualTo(TOO_MANY_PENDING);
  }

  @Test
  void a_connection_without_pings_has_all_hundred_slots_and_a_limit_of_one_stays_one() {
    TestConnection unpinged = new TestConnection(new LimitsOptions(), List.of(CONSENSUS_RPC));
    for (int i = 0; i < 100; i++) {
      assertThat(unpinged.call(CONSENSUS_RPC, "x", TIMEOUT).isComplete()).isFalse();
    }
    assertThat(code(unpinged.call(CONSENSUS_RPC, "x", TIMEOUT))).isEqualTo(TOO_MANY_PENDING);
    TestConnection one = new TestConnection(new LimitsOptions().setMaxPendingRpcs(1));
    assertThat(one.call(CONSENSUS_RPC, "x", TIMEOUT).isComplete()).isFalse();
    assertThat(code(one.call(CONSENSUS_RPC, "x", TIMEOUT))).isEqualTo(TOO_MANY_PENDING);
  }

  @Test
  void a_health_ping_finds_its_slot_with_all_others_taken() {
    for (int i = 0; i < 99; i++) {
      call("x");
    }
    assertThat(code(call("y"))).isEqualTo(TOO_MANY_PENDING);
    Future<Buffer> ping = connection.call(HEALTH_CHECKER_RPC, "", TIMEOUT, true, null);
    assertThat(ping.isComplete()).isFalse();
    connection.settle();
    assertThat(connection.requests()).hasSize(100);
    respond(99, "pong");
    assertThat(ping.succeeded()).isTrue();
    assertThat(connection.peer.pendingCalls()).isEqualTo(99);
  }

  @Test
  void a_call_times_out_at_its_own_time_and_frees_the_slot() {
    Future<Buffer> early = connection.call(CONSENSUS_RPC, "x", 50);
    Future<Buffer> late = connection.call(CONSENSUS_RPC, "x", 60);
    connection.passMillis(49);
    assertThat(early.isComplete()).isFalse();
    connection.passMillis(1);
    assertThat(code(early)).isEqualTo(TIMED_OUT);
    assertThat(late.isComplete()).isFalse();
    connection.passMillis(10);
    assertThat(code(late)).isEqualTo(TIMED_OUT);
    assertThat(connection.peer.pendingCalls()).isZero();
    assertThat(connection.metrics.rpcRequests(MessageState.FAILED).messages()).isEqualTo(2);
    assertThat(connection.watched()).isFalse();
  }

  @Test
  void time_counts_from_the_call_and_a_request_given_up_before_it_was_written_never_is() {
    connection.setRemoteReads(false);
    Future<Buffer> stuck = connection.call(CONSENSUS_RPC, "stuck", 50);
    Future<Buffer> patient = connection.call(CONSENSUS_RPC, "patient", 500);
    connection.passMillis(50);
    assertThat(code(stuck)).isEqualTo(TIMED_OUT);
    connection.setRemoteReads(true);
    assertThat(connection.requests())
        .extracting(request -> request.payload().toString())
        .containsExactly("patient");
    assertThat(connection.peer.queuedBytes()).isZero();
    respond(connection.requests().get(0).requestId(), "here");
    assertThat(patient.succeeded()).isTrue();
  }

  @Test
  void cancellation_frees_the_slot_and_takes_an_unwritten_request_back() {
    connection.setRemoteReads(false);
    Promise<Void> signal = Promise.promise();
    Future<Buffer> call = connection.call(CONSENSUS_RPC, "x", TIMEOUT, false, signal.future());
    assertThat(connection.peer.pendingCalls()).isEqualTo(1);
    signal.complete();
    assertThat(call.failed()).isTrue();
    assertThat(connection.peer.pendingCalls()).isZero();
    assertThat(connection.peer.queuedBytes()).isZero();
    assertThat(connection.metrics.rpcRequests(MessageState.CANCELED).messages()).isEqualTo(1);
    connection.setRemoteReads(true);
    assertThat(connection.requests()).isEmpty();
  }

  @Test
  void cancelling_a_call_that_is_over_changes_nothing() {
    Promise<Void> signal = Promise.promise();
    Future<Buffer> call = connection.call(CONSENSUS_RPC, "x", TIMEOUT, false, signal.future());
    connection.settle();
    respond(0, "done");
    signal.complete();
    assertThat(call.succeeded()).isTrue();
    assertThat(connection.peer.pendingCalls()).isZero();
    assertThat(connection.metrics.rpcRequests(MessageState.CANCELED).messages()).isZero();
  }

  @Test
  void a_call_that_was_cancelled_before_it_was_made_is_not_made() {
    Future<Buffer> call =
        connection.call(CONSENSUS_RPC, "x", TIMEOUT, false, Future.succeededFuture());
    connection.settle();
    assertThat(call.failed()).isTrue();
    assertThat(connection.requests()).isEmpty();
    assertThat(connection.peer.pendingCalls()).isZero();
  }

  @Test
  void late_repeated_and_unknown_responses_are_discarded_and_counted() {
    Future<Buffer> late = connection.call(CONSENSUS_RPC, "x", 50);
    Future<Buffer> answered = call("y");
    connection.passMillis(50);
    respond(0, "late");
    respond(1, "first");
    respond(1, "again");
    respond(77, "whose?");
    assertThat(code(late)).isEqualTo(TIMED_OUT);
    assertThat(answered.result().toString()).isEqualTo("first");
    assertThat(connection.metrics.invalidMessages(InvalidMessage.UNKNOWN_RESPONSE).sum())
        .isEqualTo(3);
    assertThat(connection.ended).isNull();
    assertThat(connection.peer.pendingCalls()).isZero();
  }

  @Test
  void section14_8_request_ids_wrap_around_and_skip_what_is_pending() {
    Future<Buffer> zero = call("zero");
    connection.peer.connection.rpcs.calls.continueAt(-1);
    Future<Buffer> last = call("last");
    Future<Buffer> next = call("next");
    connection.settle();
    assertThat(connection.requests())
        .extracting(NetworkMessage.RpcRequest::requestId)
        .containsExactly(0, 0xffffffff, 1);
    respond(1, "to next");
    respond(0xffffffff, "to last");
    respond(0, "to zero");
    assertThat(zero.result().toString()).isEqualTo("to zero");
    assertThat(last.result().toString()).isEqualTo("to last");
    assertThat(next.result().toString()).isEqualTo("to next");
  }

  @Test
  void every_pending_call_fails_at_once_when_the_connection_ends() {
    Future<Buffer> written = call("written");
    connection.settle();
    connection.setRemoteReads(false);
    Future<Buffer> queued = call("queued");
    connection.remoteCloses();
    assertThat(code(written)).isEqualTo(CONNECTION_LOST);
    assertThat(code(queued)).isEqualTo(CONNECTION_LOST);
    assertThat(code(call("new"))).isEqualTo(CONNECTION_LOST);
    assertThat(connection.ended).isEqualTo(DisconnectReason.CONNECTION_LOST);
    assertThat(connection.peer.pendingCalls()).isZero();
    assertThat(connection.peer.queuedBytes()).isZero();
    connection.passMillis(1);
    assertThat(connection.watched()).isFalse();
  }

  @Test
  void a_protocol_that_was_not_negotiated_fails_at_once_and_nothing_is_written() {
    TestConnection narrow = new TestConnection(new LimitsOptions(), List.of(HEALTH_CHECKER_RPC));
    assertThat(code(narrow.call(CONSENSUS_RPC, "x", TIMEOUT))).isEqualTo(NOT_SUPPORTED);
    assertThat(narrow.send(MEMPOOL_DIRECT_SEND, 0, Buffer.buffer()).code())
        .isEqualTo(NOT_SUPPORTED);
    narrow.settle();
    assertThat(narrow.received).isEmpty();
  }

  @Test
  void a_health_ping_has_room_in_a_full_queue_and_goes_ahead_of_it() {
    TestConnection full =
        new TestConnection(new LimitsOptions().setMaxFrameSize(1024).setOutboundQueueBytes(4096));
    full.setRemoteReads(false);
    int waiting = 0;
    while (full.send(MEMPOOL_DIRECT_SEND, 0, Buffer.buffer()) == null) {
      waiting++;
    }
    Future<Buffer> ping = full.call(HEALTH_CHECKER_RPC, "", TIMEOUT, true, null);
    assertThat(code(full.call(CONSENSUS_RPC, "x", TIMEOUT))).isEqualTo(TOO_MANY_PENDING);
    assertThat(ping.isComplete()).isFalse();
    full.setRemoteReads(true);
    assertThat(full.received).hasSize(waiting + 1);
    assertThat(full.received.get(0)).isInstanceOf(NetworkMessage.RpcRequest.class);
    assertThat(full.peer.queuedBytes()).isZero();
  }

  @Test
  void not_supported_fails_the_calls_of_that_protocol_and_no_others() {
    ProtocolId protocol = CONSENSUS_RPC;
    Future<Buffer> consensus = call("x");
    Future<Buffer> ping = connection.call(HEALTH_CHECKER_RPC, "", TIMEOUT, true, null);
    connection.settle();
    connection.remoteSends(
        new NetworkMessage.Error(new ErrorCode.NotSupportedRpcRequest(protocol)));
    assertThat(code(consensus)).isEqualTo(NOT_SUPPORTED);
    assertThat(ping.isComplete()).isFalse();
    assertThat(connection.peer.pendingCalls()).isZero();
    assertThat(connection.errors()).isEmpty();
    assertThat(connection.metrics.invalidMessages(InvalidMessage.ERROR_RECEIVED).sum())
        .isEqualTo(1);
  }

  @Test
  void an_oversize_message_is_refused_to_the_caller_and_nothing_is_written() {
    TestConnection small = new TestConnection(new LimitsOptions().setMaxFrameSize(100));
    assertThat(code(small.call(CONSENSUS_RPC, "x".repeat(93), TIMEOUT))).isEqualTo(TOO_LARGE);
    assertThat(small.call(CONSENSUS_RPC, "x".repeat(92), TIMEOUT).isComplete()).isFalse();
    assertThat(small.send(MEMPOOL_DIRECT_SEND, 0, Buffer.buffer(new byte[97])).code())
        .isEqualTo(TOO_LARGE);
    assertThat(small.send(MEMPOOL_DIRECT_SEND, 0, Buffer.buffer(new byte[96]))).isNull();
    small.settle();
    assertThat(small.received).hasSize(2);
    assertThat(small.ended).isNull();
    assertThat(small.peer.pendingCalls()).isEqualTo(1);
  }

  @Test
  void a_call_for_which_there_is_no_room_fails_and_keeps_no_slot() {
    TestConnection small =
        new TestConnection(new LimitsOptions().setMaxFrameSize(1000).setOutboundQueueBytes(1000));
    small.setRemoteReads(false);
    assertThat(small.send(MEMPOOL_DIRECT_SEND, 0, Buffer.buffer(new byte[950]))).isNull();
    assertThat(small.send(MEMPOOL_DIRECT_SEND, 0, Buffer.buffer(new byte[980]))).isNull();
    assertThat(code(small.call(CONSENSUS_RPC, "x".repeat(90), TIMEOUT)))
        .isEqualTo(TOO_MANY_PENDING);
    assertThat(small.peer.pendingCalls()).isZero();
    small.setRemoteReads(true);
    assertThat(small.call(CONSENSUS_RPC, "x", TIMEOUT).isComplete()).isFalse();
  }

  @Test
  void an_urgent_message_overtakes_waiting_bulk_on_the_wire() {
    connection.setRemoteReads(false);
    for (int i = 0; i < 10; i++) {
      connection.send(MEMPOOL_DIRECT_SEND, 0, Buffer.buffer("bulk"));
    }
    connection.send(MEMPOOL_DIRECT_SEND, 200, Buffer.buffer("urgent"));
    connection.setRemoteReads(true);
    assertThat(connection.received).hasSize(11);
    assertThat(((NetworkMessage.DirectSend) connection.received.get(0)).payload().toString())
        .isEqualTo("urgent");
  }

  private Future<Buffer> call(String request) {
    return connection.call(CONSENSUS_RPC, request, TIMEOUT);
  }

  private void respond(int id, String payload) {
    connection.remoteSends(new NetworkMessage.RpcResponse(id, 0, Buffer.buffer(payload)));
  }
}

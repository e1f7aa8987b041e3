package io.diemnet.vertx.impl.peer;

import static io.diemnet.vertx.ProtocolId.CONSENSUS_RPC;
import static io.diemnet.vertx.ProtocolId.HEALTH_CHECKER_RPC;
import static io.diemnet.vertx.ProtocolId.MEMPOOL_DIRECT_SEND;
import static io.diemnet.vertx.ProtocolId.STATE_SYNC_DIRECT_SEND;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.DisconnectReason;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.impl.health.HealthCheckerMsg;
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

/** What the remote sends, and the bounds on it (specification sections 7 and 8). */
class PeerInboundTest {

  private final TestConnection connection = new TestConnection(new LimitsOptions());
  private final List<Promise<Buffer>> unanswered = new ArrayList<>();

  @Test
  void a_response_repeats_the_requests_id_and_priority() {
    connection.serve(CONSENSUS_RPC, m -> Future.succeededFuture(m.payload()));
    connection.remoteSends(request(0xfffffffe, 77, "hello"));
    NetworkMessage.RpcResponse response = connection.responses().get(0);
    assertThat(response.requestId()).isEqualTo(0xfffffffe);
    assertThat(response.priority()).isEqualTo(77);
    assertThat(response.payload().toString()).isEqualTo("hello");
  }

  @Test
  void duplicate_ids_are_each_answered() {
    keepUnanswered();
    connection.remoteSends(request(5, 0, "a"), request(5, 0, "b"));
    unanswered.get(1).complete(Buffer.buffer("to b"));
    unanswered.get(0).complete(Buffer.buffer("to a"));
    connection.settle();
    assertThat(connection.responses())
        .extracting(response -> response.requestId() + " " + response.payload())
        .containsExactly("5 to b", "5 to a");
  }

  @Test
  void the_hundred_and_first_pending_request_is_declined_and_counted() {
    keepUnanswered();
    for (int i = 0; i < 103; i++) {
      connection.remoteSends(request(i, 0, "x"));
    }
    assertThat(unanswered).hasSize(100);
    assertThat(connection.metrics.rpcRequests(MessageState.DECLINED).messages()).isEqualTo(3);
    assertThat(connection.received).isEmpty();
    unanswered.get(0).complete(Buffer.buffer());
    connection.remoteSends(request(200, 0, "x"));
    assertThat(unanswered).hasSize(101);
    assertThat(connection.ended).isNull();
  }

  @Test
  void the_limit_is_checked_before_the_protocol_is_looked_up() {
    keepUnanswered();
    for (int i = 0; i < 100; i++) {
      connection.remoteSends(request(i, 0, "x"));
    }
    connection.handlers.setRpc(CONSENSUS_RPC, null);
    connection.remoteSends(request(100, 0, "x"));
    assertThat(connection.errors()).isEmpty();
    assertThat(connection.metrics.rpcRequests(MessageState.DECLINED).messages()).isEqualTo(1);
  }

  @Test
  void health_pings_are_answered_with_all_slots_taken() {
    keepUnanswered();
    for (int i = 0; i < 100; i++) {
      connection.remoteSends(request(i, 0, "x"));
    }
    connection.remoteSends(ping(7, 0x01020304));
    NetworkMessage.RpcResponse pong = connection.responses().get(0);
    assertThat(pong.requestId()).isEqualTo(7);
    assertThat(pong.payload()).isEqualTo(new HealthCheckerMsg.Pong(0x01020304).encode());
  }

  @Test
  void what_is_no_ping_is_not_answered_and_counted() {
    connection.remoteSends(
        new NetworkMessage.RpcRequest(HEALTH_CHECKER_RPC, 1, 0, Buffer.buffer("?")),
        new NetworkMessage.RpcRequest(
            HEALTH_CHECKER_RPC, 2, 0, new HealthCheckerMsg.Pong(1).encode()));
    assertThat(connection.received).isEmpty();
    assertThat(connection.metrics.invalidMessages(InvalidMessage.HEALTH_CHECK).sum()).isEqualTo(2);
    assertThat(connection.ended).isNull();
  }

  @Test
  void a_request_that_is_not_answered_in_time_is_dropped_and_its_late_answer_too() {
    keepUnanswered();
    connection.remoteSends(request(1, 0, "x"));
    connection.passMillis(9_999);
    assertThat(connection.metrics.rpcRequests(MessageState.FAILED).messages()).isZero();
    connection.passMillis(1);
    assertThat(connection.metrics.rpcRequests(MessageState.FAILED).messages()).isEqualTo(1);
    unanswered.get(0).complete(Buffer.buffer("late"));
    connection.settle();
    assertThat(connection.received).isEmpty();
    assertThat(connection.metrics.rpcRequests(MessageState.FAILED).messages()).isEqualTo(1);
    assertThat(connection.watched()).isFalse();
  }

  @Test
  void requests_that_were_never_answered_give_their_slots_back() {
    keepUnanswered();
    for (int i = 0; i < 100; i++) {
      connection.remoteSends(request(i, 0, "x"));
    }
    connection.passMillis(10_000);
    connection.remoteSends(request(100, 0, "x"));
    assertThat(unanswered).hasSize(101);
  }

  @Test
  void a_failing_handler_drops_the_request() {
    connection.serve(CONSENSUS_RPC, m -> Future.failedFuture("no"));
    connection.remoteSends(request(1, 0, "x"));
    connection.serve(CONSENSUS_RPC, m -> null);
    connection.remoteSends(request(2, 0, "x"));
    connection.serve(CONSENSUS_RPC, m -> Future.succeededFuture(null));
    connection.remoteSends(request(3, 0, "x"));
    assertThat(connection.received).isEmpty();
    assertThat(connection.metrics.rpcRequests(MessageState.FAILED).messages()).isEqualTo(2);
    assertThat(connection.metrics.rpcResponses(MessageState.FAILED).messages()).isEqualTo(1);
    assertThat(connection.ended).isNull();
  }

  @Test
  void an_oversize_response_is_dropped_and_counted_as_failed() {
    TestConnection small = new TestConnection(new LimitsOptions().setMaxFrameSize(100));
    small.serve(CONSENSUS_RPC, m -> Future.succeededFuture(Buffer.buffer(new byte[94])));
    small.remoteSends(request(1, 0, "x"));
    assertThat(small.received).isEmpty();
    assertThat(small.metrics.rpcResponses(MessageState.FAILED).messages()).isEqualTo(1);
    small.serve(CONSENSUS_RPC, m -> Future.succeededFuture(Buffer.buffer(new byte[93])));
    small.remoteSends(request(2, 0, "x"));
    assertThat(small.responses()).hasSize(1);
  }

  @Test
  void a_pong_or_error_that_has_no_room_is_dropped_and_counted() {
    TestConnection small =
        new TestConnection(new LimitsOptions().setQueueMessages(1).setMaxPendingRpcs(1));
    small.setRemoteReads(false);
    small.remoteSends(ping(1, 3));
    small.remoteSends(request(2, 0, "x"), ping(3, 3));
    assertThat(small.metrics.rpcResponses(MessageState.FAILED).messages()).isEqualTo(1);
    assertThat(small.metrics.invalidMessages(InvalidMessage.ERROR_DROPPED).sum()).isEqualTo(1);
    small.setRemoteReads(true);
    assertThat(small.received).hasSize(1);
    small.remoteSends(ping(4, 3));
    assertThat(small.responses()).hasSize(2);
  }

  @Test
  void nothing_that_is_not_read_makes_replies_pile_up_without_bound() {
    connection.serve(CONSENSUS_RPC, m -> Future.succeededFuture(Buffer.buffer()));
    connection.setRemoteReads(false);
    byte[] unparseable = new byte[5 * 5000];
    for (int at = 0; at < unparseable.length; at += 5) {
      unparseable[at + 3] = 1;
      unparseable[at + 4] = 0x7f;
    }
    connection.remoteSends(unparseable);
    for (int i = 0; i < 2000; i++) {
      connection.remoteSends(ping(i, i), request(i, 0, ""));
    }
    // The first answer that waits has paused the reading.
    connection.passMillis(5_000);
    assertThat(connection.peer.budget.replies()).isEqualTo(1024);
    assertThat(connection.peer.budget.answers()).isEqualTo(100);
    assertThat(connection.metrics.invalidMessages(InvalidMessage.ERROR_DROPPED).sum())
        .isEqualTo(5000 - 1024);
    assertThat(connection.metrics.rpcResponses(MessageState.FAILED).messages()).isEqualTo(2000);
    assertThat(connection.metrics.rpcRequests(MessageState.DECLINED).messages()).isEqualTo(1900);
    connection.setRemoteReads(true);
    assertThat(connection.received).hasSize(1024 + 100);
    connection.remoteSends(ping(1, 1));
    assertThat(connection.responses()).hasSize(100 + 1);
  }

  @Test
  void what_has_no_handler_is_answered_not_supported_and_the_connection_lives() {
    connection.remoteSends(request(1, 0, "x"), directSend("y"));
    assertThat(connection.errors())
        .containsExactly(
            new ErrorCode.NotSupportedRpcRequest(CONSENSUS_RPC),
            new ErrorCode.NotSupportedDirectSend(MEMPOOL_DIRECT_SEND));
    assertThat(connection.metrics.invalidMessages(InvalidMessage.NOT_SUPPORTED).sum()).isEqualTo(2);
    connection.serve(
        CONSENSUS_RPC,
        m ->
            Future.failedFuture(
                new DiemNetException(FailureCode.NOT_SUPPORTED, "nobody is there")));
    connection.remoteSends(request(2, 0, "x"));
    assertThat(connection.errors()).hasSize(3);
    assertThat(connection.ended).isNull();
  }

  @Test
  void what_does_not_parse_is_answered_with_its_first_two_bytes() {
    connection.remoteSends(
        new byte[] {
          0, 0, 0, 3, 0x7f, 0x33, 0, // unknown type
          0, 0, 0, 0, // empty
          0, 0, 0, 1, 3, // one byte
        });
    assertThat(connection.errors())
        .containsExactly(
            new ErrorCode.ParsingError(0x7f, 0x33),
            new ErrorCode.ParsingError(0, 0),
            new ErrorCode.ParsingError(3, 0));
    assertThat(connection.ended).isNull();
  }

  @Test
  void a_received_error_is_counted_and_never_answered() {
    connection.remoteSends(
        new NetworkMessage.Error(new ErrorCode.ParsingError(1, 2)),
        new NetworkMessage.Error(new ErrorCode.NotSupportedDirectSend(MEMPOOL_DIRECT_SEND)));
    assertThat(connection.received).isEmpty();
    assertThat(connection.metrics.invalidMessages(InvalidMessage.ERROR_RECEIVED).sum())
        .isEqualTo(2);
    assertThat(connection.ended).isNull();
  }

  @Test
  void an_announced_length_over_the_limit_ends_the_connection() {
    connection.remoteSends(new byte[] {0, (byte) 0x80, 0, 1});
    assertThat(connection.ended).isEqualTo(DisconnectReason.CONNECTION_LOST);
    assertThat(connection.cause).contains("8388609");
    assertThat(connection.metrics.invalidMessages(InvalidMessage.TOO_LARGE).sum()).isEqualTo(1);
    assertThat(connection.channel.isOpen()).isFalse();
  }

  @Test
  void a_full_protocol_pauses_reading_and_goes_on_when_there_is_room() {
    TestConnection slow = slow(3, 5_000);
    List<Promise<Void>> held = holdDirectSends(slow);
    slow.remoteSends(directSend("1"), directSend("2"));
    assertThat(slow.reading()).isTrue();
    slow.remoteSends(directSend("3"));
    assertThat(slow.reading()).isFalse();
    // What the socket had read already waits.
    slow.remoteSends(directSend("4"));
    assertThat(held).hasSize(3);
    held.get(0).complete();
    slow.settle();
    assertThat(held).hasSize(4);
    assertThat(slow.reading()).isFalse();
    held.get(1).complete();
    slow.settle();
    assertThat(slow.reading()).isTrue();
    assertThat(slow.metrics.directSends(MessageState.DECLINED).messages()).isZero();
  }

  @Test
  void after_the_pause_that_protocol_loses_messages_and_all_else_goes_on() {
    TestConnection slow = slow(4, 5_000);
    List<Promise<Void>> held = holdDirectSends(slow);
    List<String> other = new ArrayList<>();
    slow.take(
        STATE_SYNC_DIRECT_SEND,
        m -> {
          other.add(m.payload().toString());
          return null;
        });
    for (int i = 0; i < 4; i++) {
      slow.remoteSends(directSend("kept"));
    }
    slow.passMillis(4_999);
    assertThat(slow.reading()).isFalse();
    slow.passMillis(1);
    assertThat(slow.reading()).isTrue();
    Future<Buffer> call = slow.call(CONSENSUS_RPC, "x", 10_000);
    slow.settle();
    slow.remoteSends(
        directSend("lost"),
        ping(1, 2),
        new NetworkMessage.DirectSend(STATE_SYNC_DIRECT_SEND, 0, Buffer.buffer("taken")),
        new NetworkMessage.RpcResponse(0, 0, Buffer.buffer("answer")));
    assertThat(slow.metrics.directSends(MessageState.DECLINED).messages()).isEqualTo(1);
    assertThat(slow.responses()).hasSize(1);
    assertThat(other).containsExactly("taken");
    assertThat(call.succeeded()).isTrue();
    // Not yet half empty: still lost, and no second pause.
    held.get(0).complete();
    slow.remoteSends(directSend("lost"));
    assertThat(slow.reading()).isTrue();
    held.get(1).complete();
    slow.remoteSends(directSend("kept"));
    assertThat(held).hasSize(5);
    assertThat(slow.metrics.directSends(MessageState.DECLINED).messages()).isEqualTo(2);
  }

  @Test
  void requests_that_do_not_fit_after_the_pause_are_declined() {
    TestConnection slow = slow(2, 0);
    slow.serve(CONSENSUS_RPC, m -> Promise.<Buffer>promise().future());
    slow.remoteSends(request(1, 0, "x"), request(2, 0, "x"));
    slow.passMillis(1);
    slow.remoteSends(request(3, 0, "x"));
    assertThat(slow.metrics.rpcRequests(MessageState.DECLINED).messages()).isEqualTo(1);
  }

  @Test
  void reading_goes_on_when_the_requests_that_filled_the_queue_run_out() {
    TestConnection slow =
        new TestConnection(new LimitsOptions().setQueueMessages(2).setRpcTimeout(1_000));
    slow.serve(CONSENSUS_RPC, m -> Promise.<Buffer>promise().future());
    slow.remoteSends(request(1, 0, "x"), request(2, 0, "x"));
    assertThat(slow.reading()).isFalse();
    slow.passMillis(1_000);
    assertThat(slow.reading()).isTrue();
  }

  @Test
  void a_paused_connection_that_ends_delivers_what_it_had_read() {
    TestConnection slow = slow(1, 5_000);
    List<Promise<Void>> held = holdDirectSends(slow);
    slow.remoteSends(directSend("1"));
    slow.remoteSends(directSend("2"));
    slow.remoteSends(directSend("3"));
    assertThat(held).hasSize(1);
    slow.remoteCloses();
    assertThat(held).hasSize(3);
    assertThat(slow.ended).isEqualTo(DisconnectReason.CONNECTION_LOST);
  }

  private void keepUnanswered() {
    connection.serve(
        CONSENSUS_RPC,
        m -> {
          Promise<Buffer> answer = Promise.promise();
          unanswered.add(answer);
          return answer.future();
        });
  }

  private static TestConnection slow(int messages, int pause) {
    return new TestConnection(new LimitsOptions().setQueueMessages(messages).setReadPause(pause));
  }

  private static List<Promise<Void>> holdDirectSends(TestConnection connection) {
    List<Promise<Void>> held = new ArrayList<>();
    connection.take(
        MEMPOOL_DIRECT_SEND,
        m -> {
          Promise<Void> taken = Promise.promise();
          held.add(taken);
          return taken.future();
        });
    return held;
  }

  private static NetworkMessage request(int id, int priority, String payload) {
    return new NetworkMessage.RpcRequest(CONSENSUS_RPC, id, priority, Buffer.buffer(payload));
  }

  private static NetworkMessage ping(int id, int nonce) {
    return new NetworkMessage.RpcRequest(
        HEALTH_CHECKER_RPC, id, 0, new HealthCheckerMsg.Ping(nonce).encode());
  }

  private static NetworkMessage directSend(String payload) {
    return new NetworkMessage.DirectSend(MEMPOOL_DIRECT_SEND, 0, Buffer.buffer(payload));
  }
}

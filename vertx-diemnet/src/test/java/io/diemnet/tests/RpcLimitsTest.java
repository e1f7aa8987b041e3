package io.diemnet.tests;

import static io.diemnet.tests.HostilePeer.join;
import static io.diemnet.tests.HostilePeer.request;
import static io.diemnet.tests.HostilePeer.response;
import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.failure;
import static io.diemnet.tests.TestNetwork.waitFor;
import static io.diemnet.vertx.ProtocolId.CONSENSUS_RPC;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.SendOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many RPCs may be pending on one connection, and what gives a slot back. */
class RpcLimitsTest {

  private static final long LONG = 24 * 3600 * 1000;

  /** Of the hundred slots the health ping has one. */
  private static final int CALLS = 99;

  private final HostileNode node = new HostileNode(options -> options);
  private final HostilePeer peer = node.connect();

  @AfterEach
  void close() {
    peer.close();
    node.close();
  }

  @Test
  void ninety_nine_calls_may_be_pending_beside_the_ping_and_the_next_fails_at_once() {
    List<Future<Buffer>> calls = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      calls.add(call(SendOptions.DEFAULT.withTimeout(LONG)));
    }
    assertThat(code(call(SendOptions.DEFAULT))).isEqualTo(FailureCode.TOO_MANY_PENDING);
    // The answer to the seventh frees its slot.
    String seventh = "";
    for (int i = 0; i < 7; i++) {
      seventh = peer.readAnswer();
    }
    peer.send(
        response(Integer.reverseBytes(Integer.parseUnsignedInt(seventh, 4, 12, 16)), new byte[1]));
    await(calls.get(6));
    assertThat(call(SendOptions.DEFAULT.withTimeout(LONG)).isComplete()).isFalse();
    assertThat(code(call(SendOptions.DEFAULT))).isEqualTo(FailureCode.TOO_MANY_PENDING);
  }

  @Test
  void a_cancelled_call_gives_its_slot_back_and_a_late_answer_is_discarded() {
    Promise<Void> cancel = Promise.promise();
    List<Future<Buffer>> calls = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      calls.add(call(SendOptions.DEFAULT.withTimeout(LONG).withCancelled(cancel.future())));
    }
    String first = peer.readAnswer();
    assertThat(code(call(SendOptions.DEFAULT))).isEqualTo(FailureCode.TOO_MANY_PENDING);
    cancel.complete();
    for (Future<Buffer> call : calls) {
      failure(call);
    }
    assertThat(node.meter("diemnet.rpc.messages", "type", "request", "state", "canceled"))
        .isEqualTo(CALLS);
    Future<Buffer> next = call(SendOptions.DEFAULT.withTimeout(LONG));
    peer.send(
        response(Integer.reverseBytes(Integer.parseUnsignedInt(first, 4, 12, 16)), new byte[1]));
    waitFor(
        "the late answer to be counted",
        () -> node.meter("diemnet.invalid.messages", "type", "unknown-response") == 1);
    assertThat(next.isComplete()).isFalse();
  }

  @Test
  void no_cancellation_is_lost_however_many_threads_call_and_cancel() throws Exception {
    int threads = 4;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<java.util.concurrent.Future<List<Future<Buffer>>>> made = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      made.add(
          pool.submit(
              () -> {
                List<Future<Buffer>> calls = new ArrayList<>();
                for (int i = 0; i < 2000; i++) {
                  Promise<Void> cancel = Promise.promise();
                  calls.add(
                      call(SendOptions.DEFAULT.withTimeout(LONG).withCancelled(cancel.future())));
                  cancel.complete();
                }
                return calls;
              }));
    }
    for (var calls : made) {
      for (Future<Buffer> call : calls.get()) {
        failure(call);
      }
    }
    pool.shutdown();
    for (int i = 0; i < CALLS; i++) {
      assertThat(call(SendOptions.DEFAULT.withTimeout(LONG)).isComplete()).isFalse();
    }
  }

  @Test
  void calls_that_time_out_give_their_slots_back() {
    List<Future<Buffer>> calls = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      calls.add(call(SendOptions.DEFAULT.withTimeout(50)));
    }
    for (Future<Buffer> call : calls) {
      assertThat(code(call)).isEqualTo(FailureCode.TIMED_OUT);
    }
    assertThat(code(call(SendOptions.DEFAULT.withTimeout(50)))).isEqualTo(FailureCode.TIMED_OUT);
  }

  @Test
  void a_hundred_requests_may_be_pending_here_and_more_are_declined_and_counted() {
    List<Promise<Buffer>> answers = new CopyOnWriteArrayList<>();
    node.network.rpcHandler(
        CONSENSUS_RPC,
        m -> {
          Promise<Buffer> answer = Promise.promise();
          answers.add(answer);
          return answer.future();
        });
    byte[] requests = new byte[0];
    for (int i = 0; i < 130; i++) {
      requests = join(requests, request(0, i, new byte[1]));
    }
    peer.send(requests);
    waitFor(
        "thirty to be declined",
        () -> node.meter("diemnet.rpc.messages", "type", "request", "state", "declined") == 30);
    // The handler runs on a context of its own, and may not have seen all of them yet.
    waitFor("the others to be handed over", () -> answers.size() >= 100);
    assertThat(answers).hasSize(100);
    // Pings need no slot.
    peer.assertAlive();
    answers.forEach(answer -> answer.complete(Buffer.buffer()));
    for (int i = 0; i < 100; i++) {
      assertThat(peer.readAnswer()).startsWith("02");
    }
    node.network.rpcHandler(CONSENSUS_RPC, m -> Future.succeededFuture(m.payload()));
    peer.send(request(0, 200, new byte[1]));
    assertThat(peer.readAnswer()).startsWith("02c8000000");
  }

  private Future<Buffer> call(SendOptions options) {
    return node.network.rpc(peer.id, CONSENSUS_RPC, Buffer.buffer("x"), options);
  }

  private static FailureCode code(Future<?> failing) {
    return ((DiemNetException) failure(failing)).code();
  }
}

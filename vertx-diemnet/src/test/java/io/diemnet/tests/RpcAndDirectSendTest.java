package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.failure;
import static io.diemnet.tests.TestNetwork.waitFor;
import static io.diemnet.vertx.ProtocolId.CONSENSUS_RPC;
import static io.diemnet.vertx.ProtocolId.MEMPOOL_DIRECT_SEND;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.SendOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RpcAndDirectSendTest {

  private Vertx vertx;
  private TestNetwork.Pair pair;

  @BeforeEach
  void connect() {
    vertx = Vertx.vertx();
    pair = TestNetwork.Pair.start(vertx);
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void a_request_is_answered_in_both_directions() {
    pair.a()
        .rpcHandler(CONSENSUS_RPC, m -> Future.succeededFuture(Buffer.buffer("a:" + m.payload())));
    pair.b()
        .rpcHandler(CONSENSUS_RPC, m -> Future.succeededFuture(Buffer.buffer("b:" + m.payload())));

    assertThat(await(pair.a().rpc(pair.idB(), CONSENSUS_RPC, Buffer.buffer("hello"))).toString())
        .isEqualTo("b:hello");
    assertThat(await(pair.b().rpc(pair.idA(), CONSENSUS_RPC, Buffer.buffer("hello"))).toString())
        .isEqualTo("a:hello");
  }

  @Test
  void payloads_of_all_sizes_come_back_as_they_were() {
    pair.a().rpcHandler(CONSENSUS_RPC, m -> Future.succeededFuture(m.payload()));
    for (int size : new int[] {0, 1, 16_384, 65_519, 65_536, 1_000_000, 8 * 1024 * 1024 - 11}) {
      byte[] bytes = new byte[size];
      for (int i = 0; i < size; i++) {
        bytes[i] = (byte) (i * 31 + i / 251);
      }
      Buffer answer =
          await(
              pair.b()
                  .rpc(
                      pair.idA(),
                      CONSENSUS_RPC,
                      Buffer.buffer(bytes),
                      SendOptions.DEFAULT.withTimeout(60_000)));
      assertThat(answer.getBytes()).isEqualTo(bytes);
    }
  }

  @Test
  void a_message_over_the_limit_is_refused_and_the_connection_lives() {
    pair.a().rpcHandler(CONSENSUS_RPC, m -> Future.succeededFuture(m.payload()));
    Throwable refused =
        failure(
            pair.b().rpc(pair.idA(), CONSENSUS_RPC, Buffer.buffer(new byte[8 * 1024 * 1024 - 10])));
    assertThat(((DiemNetException) refused).code()).isEqualTo(FailureCode.TOO_LARGE);
    assertThat(await(pair.b().rpc(pair.idA(), CONSENSUS_RPC, Buffer.buffer("x"))).toString())
        .isEqualTo("x");
  }

  @Test
  void direct_sends_arrive_in_order() {
    List<Integer> received = Collections.synchronizedList(new ArrayList<>());
    pair.a().directSendHandler(MEMPOOL_DIRECT_SEND, m -> received.add(m.payload().getInt(0)));
    for (int i = 0; i < 500; i++) {
      await(pair.b().directSend(pair.idA(), MEMPOOL_DIRECT_SEND, Buffer.buffer().appendInt(i)));
    }
    waitFor("all to arrive", () -> received.size() == 500);
    assertThat(received).isSorted();
  }

  @Test
  void a_protocol_without_a_handler_is_not_supported() {
    Throwable refused = failure(pair.b().rpc(pair.idA(), CONSENSUS_RPC, Buffer.buffer("x")));
    assertThat(((DiemNetException) refused).code()).isEqualTo(FailureCode.NOT_SUPPORTED);
  }

  @Test
  void a_call_that_is_not_answered_times_out() {
    Promise<Buffer> never = Promise.promise();
    pair.a().rpcHandler(CONSENSUS_RPC, m -> never.future());
    Throwable late =
        failure(
            pair.b()
                .rpc(
                    pair.idA(),
                    CONSENSUS_RPC,
                    Buffer.buffer("x"),
                    SendOptions.DEFAULT.withTimeout(50)));
    assertThat(((DiemNetException) late).code()).isEqualTo(FailureCode.TIMED_OUT);
  }

  @Test
  void a_call_in_flight_is_answered_before_a_disconnect_is_done() {
    Promise<Buffer> answer = Promise.promise();
    AtomicBoolean asked = new AtomicBoolean();
    pair.a()
        .rpcHandler(
            CONSENSUS_RPC,
            m -> {
              asked.set(true);
              return answer.future();
            });
    Future<Buffer> call = pair.b().rpc(pair.idA(), CONSENSUS_RPC, Buffer.buffer("x"));
    waitFor("the request to arrive", asked::get);
    Future<Void> gone = pair.b().disconnect(pair.idA());
    Throwable refused = failure(pair.b().rpc(pair.idA(), CONSENSUS_RPC, Buffer.buffer("y")));
    assertThat(((DiemNetException) refused).code()).isEqualTo(FailureCode.CONNECTION_LOST);
    answer.complete(Buffer.buffer("late but in time"));
    assertThat(await(call).toString()).isEqualTo("late but in time");
    await(gone);
  }
}

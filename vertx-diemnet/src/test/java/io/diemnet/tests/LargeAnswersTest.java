package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.connected;
import static io.diemnet.tests.TestNetwork.id;
import static io.diemnet.tests.TestNetwork.trust;
import static io.diemnet.tests.TestNetwork.validator;
import static io.diemnet.tests.TestNetwork.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.SendOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many calls whose answers are larger than the outbound queue of the node that answers. */
class LargeAnswersTest {

  private static final int MIB = 1024 * 1024;

  /** The largest answer: its header has 10 bytes. */
  private static final int LARGEST = 8 * MIB - 10;

  private final Vertx vertx = Vertx.vertx();
  private final EventBus bus = vertx.eventBus();
  private final PrivateKey keyA = PrivateKey.generate();
  private final PrivateKey keyB = PrivateKey.generate();
  private DiemNet a;
  private DiemNet b;

  private void open(LimitsOptions limits) {
    a = network("a", keyA, keyB, limits);
    b = network("b", keyB, keyA, limits);
    await(b.dial(id(keyA), a.info().address()));
    waitFor("a to know b", () -> connected(a, id(keyB)));
  }

  private DiemNet network(String name, PrivateKey own, PrivateKey other, LimitsOptions limits) {
    DiemNet network =
        DiemNet.create(
            vertx, validator(name, own).addSeed(id(other), trust(other)).setLimits(limits));
    await(network.start());
    return network;
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void forty_answers_of_1_mib_arrive_with_the_default_limits() {
    open(new LimitsOptions());
    answerOnBus("a");
    callOnBus("b", id(keyA), 40, MIB);
  }

  @Test
  void more_answers_than_the_queue_holds_arrive_over_the_event_bus() {
    open(patient());
    answerOnBus("a");
    callOnBus("b", id(keyA), 8, 4 * MIB);
    callOnBus("b", id(keyA), 90, MIB);
    callOnBus("b", id(keyA), 2, LARGEST);
    assertThat(connected(b, id(keyA))).isTrue();
  }

  @Test
  void more_answers_of_a_java_handler_than_the_queue_holds_arrive_both_ways_at_once() {
    open(patient());
    a.rpcHandler(ProtocolId.CONSENSUS_RPC, m -> Future.succeededFuture(answer(m.payload())));
    b.rpcHandler(ProtocolId.CONSENSUS_RPC, m -> Future.succeededFuture(answer(m.payload())));
    List<Future<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      calls.add(call(a, id(keyB)));
      calls.add(call(b, id(keyA)));
    }
    for (Future<Integer> call : calls) {
      assertThat(await(call)).isEqualTo(MIB);
    }
  }

  /** The mechanism counts, not the time of a slow machine. */
  private static LimitsOptions patient() {
    return new LimitsOptions().setRpcTimeout(60_000);
  }

  private static Buffer answer(Buffer question) {
    return Buffer.buffer(new byte[question.getInt(0)]);
  }

  private static Future<Integer> call(DiemNet from, PeerId to) {
    SendOptions options = SendOptions.DEFAULT.withTimeout(60_000);
    return from.rpc(to, ProtocolId.CONSENSUS_RPC, Buffer.buffer().appendInt(MIB), options)
        .map(Buffer::length);
  }

  private void answerOnBus(String network) {
    await(
        bus.<Buffer>consumer(
                "diemnet." + network + ".in.ConsensusRpc",
                message -> message.reply(answer(message.body())))
            .completion());
  }

  private void callOnBus(String network, PeerId peer, int count, int size) {
    DeliveryOptions options =
        new DeliveryOptions()
            .setSendTimeout(60_000)
            .addHeader("peer", peer.toString())
            .addHeader("protocol", "ConsensusRpc")
            .addHeader("timeout", "60000");
    List<Future<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      calls.add(
          bus.<Buffer>request(
                  "diemnet." + network + ".rpc", Buffer.buffer().appendInt(size), options)
              .map(answer -> answer.body().length()));
    }
    for (Future<Integer> call : calls) {
      assertThat(await(call)).isEqualTo(size);
    }
  }
}

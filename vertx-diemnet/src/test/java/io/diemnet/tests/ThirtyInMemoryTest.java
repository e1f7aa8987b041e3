package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.failure;
import static io.diemnet.tests.TestNetwork.waitFor;
import static io.diemnet.vertx.FailureCode.CONNECTION_LOST;
import static io.diemnet.vertx.FailureCode.NOT_CONNECTED;
import static io.diemnet.vertx.ProtocolId.CONSENSUS_RPC;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.EventBusAddresses;
import io.diemnet.vertx.IdentityOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.junit5.ValidatorNetwork;
import io.diemnet.vertx.junit5.ValidatorNetworkOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A network of thirty in memory, whose nodes dial each other as validators in the field do. */
class ThirtyInMemoryTest {

  private static final int SIZE = 30;
  private static final int ATTEMPTS = 3;

  private final Set<Thread> threadsBefore = threads();
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet();
  }

  private static void allAnswerAll(ValidatorNetwork network) {
    List<Future<Buffer>> calls =
        network.running().stream()
            .flatMap(
                from ->
                    network.running().stream()
                        .filter(to -> to != from)
                        .map(to -> call(network, from, to, ATTEMPTS)))
            .toList();
    await(Future.all(calls));
    assertThat(calls).hasSize(network.running().size() * (network.running().size() - 1));
  }

  /**
   * A second dial may still be under way: a call on the connection that it replaces is repeated.
   */
  private static Future<Buffer> call(
      ValidatorNetwork network, DiemNet from, DiemNet to, int attempts) {
    return from.rpc(to.info().peer(), CONSENSUS_RPC, Buffer.buffer("question"))
        .recover(
            failure ->
                attempts > 1
                        && failure instanceof DiemNetException lost
                        && (lost.code() == CONNECTION_LOST || lost.code() == NOT_CONNECTED)
                    ? network.mesh().compose(again -> call(network, from, to, attempts - 1))
                    : Future.failedFuture(failure));
  }

  @Test
  void forms_restarts_a_node_and_stops_leaving_nothing_behind() {
    ValidatorNetwork network =
        await(
            ValidatorNetwork.start(
                vertx, new ValidatorNetworkOptions().setSize(SIZE).setBothDial(true)));
    network.eachNode(
        (node, index) ->
            node.rpcHandler(CONSENSUS_RPC, message -> Future.succeededFuture(message.payload())));
    allAnswerAll(network);

    await(network.stop(SIZE / 2));
    assertThat(network.running()).hasSize(SIZE - 1);
    allAnswerAll(network);
    await(network.start(SIZE / 2));
    await(network.mesh());
    allAnswerAll(network);

    List<NetworkAddress> addresses =
        network.running().stream().map(node -> node.info().address().base()).toList();
    assertThat(addresses).allMatch(NetworkAddress::isMemory).doesNotHaveDuplicates();
    await(network.close());
    assertNothingIsLeft(network, addresses);
  }

  private void assertNothingIsLeft(ValidatorNetwork network, List<NetworkAddress> addresses) {
    assertThat(((VertxInternal) vertx).deploymentIDs()).isEmpty();
    assertThat(network.running()).isEmpty();
    for (int index = 0; index < SIZE; index++) {
      String info = EventBusAddresses.of(network.name(index)).info();
      Throwable nobody = failure(vertx.eventBus().request(info, new JsonObject()));
      assertThat(((ReplyException) nobody).failureType()).isEqualTo(ReplyFailure.NO_HANDLERS);
    }
    for (NetworkAddress address : addresses) {
      assertPortIsFree(address);
    }
    await(vertx.close());
    waitFor(
        "the threads to end",
        () ->
            threads().stream()
                .filter(thread -> !threadsBefore.contains(thread))
                .map(Thread::getName)
                .collect(Collectors.toSet())
                .stream()
                .noneMatch(name -> name.startsWith("vert.x-") || name.startsWith("diemnet-")));
  }

  private void assertPortIsFree(NetworkAddress address) {
    DiemNet other =
        DiemNet.create(
            vertx,
            TestNetwork.validator("other", PrivateKey.generate())
                .setIdentity(new IdentityOptions().setPrivateKey(PrivateKey.generate()))
                .setListenAddress(address));
    await(other.start());
    await(other.close());
  }
}

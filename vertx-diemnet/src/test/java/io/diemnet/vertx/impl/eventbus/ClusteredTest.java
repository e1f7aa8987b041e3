package io.diemnet.vertx.impl.eventbus;

import static io.diemnet.vertx.impl.eventbus.BusFixture.await;
import static io.diemnet.vertx.impl.eventbus.FakeDiemNet.ADDRESS;
import static io.diemnet.vertx.impl.eventbus.FakeDiemNet.ALICE;
import static io.diemnet.vertx.impl.eventbus.FakeDiemNet.CAROL;
import static io.diemnet.vertx.impl.eventbus.FakeDiemNet.CHAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.diemnet.vertx.DiemNetClient;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.EventBusAddresses;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.InboundMessage;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.SendOptions;
import io.diemnet.vertx.impl.DiemWire;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import io.vertx.test.fakecluster.FakeClusterManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A network in one node of a cluster, its applications in another. */
class ClusteredTest {

  private static final ProtocolId RPC = ProtocolId.CONSENSUS_RPC;
  private static final Duration LONG = Duration.ofSeconds(30);

  private Vertx here;
  private Vertx there;
  private FakeDiemNet network;
  private EventBusService service;
  private DiemNetClient client;
  private Context loop;

  private static Vertx node() {
    VertxBuilder builder =
        Vertx.builder()
            .with(
                new VertxOptions()
                    .setEventBusOptions(new EventBusOptions().setHost("127.0.0.1").setPort(0)))
            .withClusterManager(new FakeClusterManager());
    return await(builder.buildClustered());
  }

  private static EventBusService service(Vertx vertx, FakeDiemNet network, boolean clustered) {
    return service(vertx, network, clustered, 10_000);
  }

  /** With the times that a member of the cluster has to acknowledge, and to give up a name. */
  private static EventBusService service(
      Vertx vertx, FakeDiemNet network, boolean clustered, long timeout) {
    EventBusAddresses addresses = EventBusAddresses.of(network.name);
    return new EventBusService(
        vertx,
        network,
        new EventBusSettings(
            network.name, addresses, DiemWire.PROFILE, clustered, 5_000, timeout, timeout));
  }

  @BeforeEach
  void start() {
    FakeClusterManager.reset();
    here = node();
    there = node();
    network = new FakeDiemNet("validator");
    service = service(here, network, true);
    await(service.start());
    await(service.registerRpc());
    client = DiemNetClient.create(there, "validator");
    loop = here.getOrCreateContext();
  }

  @AfterEach
  void stop() {
    await(there.close());
    await(here.close());
  }

  private <T> Future<T> onLoop(Supplier<Future<T>> call) {
    Promise<T> promise = Promise.promise();
    loop.runOnContext(go -> call.get().onComplete(promise));
    return promise.future();
  }

  private Future<Void> directSend(Buffer payload) {
    return onLoop(
        () -> service.inbound().directSend(new InboundMessage(ALICE, CHAT, 3, payload)).mapEmpty());
  }

  private static FailureCode failureOf(Future<?> future) {
    return ((DiemNetException) catchThrowable(() -> await(future))).code();
  }

  @Test
  void calls_from_another_node_go_there_and_back_in_both_forms() {
    assertThat(await(client.rpc(ALICE, RPC, Buffer.buffer("hi")))).isEqualTo(Buffer.buffer("hi"));
    JsonObject question =
        new JsonObject()
            .put("peer", ALICE.toString())
            .put("protocol", RPC.name())
            .put("payload", "aGk");
    assertThat(await(there.eventBus().request("diemnet.validator.rpc", question)).body())
        .isEqualTo(new JsonObject().put("payload", "aGk="));
    assertThat(failureOf(client.rpc(CAROL, RPC, Buffer.buffer())))
        .isEqualTo(FailureCode.NOT_CONNECTED);
    await(client.directSend(ALICE, CHAT, Buffer.buffer("x")));
    assertThat(await(client.broadcastToAll(CHAT, Buffer.buffer("x"), SendOptions.DEFAULT)))
        .isEmpty();
    assertThat(await(client.peers())).hasSize(2);
    assertThat(await(client.info()).network()).isEqualTo("validator");
    assertThat(await(client.knownPeers())).hasSize(2);
    await(client.whenConnected(1, LONG));
  }

  @Test
  void a_handler_that_fails_a_request_is_told_in_the_log_of_its_own_node() {
    Logger logger = (Logger) LoggerFactory.getLogger(ServedProtocol.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try {
      await(client.rpcHandler(RPC, message -> Future.failedFuture("no store")));
      for (int i = 0; i < 3; i++) {
        failureOf(
            onLoop(
                () -> service.inbound().rpc(new InboundMessage(ALICE, RPC, 3, Buffer.buffer()))));
      }
    } finally {
      logger.detachAppender(log);
    }
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .singleElement()
        .asString()
        .startsWith("diemnet.validator.in." + RPC)
        .contains(ALICE.toString(), "no store");
  }

  @Test
  void administration_and_the_list_of_networks_stay_local() {
    assertThat(failureOf(client.dial(CAROL, ADDRESS))).isEqualTo(FailureCode.CONNECTION_LOST);
    assertThat(failureOf(client.disconnect(ALICE))).isEqualTo(FailureCode.CONNECTION_LOST);
    Throwable failure =
        catchThrowable(() -> await(there.eventBus().request("diemnet.networks", null)));
    assertThat(((ReplyException) failure).failureType()).isEqualTo(ReplyFailure.NO_HANDLERS);
    assertThat(network.calls).isEmpty();

    await(DiemNetClient.create(here, "validator").dial(CAROL, ADDRESS));
  }

  @Test
  void requests_are_served_by_another_node() {
    await(client.rpcHandler(RPC, message -> Future.succeededFuture(message.payload())));

    assertThat(
            await(
                onLoop(
                    () ->
                        service
                            .inbound()
                            .rpc(new InboundMessage(ALICE, RPC, 3, Buffer.buffer("ping"))))))
        .isEqualTo(Buffer.buffer("ping"));
  }

  @Test
  void direct_sends_are_taken_when_another_node_says_so_and_stay_in_order() {
    List<Integer> received = Collections.synchronizedList(new ArrayList<>());
    Promise<Void> first = Promise.promise();
    await(
        client.asyncDirectSendHandler(
            CHAT,
            message -> {
              received.add(message.payload().getInt(0));
              return first.future();
            }));
    List<Future<Void>> sends = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      sends.add(directSend(Buffer.buffer().appendInt(i)));
    }
    await().atMost(LONG).until(() -> received.size() >= 1);
    assertThat(sends).noneMatch(Future::isComplete);

    first.complete();
    for (Future<Void> send : sends) {
      await(send);
    }
    assertThat(received).hasSize(200).isSorted();
  }

  @Test
  void a_consumer_elsewhere_that_never_acknowledges_is_taken_to_have_it_in_the_end() {
    await(service.close());
    service = service(here, network, true, 500);
    await(service.start());
    List<Object> received = Collections.synchronizedList(new ArrayList<>());
    await(
        there
            .eventBus()
            .consumer("diemnet.validator.in." + CHAT, message -> received.add(message.body()))
            .completion());

    await(directSend(Buffer.buffer("x")));
    await().atMost(LONG).until(() -> !received.isEmpty());
    assertThat(received).containsExactly(Buffer.buffer("x"));
  }

  @Test
  void a_consumer_in_the_same_node_need_not_acknowledge() {
    List<Object> received = Collections.synchronizedList(new ArrayList<>());
    here.eventBus()
        .localConsumer("diemnet.validator.in." + CHAT, message -> received.add(message.body()));
    List<Future<Void>> sends = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      sends.add(directSend(Buffer.buffer("x")));
    }

    for (Future<Void> send : sends) {
      await(send);
    }
    await().atMost(LONG).until(() -> received.size() == 1_000);
  }

  @Test
  void events_reach_every_node() {
    List<PeerEvent> seen = Collections.synchronizedList(new ArrayList<>());
    await(client.peerHandler(seen::add));
    await(DiemNetClient.create(here, "validator").peerHandler(seen::add));
    service.publish(new PeerEvent.NewPeer(1, FakeDiemNet.peerInfo(ALICE)));

    await().atMost(LONG).until(() -> seen.size() == 2);
  }

  @Test
  void a_name_can_be_taken_only_once_in_a_cluster() {
    EventBusService second = service(there, new FakeDiemNet("validator"), true, 500);
    Throwable failure = catchThrowable(() -> await(second.start()));
    assertThat(failure)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("diemnet.validator")
        .hasMessageContaining("another node");
    assertThat(await(client.info()).network()).isEqualTo("validator");

    await(service.close());
    await(service(there, new FakeDiemNet("validator"), true).start());
    assertThat(await(client.info()).network()).isEqualTo("validator");
  }

  @Test
  void a_network_that_is_not_clustered_is_not_reached_from_elsewhere_and_reaches_nobody_there() {
    FakeDiemNet alone = new FakeDiemNet("alone");
    EventBusService local = service(here, alone, false);
    await(local.start());
    await(local.registerRpc());
    DiemNetClient elsewhere = DiemNetClient.create(there, "alone");
    await(elsewhere.rpcHandler(RPC, message -> Future.succeededFuture(message.payload())));

    assertThat(failureOf(elsewhere.info())).isEqualTo(FailureCode.CONNECTION_LOST);
    assertThat(
            failureOf(
                onLoop(
                    () ->
                        local
                            .inbound()
                            .rpc(new InboundMessage(ALICE, RPC, 0, Buffer.buffer("x"))))))
        .isEqualTo(FailureCode.NOT_SUPPORTED);
    DiemNetClient near = DiemNetClient.create(here, "alone");
    assertThat(await(near.rpc(ALICE, RPC, Buffer.buffer("x")))).isEqualTo(Buffer.buffer("x"));
  }
}

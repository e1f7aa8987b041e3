package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.connected;
import static io.diemnet.tests.TestNetwork.failure;
import static io.diemnet.tests.TestNetwork.waitFor;
import static io.diemnet.vertx.ProtocolId.CONSENSUS_DIRECT_SEND;
import static io.diemnet.vertx.ProtocolId.CONSENSUS_RPC;
import static io.diemnet.vertx.ProtocolId.MEMPOOL_DIRECT_SEND;
import static io.diemnet.vertx.ProtocolId.STATE_SYNC_DIRECT_SEND;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DiemNetClient;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.InboundMessage;
import io.diemnet.vertx.PeerSubscription;
import io.diemnet.vertx.mutiny.DiemNet;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a verticle has registered goes with it, and nothing else does. */
class HandlersOfVerticlesTest {

  private static final int DEPLOYMENTS = 20;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger directSends = new AtomicInteger();
  private final AtomicInteger events = new AtomicInteger();
  private TestNetwork.Pair pair;
  private DiemNetClient client;
  private Multi<InboundMessage> shared;

  @BeforeEach
  void start() {
    pair = TestNetwork.Pair.start(vertx);
    client = DiemNetClient.create(vertx, "a");
    shared = DiemNet.newInstance(vertx, pair.a()).directSends(STATE_SYNC_DIRECT_SEND);
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  /** Registers a handler of each kind at network a. */
  private final class Registering extends VerticleBase {

    private Cancellable direct;

    @Override
    public Future<?> start() {
      pair.a()
          .rpcHandler(CONSENSUS_RPC, request -> answer(request.payload()))
          .directSendHandler(MEMPOOL_DIRECT_SEND, message -> directSends.incrementAndGet())
          .peerHandler(event -> events.incrementAndGet())
          .subscribe(event -> events.incrementAndGet());
      DiemNet.newInstance(vertx, pair.a())
          .peerEvents()
          .subscribe()
          .with(event -> events.incrementAndGet());
      direct = shared.subscribe().with(message -> directSends.incrementAndGet());
      return Future.all(
          client.directSendHandler(CONSENSUS_DIRECT_SEND, message -> directSends.incrementAndGet()),
          client.peerHandler(event -> events.incrementAndGet()),
          client.subscribe(event -> events.incrementAndGet()));
    }

    @Override
    public Future<?> stop() {
      assertThat(direct).isNotNull();
      return Future.succeededFuture();
    }
  }

  private Future<Buffer> answer(Buffer payload) {
    requests.incrementAndGet();
    return Future.succeededFuture(payload);
  }

  private Future<Buffer> call() {
    return pair.b().rpc(pair.idA(), CONSENSUS_RPC, Buffer.buffer("x"));
  }

  private void sendToAll() {
    for (var protocol :
        List.of(MEMPOOL_DIRECT_SEND, CONSENSUS_DIRECT_SEND, STATE_SYNC_DIRECT_SEND)) {
      await(pair.b().directSend(pair.idA(), protocol, Buffer.buffer("x")));
    }
  }

  /** A lost and a new peer, told to a subscriber of its own. */
  private void reconnect() {
    List<Object> told = new CopyOnWriteArrayList<>();
    PeerSubscription subscription = pair.a().subscribe(told::add);
    await(pair.b().disconnect(pair.idA()));
    await(pair.b().dial(pair.idA(), pair.a().info().address()));
    waitFor("both events", () -> told.size() == 2);
    waitFor("the connection", () -> connected(pair.a(), pair.idB()));
    await(subscription.unregister());
    TestNetwork.settle(vertx);
  }

  @Test
  void handlers_of_many_deployments_go_with_their_verticles() {
    for (int round = 0; round < DEPLOYMENTS; round++) {
      String id = await(vertx.deployVerticle(new Registering()));
      if (round == 0) {
        assertThat(await(call())).isEqualTo(Buffer.buffer("x"));
        sendToAll();
        waitFor("three direct sends", () -> directSends.get() == 3);
        reconnect();
        waitFor("two events for each of five handlers", () -> events.get() == 10);
      }
      await(vertx.undeploy(id));
    }
    requests.set(0);
    directSends.set(0);
    events.set(0);
    assertThat(failure(call()))
        .isInstanceOfSatisfying(
            DiemNetException.class,
            failure -> assertThat(failure.code()).isEqualTo(FailureCode.NOT_SUPPORTED));
    sendToAll();
    reconnect();
    assertThat(requests).hasValue(0);
    assertThat(directSends).hasValue(0);
    assertThat(events).hasValue(0);
  }

  @Test
  void a_verticle_takes_only_handlers_with_it_that_are_still_its_own() {
    String first = await(vertx.deployVerticle(new Registering()));
    pair.a().rpcHandler(CONSENSUS_RPC, request -> Future.succeededFuture(Buffer.buffer("other")));
    List<Object> told = new CopyOnWriteArrayList<>();
    pair.a().peerHandler(told::add);
    await(vertx.undeploy(first));

    assertThat(await(call())).isEqualTo(Buffer.buffer("other"));
    reconnect();
    waitFor("both events", () -> told.size() == 2);
  }

  @Test
  void two_verticles_share_a_client_protocol_and_the_second_outlives_the_first() {
    DiemNetClient of = DiemNetClient.create(vertx, "a");
    String first =
        await(
            vertx.deployVerticle(
                verticle(() -> of.directSendHandler(MEMPOOL_DIRECT_SEND, message -> {}))));
    await(
        vertx.deployVerticle(
            verticle(() -> of.rpcHandler(MEMPOOL_DIRECT_SEND, m -> answer(m.payload())))));
    await(vertx.undeploy(first));

    assertThat(await(pair.b().rpc(pair.idA(), MEMPOOL_DIRECT_SEND, Buffer.buffer("y"))))
        .isEqualTo(Buffer.buffer("y"));
  }

  @Test
  void peer_handler_is_one_that_is_set_or_removed_and_subscriptions_are_many() {
    List<String> told = new CopyOnWriteArrayList<>();
    pair.a().peerHandler(event -> told.add("first"));
    pair.a().peerHandler(event -> told.add("second"));
    List<PeerSubscription> subscriptions = new ArrayList<>();
    subscriptions.add(pair.a().subscribe(event -> told.add("third")));
    subscriptions.add(pair.a().subscribe(event -> told.add("fourth")));
    subscriptions.add(await(client.subscribe(event -> told.add("fifth"))));
    await(client.peerHandler(event -> told.add("sixth")));
    await(client.peerHandler(event -> told.add("seventh")));
    reconnect();
    waitFor("all of them", () -> told.size() == 10);
    assertThat(told)
        .contains("second", "third", "fourth", "fifth", "seventh")
        .doesNotContain("first", "sixth");

    pair.a().peerHandler(null);
    await(client.peerHandler(null));
    subscriptions.forEach(subscription -> await(subscription.unregister()));
    subscriptions.forEach(subscription -> await(subscription.unregister()));
    told.clear();
    reconnect();
    assertThat(told).isEmpty();
  }

  private static VerticleBase verticle(java.util.function.Supplier<Future<Void>> start) {
    return new VerticleBase() {
      @Override
      public Future<?> start() {
        return start.get();
      }
    };
  }
}

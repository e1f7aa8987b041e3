package io.diemnet.vertx.impl.eventbus;

import static io.diemnet.vertx.impl.eventbus.BusFixture.await;
import static io.diemnet.vertx.impl.eventbus.FakeDiemNet.ADDRESS;
import static io.diemnet.vertx.impl.eventbus.FakeDiemNet.ALICE;
import static io.diemnet.vertx.impl.eventbus.FakeDiemNet.BOB;
import static io.diemnet.vertx.impl.eventbus.FakeDiemNet.CAROL;
import static io.diemnet.vertx.impl.eventbus.FakeDiemNet.CHAT;
import static io.diemnet.vertx.impl.eventbus.FakeDiemNet.SELF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.DiemNetClient;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.DisconnectReason;
import io.diemnet.vertx.EventBusAddresses;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.InboundMessage;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.SendOptions;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClientTest {

  private static final ProtocolId RPC = ProtocolId.CONSENSUS_RPC;
  private static final Duration LONG = Duration.ofSeconds(30);

  private BusFixture fixture;
  private DiemNetClient client;
  private Context loop;

  @BeforeEach
  void start() {
    fixture = new BusFixture();
    client = DiemNetClient.create(fixture.vertx, "validator");
    loop = fixture.vertx.getOrCreateContext();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private static DiemNetException failureOf(Future<?> future) {
    Throwable failure = catchThrowable(() -> await(future));
    assertThat(failure).isInstanceOf(DiemNetException.class);
    return (DiemNetException) failure;
  }

  private <T> Future<T> onLoop(Supplier<Future<T>> call) {
    Promise<T> promise = Promise.promise();
    loop.runOnContext(go -> call.get().onComplete(promise));
    return promise.future();
  }

  private Future<Buffer> arriving(ProtocolId protocol, String payload) {
    return onLoop(
        () ->
            fixture
                .service
                .inbound()
                .rpc(new InboundMessage(ALICE, protocol, 3, Buffer.buffer(payload))));
  }

  private Future<Void> arrivingDirect(PeerId peer, Buffer payload) {
    return onLoop(
        () ->
            fixture
                .service
                .inbound()
                .directSend(new InboundMessage(peer, CHAT, 3, payload))
                .mapEmpty());
  }

  // ---- out

  @Test
  void an_rpc_goes_there_and_back() {
    SendOptions options = SendOptions.DEFAULT.withTimeout(1234).withPriority(5);

    assertThat(await(client.rpc(ALICE, RPC, Buffer.buffer("hi"), options)))
        .isEqualTo(Buffer.buffer("hi"));
    assertThat(await(client.rpc(ALICE, RPC, Buffer.buffer("hi")))).isEqualTo(Buffer.buffer("hi"));
    assertThat(fixture.network.rpcs)
        .containsExactly(
            new FakeDiemNet.Sent(ALICE, RPC, Buffer.buffer("hi"), options),
            new FakeDiemNet.Sent(ALICE, RPC, Buffer.buffer("hi"), SendOptions.DEFAULT));
  }

  @ParameterizedTest
  @EnumSource(FailureCode.class)
  void every_failure_comes_back_with_its_code_and_reason(FailureCode code) {
    fixture.network.failure = code;

    DiemNetException rpc = failureOf(client.rpc(ALICE, RPC, Buffer.buffer()));
    assertThat(rpc.code()).isEqualTo(code);
    assertThat(rpc.getMessage()).contains(ALICE.toString(), RPC.name(), "told to fail");
    assertThat(failureOf(client.directSend(ALICE, CHAT, Buffer.buffer())).code()).isEqualTo(code);
    assertThat(failureOf(client.dial(CAROL, ADDRESS)).code()).isEqualTo(code);
  }

  @Test
  void a_call_that_is_wrong_in_itself_is_invalid() {
    assertThat(failureOf(client.rpc(SELF, RPC, Buffer.buffer())).code())
        .isEqualTo(FailureCode.INVALID_REQUEST);
    ProtocolId unknown = ProtocolId.custom("Unknown", 99);
    assertThat(failureOf(client.rpc(ALICE, unknown, Buffer.buffer())).code())
        .isEqualTo(FailureCode.INVALID_REQUEST);
  }

  @Test
  void a_network_that_is_not_there_is_a_lost_connection() {
    DiemNetClient nobody = DiemNetClient.create(fixture.vertx, "nobody");

    assertThat(failureOf(nobody.rpc(ALICE, RPC, Buffer.buffer())).code())
        .isEqualTo(FailureCode.CONNECTION_LOST);
    assertThat(failureOf(nobody.directSend(ALICE, CHAT, Buffer.buffer())).code())
        .isEqualTo(FailureCode.CONNECTION_LOST);
    assertThat(failureOf(nobody.peers()).code()).isEqualTo(FailureCode.CONNECTION_LOST);
  }

  @Test
  void a_call_waits_for_the_network_to_say_that_time_is_up() {
    fixture.network.responder =
        sent ->
            fixture
                .vertx
                .timer(sent.options().timeoutMillis() + 300)
                .transform(
                    late ->
                        Future.failedFuture(
                            new DiemNetException(
                                FailureCode.TIMED_OUT, "the network's own words")));

    DiemNetException failure =
        failureOf(client.rpc(ALICE, RPC, Buffer.buffer(), SendOptions.DEFAULT.withTimeout(100)));
    assertThat(failure.code()).isEqualTo(FailureCode.TIMED_OUT);
    assertThat(failure.getMessage()).contains("the network's own words");
  }

  @Test
  void a_call_that_nobody_ever_answers_times_out() {
    fixture.network.responder = sent -> Promise.<Buffer>promise().future();

    assertThat(
            failureOf(client.rpc(ALICE, RPC, Buffer.buffer(), SendOptions.DEFAULT.withTimeout(1)))
                .code())
        .isEqualTo(FailureCode.TIMED_OUT);
  }

  @Test
  void a_cancelled_call_fails_at_once() {
    fixture.network.responder = sent -> Promise.<Buffer>promise().future();
    Promise<Void> cancel = Promise.promise();
    Future<Buffer> call =
        client.rpc(ALICE, RPC, Buffer.buffer(), SendOptions.DEFAULT.withCancelled(cancel.future()));
    cancel.complete();

    assertThat(failureOf(call).code()).isEqualTo(FailureCode.TIMED_OUT);
  }

  @Test
  void a_direct_send_is_done_when_it_is_queued() {
    await(client.directSend(ALICE, CHAT, Buffer.buffer("x")));

    assertThat(fixture.network.directSends)
        .containsExactly(
            new FakeDiemNet.Sent(ALICE, CHAT, Buffer.buffer("x"), SendOptions.DEFAULT));
  }

  @Test
  void a_broadcast_tells_whom_it_was_not_queued_for() {
    SendOptions options = SendOptions.DEFAULT;
    Map<PeerId, DiemNetException> several =
        await(client.broadcast(List.of(ALICE, CAROL, BOB), CHAT, Buffer.buffer(), options));
    assertThat(several).containsOnlyKeys(CAROL);
    assertThat(several.get(CAROL).code()).isEqualTo(FailureCode.NOT_CONNECTED);

    Map<PeerId, DiemNetException> one =
        await(client.broadcast(List.of(CAROL), CHAT, Buffer.buffer(), options));
    assertThat(one).containsOnlyKeys(CAROL);
    assertThat(await(client.broadcast(List.of(ALICE), CHAT, Buffer.buffer(), options))).isEmpty();
    assertThat(await(client.broadcast(List.of(), CHAT, Buffer.buffer(), options))).isEmpty();
    assertThat(await(client.broadcastToAll(CHAT, Buffer.buffer(), options))).isEmpty();
    assertThat(failureOf(client.broadcast(List.of(SELF), CHAT, Buffer.buffer(), options)).code())
        .isEqualTo(FailureCode.INVALID_REQUEST);
  }

  @Test
  void a_broadcast_to_more_peers_than_the_bound_is_refused() {
    List<PeerId> many =
        IntStream.range(1, 1026).mapToObj(i -> PeerId.parse("%032x".formatted(i))).toList();
    assertThat(failureOf(client.broadcast(many, CHAT, Buffer.buffer(), SendOptions.DEFAULT)).code())
        .isEqualTo(FailureCode.INVALID_REQUEST);
    assertThat(fixture.network.directSends).isEmpty();
  }

  // ---- questions and administration

  @Test
  void peers_and_info_come_back_as_values() {
    assertThat(await(client.directSend(ALICE, CHAT, Buffer.buffer()))).isNull();

    assertThat(await(client.peers())).isEqualTo(fixture.network.peers());
    assertThat(await(client.info())).isEqualTo(fixture.network.info());
    DiemNetClient knowing = DiemNetClient.create(fixture.vertx, fixture.addresses, List.of(CHAT));
    assertThat(await(knowing.knownPeers())).isEqualTo(await(fixture.network.knownPeers()));
  }

  @Test
  void waits_for_peers_are_made_by_the_network() {
    await(client.whenConnected(ALICE, Duration.ofMillis(5)));
    await(client.whenConnected(3, Duration.ofMillis(6)));
    await(client.whenConnected(Duration.ofDays(1_000)));
    assertThat(fixture.network.calls)
        .containsExactly("await peer " + ALICE + " 5", "await count 3 6", "await all 2147483647");

    fixture.network.failure = FailureCode.TIMED_OUT;
    DiemNetException late = failureOf(client.whenConnected(ALICE, Duration.ofMillis(5)));
    assertThat(late.code()).isEqualTo(FailureCode.TIMED_OUT);
    assertThat(late.getMessage()).contains(ALICE.toString(), "told to fail");
  }

  @Test
  void a_protocol_that_the_client_does_not_know_is_left_out() {
    assertThat(await(client.info()).protocols()).containsExactly(RPC);

    DiemNetClient knowing =
        DiemNetClient.create(fixture.vertx, EventBusAddresses.of("validator"), List.of(CHAT));
    assertThat(await(knowing.info()).protocols()).containsExactly(RPC, CHAT);
  }

  @Test
  void dial_and_disconnect_are_done_by_the_network() {
    await(client.dial(CAROL, ADDRESS));
    assertThat(failureOf(client.dial(CAROL, ADDRESS)).code())
        .isEqualTo(FailureCode.ALREADY_CONNECTED);
    await(client.disconnect(CAROL));
    assertThat(failureOf(client.disconnect(CAROL)).code()).isEqualTo(FailureCode.NOT_CONNECTED);
  }

  @Test
  void events_come_back_as_values() {
    List<PeerEvent> seen = Collections.synchronizedList(new ArrayList<>());
    await(client.peerHandler(seen::add));
    await(client.directSend(ALICE, CHAT, Buffer.buffer()));
    List<PeerEvent> events =
        List.of(
            new PeerEvent.NewPeer(1, FakeDiemNet.peerInfo(ALICE)),
            new PeerEvent.LostPeer(
                2, FakeDiemNet.peerInfo(ALICE), DisconnectReason.CONNECTION_LOST),
            new PeerEvent.Refused(3, ConnectionOrigin.OUTBOUND, ADDRESS.toString(), BOB, "why"),
            new PeerEvent.Refused(4, ConnectionOrigin.INBOUND, "10.0.0.1", null, "why"));
    events.forEach(fixture.service::publish);
    fixture.bus.publish(fixture.addresses.events(), new JsonObject().put("type", "new-peer"));

    await().atMost(LONG).until(() -> seen.size() == events.size());
    for (int i = 0; i < events.size(); i++) {
      // An event does not tell the counters.
      assertThat(seen.get(i).toJson()).isEqualTo(events.get(i).toJson());
    }
  }

  // ---- in

  @Test
  void requests_are_served_on_the_context_that_registered_the_handler() {
    Context mine = fixture.vertx.getOrCreateContext();
    List<Object> seen = Collections.synchronizedList(new ArrayList<>());
    Promise<Void> registered = Promise.promise();
    mine.runOnContext(
        go ->
            client
                .rpcHandler(
                    RPC,
                    message -> {
                      seen.add(message);
                      seen.add(Thread.currentThread());
                      return Future.succeededFuture(Buffer.buffer("pong"));
                    })
                .onComplete(registered));
    await(registered.future());
    Promise<Thread> thread = Promise.promise();
    mine.runOnContext(go -> thread.complete(Thread.currentThread()));

    assertThat(await(arriving(RPC, "ping"))).isEqualTo(Buffer.buffer("pong"));
    assertThat(seen)
        .containsExactly(
            new InboundMessage(ALICE, RPC, 3, Buffer.buffer("ping")), await(thread.future()));
  }

  @Test
  void a_handler_that_fails_drops_the_request_or_says_that_it_does_not_support_it() {
    await(client.rpcHandler(RPC, message -> Future.failedFuture("no")));
    assertThat(failureOf(arriving(RPC, "x")).code()).isEqualTo(FailureCode.TIMED_OUT);

    await(
        client.rpcHandler(
            RPC,
            message -> {
              throw new IllegalStateException("a handler's own trouble");
            }));
    assertThat(failureOf(arriving(RPC, "x")).code()).isEqualTo(FailureCode.TIMED_OUT);

    await(client.rpcHandler(RPC, message -> null));
    assertThat(failureOf(arriving(RPC, "x")).code()).isEqualTo(FailureCode.TIMED_OUT);

    await(
        client.rpcHandler(
            RPC,
            message ->
                Future.failedFuture(
                    new DiemNetException(FailureCode.NOT_SUPPORTED, "not this one"))));
    assertThat(failureOf(arriving(RPC, "x")).code()).isEqualTo(FailureCode.NOT_SUPPORTED);

    await(client.rpcHandler(RPC, null));
    assertThat(failureOf(arriving(RPC, "x")).code()).isEqualTo(FailureCode.NOT_SUPPORTED);
  }

  @Test
  void a_protocol_may_have_a_handler_of_each_kind() {
    List<InboundMessage> direct = Collections.synchronizedList(new ArrayList<>());
    await(client.directSendHandler(CHAT, direct::add));
    assertThat(failureOf(arriving(CHAT, "x")).code()).isEqualTo(FailureCode.NOT_SUPPORTED);
    await(client.rpcHandler(CHAT, message -> Future.succeededFuture(Buffer.buffer("both"))));

    await(arrivingDirect(BOB, Buffer.buffer("hi")));
    assertThat(await(arriving(CHAT, "x"))).isEqualTo(Buffer.buffer("both"));
    await().atMost(LONG).until(() -> direct.size() == 1);
    assertThat(direct).containsExactly(new InboundMessage(BOB, CHAT, 3, Buffer.buffer("hi")));

    await(client.directSendHandler(CHAT, null));
    assertThat(await(arriving(CHAT, "x"))).isEqualTo(Buffer.buffer("both"));
  }

  @Test
  void an_asynchronous_handler_that_is_slow_is_not_given_more_than_a_window() {
    List<Promise<Void>> open = Collections.synchronizedList(new ArrayList<>());
    await(
        client.asyncDirectSendHandler(
            CHAT,
            message -> {
              Promise<Void> promise = Promise.promise();
              open.add(promise);
              return promise.future();
            }));
    int count = ServedProtocol.MAX_WAITING + 100;
    List<Future<Void>> sends = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sends.add(arrivingDirect(ALICE, Buffer.buffer(new byte[4097])));
    }
    await().atMost(LONG).until(() -> open.size() == ServedProtocol.MAX_WAITING);
    await(sends.get(ServedProtocol.MAX_WAITING - 1));
    assertThat(sends.subList(ServedProtocol.MAX_WAITING, count)).noneMatch(Future::isComplete);

    await()
        .atMost(LONG)
        .until(
            () -> {
              List.copyOf(open).forEach(Promise::tryComplete);
              return open.size() == count && sends.stream().allMatch(Future::succeeded);
            });
  }

  @Test
  void closing_a_client_ends_its_handlers_only() {
    await(client.rpcHandler(RPC, message -> Future.succeededFuture(message.payload())));
    await(client.peerHandler(event -> {}));
    await(client.close());

    assertThat(failureOf(arriving(RPC, "x")).code()).isEqualTo(FailureCode.NOT_SUPPORTED);
    await(client.rpc(ALICE, RPC, Buffer.buffer()));
  }

  @Test
  void two_vertx_instances_do_not_meet() {
    Vertx other = Vertx.vertx();
    try {
      assertThat(failureOf(DiemNetClient.create(other, "validator").info()).code())
          .isEqualTo(FailureCode.CONNECTION_LOST);
    } finally {
      await(other.close());
    }
  }
}

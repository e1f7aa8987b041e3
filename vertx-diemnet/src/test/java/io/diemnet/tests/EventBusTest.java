package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.failure;
import static io.diemnet.tests.TestNetwork.waitFor;
import static io.diemnet.vertx.ProtocolId.CONSENSUS_RPC;
import static io.diemnet.vertx.ProtocolId.MEMPOOL_DIRECT_SEND;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.PrivateKey;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes on loopback, deployed as verticles and used through the event bus only. */
class EventBusTest {

  private static final String RPC = CONSENSUS_RPC.name();
  private static final String DIRECT_SEND = MEMPOOL_DIRECT_SEND.name();

  private final String secretA = secret();
  private final String secretB = secret();
  private final PrivateKey keyA = PrivateKey.parse(secretA);
  private final PrivateKey keyB = PrivateKey.parse(secretB);
  private final String idA = TestNetwork.id(keyA).toString();
  private final String idB = TestNetwork.id(keyB).toString();
  private Vertx vertx;
  private EventBus bus;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    bus = vertx.eventBus();
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  // ---- helpers

  private static String secret() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private String deploy(DiemNetOptions options) {
    String secret = options.getName().equals("a") ? secretA : secretB;
    JsonObject config =
        options.toJson().put("identity", new JsonObject().put("privateKey", secret));
    return await(
        vertx.deployVerticle(
            "io.diemnet.vertx.DiemNetVerticle", new DeploymentOptions().setConfig(config)));
  }

  private DiemNetOptions a() {
    return TestNetwork.validator("a", keyA).addSeed(TestNetwork.id(keyB), TestNetwork.trust(keyB));
  }

  private DiemNetOptions b() {
    return TestNetwork.validator("b", keyB).addSeed(TestNetwork.id(keyA), TestNetwork.trust(keyA));
  }

  private void connect(DiemNetOptions a, DiemNetOptions b) {
    deploy(a);
    deploy(b);
    await(bus.request("diemnet.b.admin.dial", dialA()));
    waitFor("a to know b", () -> !peers("a").isEmpty());
  }

  private void connect() {
    connect(a(), b());
  }

  private JsonObject dialA() {
    return new JsonObject().put("peer", idA).put("address", info("a").getString("address"));
  }

  private JsonObject info(String network) {
    return (JsonObject) await(bus.request("diemnet." + network + ".info", null)).body();
  }

  private JsonArray peers(String network) {
    return (JsonArray) await(bus.request("diemnet." + network + ".peers", null)).body();
  }

  private void consume(String protocol, Handler<Message<Object>> handler) {
    await(bus.consumer("diemnet.a.in." + protocol, handler).completion());
  }

  private static DeliveryOptions to(String peer, String protocol) {
    return new DeliveryOptions().addHeader("peer", peer).addHeader("protocol", protocol);
  }

  private Future<Message<Object>> rpc(Buffer payload) {
    return bus.request("diemnet.b.rpc", payload, to(idA, RPC));
  }

  private Future<Message<Object>> directSend(Buffer payload) {
    return bus.request("diemnet.b.direct-send", payload, to(idA, DIRECT_SEND));
  }

  private static ReplyException refused(Future<?> future) {
    Throwable failure = failure(future);
    assertThat(failure).isInstanceOf(ReplyException.class);
    ReplyException reply = (ReplyException) failure;
    assertThat(reply.failureType()).isEqualTo(ReplyFailure.RECIPIENT_FAILURE);
    return reply;
  }

  private void assertRefused(Future<?> future, int code) {
    ReplyException refused = refused(future);
    assertThat(refused.failureCode()).as(refused.getMessage()).isEqualTo(code);
    assertThat(refused.getMessage()).contains(idA);
  }

  // ---- there and back

  @Test
  void a_request_and_its_answer_travel_as_buffers_and_as_json() {
    connect();
    consume(
        RPC,
        message -> {
          assertThat(message.headers().get("peer")).isEqualTo(idB);
          assertThat(message.headers().get("kind")).isEqualTo("rpc");
          message.reply(((Buffer) message.body()).copy().appendString(" back"));
        });

    assertThat(await(rpc(Buffer.buffer("there"))).body()).isEqualTo(Buffer.buffer("there back"));
    JsonObject question =
        new JsonObject().put("peer", idA).put("protocol", RPC).put("payload", "dGhlcmU");
    assertThat(await(bus.request("diemnet.b.rpc", question)).body())
        .isEqualTo(new JsonObject().put("payload", "dGhlcmUgYmFjaw=="));
  }

  @Test
  void direct_sends_arrive_in_order_with_who_sent_them() {
    connect();
    int count = 2_000;
    List<Message<Object>> received = Collections.synchronizedList(new ArrayList<>());
    consume(DIRECT_SEND, received::add);
    for (int sent = 0; sent < count; sent += 500) {
      Future<?> last = Future.succeededFuture();
      for (int i = 0; i < 500; i++) {
        last = directSend(Buffer.buffer().appendInt(sent + i));
      }
      await(last.mapEmpty());
    }

    waitFor("all to arrive", () -> received.size() == count);
    for (int i = 0; i < count; i++) {
      assertThat(((Buffer) received.get(i).body()).getInt(0)).isEqualTo(i);
    }
    assertThat(received.get(0).headers().get("peer")).isEqualTo(idB);
    assertThat(received.get(0).headers().get("kind")).isEqualTo("direct-send");
  }

  @Test
  void a_direct_send_to_all_reaches_whoever_is_connected() {
    connect();
    List<Object> received = Collections.synchronizedList(new ArrayList<>());
    consume(DIRECT_SEND, message -> received.add(message.body()));

    assertThat(
            await(bus.request("diemnet.b.direct-send", Buffer.buffer("x"), to("*", DIRECT_SEND)))
                .body())
        .isEqualTo(new JsonObject().put("queued", 1).put("failed", new JsonObject()));
    waitFor("it to arrive", () -> received.size() == 1);
  }

  @Test
  void the_priority_arrives() {
    connect();
    List<String> priorities = Collections.synchronizedList(new ArrayList<>());
    consume(
        RPC,
        message -> {
          priorities.add(message.headers().get("priority"));
          message.reply(Buffer.buffer());
        });
    await(bus.request("diemnet.b.rpc", Buffer.buffer(), to(idA, RPC).addHeader("priority", "200")));

    assertThat(priorities).containsExactly("200");
  }

  // ---- failures

  @Test
  void every_failure_of_a_call_has_its_code() {
    // Two calls and the ping.
    DiemNetOptions small = b().setLimits(new LimitsOptions().setMaxPendingRpcs(3));
    deploy(a());
    deploy(small);
    assertRefused(rpc(Buffer.buffer()), 404);
    assertRefused(directSend(Buffer.buffer()), 404);
    await(bus.request("diemnet.b.admin.dial", dialA()));

    assertThat(refused(bus.request("diemnet.b.rpc", Buffer.buffer(), to(idB, RPC))).failureCode())
        .isEqualTo(400);
    assertRefused(rpc(Buffer.buffer()), 501);
    assertRefused(rpc(Buffer.buffer(new byte[8 * 1024 * 1024])), 413);
    assertRefused(directSend(Buffer.buffer(new byte[8 * 1024 * 1024])), 413);

    List<Message<Object>> unanswered = Collections.synchronizedList(new ArrayList<>());
    consume(
        RPC,
        message -> {
          // The empty one may arrive or not: its time may be over before it is written.
          if (((Buffer) message.body()).length() > 0) {
            unanswered.add(message);
          }
        });
    assertRefused(
        bus.request("diemnet.b.rpc", Buffer.buffer(), to(idA, RPC).addHeader("timeout", "50")),
        408);
    Future<?> first = rpc(Buffer.buffer("first"));
    Future<?> second = rpc(Buffer.buffer("second"));
    waitFor("both to arrive", () -> unanswered.size() == 2);
    assertRefused(rpc(Buffer.buffer()), 429);
    assertRefused(bus.request("diemnet.b.admin.dial", dialA()), 409);

    Future<?> closing =
        bus.request("diemnet.b.admin.disconnect", new JsonObject().put("peer", idA));
    assertThat(failure(rpc(Buffer.buffer()))).isInstanceOf(ReplyException.class);
    unanswered.get(0).reply(Buffer.buffer());
    unanswered.get(1).reply(Buffer.buffer());
    await(first.mapEmpty());
    await(second.mapEmpty());
    await(closing.mapEmpty());
    assertRefused(
        bus.request("diemnet.b.admin.disconnect", new JsonObject().put("peer", idA)), 404);
  }

  @Test
  void calls_in_flight_fail_with_503_when_the_remote_goes_away() {
    String deploymentA = deploy(a().setLimits(new LimitsOptions().setCloseTimeout(100)));
    deploy(b());
    await(bus.request("diemnet.b.admin.dial", dialA()));
    List<Message<Object>> unanswered = Collections.synchronizedList(new ArrayList<>());
    consume(RPC, unanswered::add);
    Future<?> call = rpc(Buffer.buffer());
    waitFor("it to arrive", () -> unanswered.size() == 1);
    await(vertx.undeploy(deploymentA));

    assertRefused(call, 503);
  }

  @Test
  void a_dial_that_fails_names_the_step() {
    deploy(a());
    deploy(b());
    JsonObject nobody =
        new JsonObject()
            .put("peer", idA)
            .put(
                "address",
                "/ip4/127.0.0.1/tcp/1/ln-noise-ik/" + keyA.publicKey() + "/ln-handshake/0");

    assertRefused(bus.request("diemnet.b.admin.dial", nobody), 502);
  }

  @Test
  void a_consumer_that_fails_drops_the_request_but_501_tells_the_remote() {
    connect();
    AtomicInteger code = new AtomicInteger(500);
    consume(RPC, message -> message.fail(code.get(), "no"));

    assertRefused(
        bus.request("diemnet.b.rpc", Buffer.buffer(), to(idA, RPC).addHeader("timeout", "300")),
        408);
    code.set(501);
    assertRefused(rpc(Buffer.buffer()), 501);
  }

  // ---- slow consumers

  @Test
  void a_paused_consumer_costs_no_more_than_the_bound_and_others_go_on() {
    LimitsOptions limits =
        new LimitsOptions()
            .setMaxFrameSize(64 * 1024)
            .setInboundQueueBytes(1024 * 1024)
            .setReadPause(100);
    connect(a().setLimits(limits), b());
    AtomicInteger received = new AtomicInteger();
    MessageConsumer<Object> consumer =
        bus.consumer("diemnet.a.in." + DIRECT_SEND, message -> received.incrementAndGet());
    await(consumer.completion());
    consumer.pause();
    consume(RPC, message -> message.reply(message.body()));
    Buffer payload = Buffer.buffer(new byte[32 * 1024]);
    int sent = 0;
    for (int i = 0; i < 20; i++) {
      for (int k = 0; k < 20; k++) {
        await(directSend(payload));
        sent++;
      }
      // Its answer comes after what was sent before was read.
      await(rpc(Buffer.buffer("alive")));
    }

    consumer.resume();
    int bound = limits.getInboundQueueBytes() / payload.length();
    waitFor("what was held to arrive", () -> received.get() >= bound / 2);
    await(rpc(Buffer.buffer("alive")));
    assertThat(received.get()).isLessThan(2 * bound).isLessThan(sent);

    int before = received.get();
    await(directSend(payload));
    waitFor("a new one to arrive", () -> received.get() > before);
  }

  // ---- what is told

  @Test
  void events_tell_who_comes_and_goes() {
    List<JsonObject> events = Collections.synchronizedList(new ArrayList<>());
    await(
        bus.<JsonObject>consumer("diemnet.a.events", message -> events.add(message.body()))
            .completion());
    connect();
    waitFor("the first event", () -> events.size() == 1);
    await(bus.request("diemnet.b.admin.disconnect", new JsonObject().put("peer", idA)));
    waitFor("the second event", () -> events.size() == 2);

    assertThat(events.get(0).getString("type")).isEqualTo("new-peer");
    assertThat(events.get(0).getString("peer")).isEqualTo(idB);
    assertThat(events.get(0).getString("origin")).isEqualTo("inbound");
    assertThat(events.get(0).getString("role")).isEqualTo("Validator");
    assertThat(events.get(1).getString("type")).isEqualTo("lost-peer");
    assertThat(events.get(1).getString("reason")).isIn("requested", "connection-lost");
  }

  @Test
  void peers_info_and_networks_tell_what_is_there() {
    connect();
    JsonObject peer = peers("b").getJsonObject(0);
    assertThat(peer.getString("peer")).isEqualTo(idA);
    assertThat(peer.getString("address")).isEqualTo(info("a").getString("address"));
    assertThat(peer.getString("origin")).isEqualTo("outbound");
    assertThat(peer.getJsonArray("protocols")).contains(RPC, DIRECT_SEND);

    JsonObject info = info("a");
    assertThat(info.getString("network")).isEqualTo("a");
    assertThat(info.getString("peer")).isEqualTo(idA);
    assertThat(info.getString("publicKey")).isEqualTo(keyA.publicKey().toString());
    assertThat(info.getInteger("chainId")).isEqualTo(4);
    assertThat(info.getJsonObject("failures").fieldNames())
        .containsExactlyInAnyOrder("inbound", "outbound");

    JsonArray networks = (JsonArray) await(bus.request("diemnet.networks", null)).body();
    assertThat(networks.stream().map(each -> ((JsonObject) each).getString("network")))
        .containsExactlyInAnyOrder("a", "b");
  }
}

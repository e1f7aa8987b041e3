package io.diemnet.node.bridge;

import static io.diemnet.node.bridge.TcpFrames.register;
import static io.diemnet.node.bridge.TwoNetworks.CHAT;
import static io.diemnet.node.bridge.TwoNetworks.await;
import static io.diemnet.node.bridge.TwoNetworks.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.SendOptions;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What passes through the TCP bridge, between a client and a real peer. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TcpBridgeTest {

  private final SharedNetworks shared = new SharedNetworks();
  private TwoNetworks networks;
  private Bridges bridges;
  private TcpFrames client;

  @BeforeEach
  void start() throws IOException {
    networks = shared.get();
    // Nothing here is about a client that is slow, so none is dropped for it.
    bridges = networks.open(config(), config().limits());
    client = new TcpFrames(bridges.tcpPort());
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    shared.release();
  }

  @AfterAll
  void close() {
    shared.close();
  }

  private JsonObject call(String payload) {
    return new JsonObject()
        .put("peer", networks.farId.toString())
        .put("protocol", CHAT.name())
        .put("payload", payload);
  }

  private Future<Buffer> farCalls(String payload) {
    return networks.far.rpc(networks.nearId, CHAT, Buffer.buffer(payload), SendOptions.DEFAULT);
  }

  @Test
  void a_ping_is_answered_with_a_pong() throws IOException {
    assertThat(client.send(new JsonObject().put("type", "ping")).read())
        .isEqualTo(new JsonObject().put("type", "pong"));
  }

  @Test
  void questions_are_answered() throws IOException {
    JsonObject answer = client.ask("diemnet.networks", new JsonObject());
    assertThat(answer.getString("type")).isEqualTo("message");
    assertThat(answer.getString("address")).isEqualTo("r1");
    assertThat(answer.getJsonArray("body").size()).isEqualTo(2);

    assertThat(client.ask(networks.bus.info(), null).getJsonObject("body").getString("peer"))
        .isEqualTo(networks.nearId.toString());
    JsonArray peers = client.ask(networks.bus.peers(), null).getJsonArray("body");
    assertThat(peers.getJsonObject(0).getString("peer")).isEqualTo(networks.farId.toString());
  }

  @Test
  void a_call_reaches_the_peer_and_its_answer_comes_back_in_json() throws IOException {
    networks.far.rpcHandler(
        CHAT, message -> Future.succeededFuture(message.payload().copy().appendString(" back")));

    JsonObject answer = client.ask(networks.bus.rpc(), call("aGVsbG8="));

    assertThat(answer.getJsonObject("body"))
        .isEqualTo(new JsonObject().put("payload", "aGVsbG8gYmFjaw=="));
  }

  @Test
  void a_failure_has_the_code_and_the_words_of_the_event_bus() throws IOException {
    JsonObject failure = client.ask(networks.bus.rpc(), call("aGVsbG8=").put("peer", "x"));

    assertThat(failure.getString("type")).isEqualTo("err");
    assertThat(failure.getString("address")).isEqualTo("r1");
    assertThat(failure.getString("sourceAddress")).isEqualTo(networks.bus.rpc());
    assertThat(failure.getInteger("failureCode")).isEqualTo(400);
    assertThat(failure.getString("failureType")).isEqualTo("RECIPIENT_FAILURE");
    assertThat(failure.getString("message")).contains("rpc to x");
  }

  @Test
  void a_timeout_beyond_what_the_bridge_waits_is_refused() throws IOException {
    JsonObject failure = client.ask(networks.bus.rpc(), call("").put("timeout", 25_001));
    assertThat(failure.getInteger("failureCode")).isEqualTo(400);
    assertThat(failure.getString("message")).contains("25000");

    networks.far.rpcHandler(CHAT, message -> Future.succeededFuture(message.payload()));
    assertThat(client.ask(networks.bus.rpc(), call("").put("timeout", 25_000)).getString("type"))
        .isEqualTo("message");
  }

  @Test
  void a_direct_send_reaches_the_peer_and_is_answered_once_queued() throws IOException {
    List<String> arrived = Collections.synchronizedList(new ArrayList<>());
    networks.far.directSendHandler(
        CHAT,
        message -> {
          arrived.add(message.payload().toString());
        });

    JsonObject answer = client.ask(networks.bus.directSend(), call("aGVsbG8="));

    assertThat(answer.getString("type")).isEqualTo("message");
    assertThat(answer.containsKey("body")).isFalse();
    TwoNetworks.waitFor("the message", () -> arrived.contains("hello"));
  }

  @Test
  void a_registered_client_is_asked_in_json_and_its_answer_reaches_the_peer() throws IOException {
    client.send(register(networks.bus.inbound(CHAT))).settle();

    Future<Buffer> answer = farCalls("hello");
    JsonObject asked = client.read();

    assertThat(asked.getString("type")).isEqualTo("message");
    assertThat(asked.getBoolean("send")).isTrue();
    assertThat(asked.getJsonObject("headers")).isEqualTo(new JsonObject());
    assertThat(asked.getJsonObject("body"))
        .isEqualTo(
            new JsonObject()
                .put("peer", networks.farId.toString())
                .put("protocol", "Chat")
                .put("kind", "rpc")
                .put("priority", 0)
                .put("payload", "aGVsbG8="));
    client.send(
        new JsonObject()
            .put("type", "send")
            .put("address", asked.getString("replyAddress"))
            .put("body", new JsonObject().put("payload", "-_8")));
    assertThat(await(answer)).isEqualTo(Buffer.buffer(new byte[] {(byte) 0xfb, -1}));
  }

  @Test
  void a_client_that_fails_a_request_with_501_does_not_serve_it() throws IOException {
    client.send(register(networks.bus.inbound(CHAT))).settle();

    Future<Buffer> answer = farCalls("hello");
    client.send(
        new JsonObject()
            .put("type", "send")
            .put("address", client.read().getString("replyAddress"))
            .put("failureCode", 501)
            .put("message", "not here"));

    assertThat(codeOf(answer)).isEqualTo(FailureCode.NOT_SUPPORTED);
  }

  @Test
  void an_answer_without_a_payload_is_an_error_of_the_client() throws IOException {
    client.send(register(networks.bus.inbound(CHAT))).settle();
    for (Object body :
        new Object[] {
          null,
          "text",
          new JsonObject(),
          new JsonObject().put("payload", 1),
          new JsonObject().put("payload", "*")
        }) {
      Future<Buffer> answer =
          networks.far.rpc(networks.nearId, CHAT, Buffer.buffer(), SendOptions.DEFAULT);
      answer.onFailure(expected -> {});
      client.send(
          new JsonObject()
              .put("type", "send")
              .put("address", client.read().getString("replyAddress"))
              .put("body", body));
      JsonObject failure = client.read();
      assertThat(failure.getString("type")).isEqualTo("err");
      assertThat(failure.getInteger("failureCode")).isEqualTo(400);
    }
  }

  @Test
  void a_request_can_be_answered_once() throws IOException {
    client.send(register(networks.bus.inbound(CHAT))).settle();
    Future<Buffer> answer = farCalls("hello");
    JsonObject reply =
        new JsonObject()
            .put("type", "send")
            .put("address", client.read().getString("replyAddress"))
            .put("body", new JsonObject().put("payload", ""));
    client.send(reply).send(reply);

    await(answer);
    assertThat(client.read().getString("message")).isEqualTo("access_denied");
  }

  @Test
  void direct_sends_and_events_come_to_who_is_registered() throws IOException {
    client
        .send(register(networks.bus.inbound(CHAT)))
        .send(register(networks.bus.events()))
        .settle();

    await(
        networks.far.directSend(
            networks.nearId, CHAT, Buffer.buffer("hello"), new SendOptions(0, 7, null)));
    JsonObject message = client.read();
    assertThat(message.containsKey("replyAddress")).isFalse();
    assertThat(message.getJsonObject("body").getString("kind")).isEqualTo("direct-send");
    assertThat(message.getJsonObject("body").getInteger("priority")).isEqualTo(7);

    shared.changed();
    await(networks.far.close());
    JsonObject event = client.read();
    assertThat(event.getBoolean("send")).isFalse();
    assertThat(event.getJsonObject("body").getString("type")).isEqualTo("lost-peer");
  }

  @Test
  void who_unregisters_hears_nothing_more() throws IOException {
    String address = networks.bus.inbound(CHAT);
    client.send(register(address)).settle();
    client.send(register(address).put("type", "unregister")).settle();

    assertThat(codeOf(farCalls("hello"))).isEqualTo(FailureCode.NOT_SUPPORTED);
    assertThat(client.send(register(address).put("type", "unregister")).read().getString("message"))
        .isEqualTo("unknown_address");
  }

  @Test
  void the_handlers_of_a_client_that_is_gone_are_forgotten() throws IOException {
    client.send(register(networks.bus.inbound(CHAT))).settle();
    Future<Buffer> unanswered =
        networks.far.rpc(
            networks.nearId, CHAT, Buffer.buffer("hello"), new SendOptions(3000, 0, null));
    client.read();
    client.close();

    assertThat(catchThrowable(() -> await(unanswered))).isInstanceOf(DiemNetException.class);
    TwoNetworks.waitFor("the client to be gone", () -> bridges.tcpMeters().clients() == 0);
    assertThat(codeOf(farCalls("hello"))).isEqualTo(FailureCode.NOT_SUPPORTED);
    assertThat(bridges.heldBytes()).isZero();
  }

  @Test
  void frames_may_come_in_any_pieces() throws IOException {
    byte[] ping = Buffer.buffer().appendInt(15).appendString("{\"type\":\"ping\"}").getBytes();
    for (byte next : ping) {
      client.sendRaw(new byte[] {next});
    }
    assertThat(client.read().getString("type")).isEqualTo("pong");
  }

  @Test
  void large_payloads_pass_both_ways() throws IOException {
    networks.far.rpcHandler(CHAT, message -> Future.succeededFuture(message.payload()));
    String payload = BridgeJson.payload(Buffer.buffer(new byte[700_000]));

    JsonObject answer = client.ask(networks.bus.rpc(), call(payload));

    assertThat(answer.getJsonObject("body").getString("payload")).isEqualTo(payload);
  }

  @Test
  void an_answer_that_no_frame_can_hold_is_a_failure() throws IOException {
    networks.far.rpcHandler(
        CHAT, message -> Future.succeededFuture(Buffer.buffer(new byte[800_000])));

    JsonObject failure = client.ask(networks.bus.rpc(), call(""));

    assertThat(failure.getInteger("failureCode")).isEqualTo(413);
    assertThat(failure.getString("address")).isEqualTo("r1");
  }

  @Test
  void a_request_that_no_frame_can_hold_is_dropped_and_counted() throws IOException {
    client.send(register(networks.bus.inbound(CHAT))).settle();

    Future<Buffer> answer =
        networks.far.rpc(
            networks.nearId,
            CHAT,
            Buffer.buffer(new byte[800_000]),
            new SendOptions(5000, 0, null));

    TwoNetworks.waitFor(
        "the request to be dropped",
        () -> bridges.tcpMeters().counted(BridgeMeters.Event.UNDELIVERED) == 1);
    assertThat(codeOf(answer)).isEqualTo(FailureCode.TIMED_OUT);
    assertThat(bridges.tcpMeters().counted(BridgeMeters.Event.UNDELIVERED)).isEqualTo(1);
    client.settle();
  }

  @Test
  void the_built_in_protocols_can_be_served_too() throws IOException {
    client.send(register(networks.bus.inbound(ProtocolId.CONSENSUS_RPC))).settle();
    assertThat(client.ask(networks.bus.info(), null).getString("type")).isEqualTo("message");
  }

  private static FailureCode codeOf(Future<?> future) {
    Throwable failure = catchThrowable(() -> await(future));
    assertThat(failure).isInstanceOf(DiemNetException.class);
    return ((DiemNetException) failure).code();
  }
}

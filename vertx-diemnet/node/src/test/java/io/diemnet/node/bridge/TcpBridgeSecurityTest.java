package io.diemnet.node.bridge;

import static io.diemnet.node.bridge.TcpFrames.register;
import static io.diemnet.node.bridge.TwoNetworks.CHAT;
import static io.diemnet.node.bridge.TwoNetworks.await;
import static io.diemnet.node.bridge.TwoNetworks.config;
import static io.diemnet.node.bridge.TwoNetworks.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.node.bridge.BridgeMeters.Event;
import io.diemnet.vertx.SendOptions;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stranger can do at the TCP port, and what it costs the node: nothing that stays. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TcpBridgeSecurityTest {

  private static final String TOKEN = "a secret of this node";

  private final SharedNetworks shared = new SharedNetworks();
  private TwoNetworks networks;
  private Bridges bridges;
  private final List<TcpFrames> clients = new ArrayList<>();

  @BeforeEach
  void start() {
    networks = shared.get();
    bridges = null;
  }

  @AfterEach
  void stop() throws IOException {
    for (TcpFrames client : clients) {
      client.close();
    }
    clients.clear();
    shared.release();
  }

  @AfterAll
  void close() {
    shared.close();
  }

  private TcpFrames connect() throws IOException {
    if (bridges == null) {
      bridges = networks.open(config());
    }
    TcpFrames client = new TcpFrames(bridges.tcpPort());
    clients.add(client);
    return client;
  }

  private long counted(Event event) {
    return bridges.tcpMeters().counted(event);
  }

  // ---- addresses

  @Test
  void what_is_not_permitted_is_denied_and_the_client_may_go_on() throws IOException {
    List<String> reached = new ArrayList<>();
    MessageConsumer<Object> secrets =
        networks.vertx.eventBus().consumer("secrets", message -> reached.add("secrets"));
    TcpFrames client = connect();
    List<String> notSent =
        Stream.concat(
                networks.bus.all().stream().filter(address -> address.contains(".admin.")),
                Stream.of(
                    "secrets",
                    "diemnet.far.rpc",
                    "diemnet.near.in.Chat",
                    "diemnet.near.events",
                    "diemnet.near",
                    "diemnet.near.rpc.",
                    "diemnet.near.RPC",
                    ""))
            .toList();
    for (String address : notSent) {
      JsonObject failure = client.ask(address, new JsonObject());
      assertThat(failure.getString("type")).as(address).isEqualTo("err");
      assertThat(failure.getString("message")).as(address).isEqualTo("access_denied");
      assertThat(failure.getString("address")).as(address).isEqualTo("r1");
    }
    for (String address :
        List.of(
            "secrets",
            "diemnet.near.rpc",
            "diemnet.near.admin.dial",
            "diemnet.near.in.Unknown",
            "diemnet.near.in.",
            "diemnet.near.in.*",
            "diemnet.far.in.Chat",
            "diemnet.far.events",
            "diemnet.networks")) {
      JsonObject failure = client.send(register(address)).read();
      assertThat(failure.getString("message")).as(address).isEqualTo("access_denied");
      assertThat(failure.containsKey("detail")).as(address).isEqualTo(!address.equals("secrets"));
    }
    JsonObject published =
        client
            .send(TcpFrames.request(networks.bus.directSend(), null).put("type", "publish"))
            .read();
    assertThat(published.getString("message")).isEqualTo("access_denied");
    assertThat(published.getString("detail")).isEqualTo("clients may send, but not publish");
    client.settle();
    await(secrets.unregister());
    assertThat(reached).isEmpty();
    assertThat(counted(Event.ACCESS_DENIED)).isEqualTo(notSent.size() + 10);
  }

  @Test
  void administration_can_be_permitted_but_never_taken_over() throws IOException {
    shared.changed(); // they are disconnected
    bridges = networks.open(config(null, true));
    TcpFrames client = connect();
    JsonObject body = new JsonObject().put("peer", "nobody");

    JsonObject failure = client.ask(networks.bus.adminDisconnect(), body);
    assertThat(failure.getString("failureType")).isEqualTo("RECIPIENT_FAILURE");
    assertThat(failure.getInteger("failureCode")).isEqualTo(400);
    assertThat(client.send(register(networks.bus.adminDial())).read().getString("message"))
        .isEqualTo("access_denied");
    assertThat(
            client
                .ask(networks.bus.adminDisconnect(), body.put("peer", networks.farId.toString()))
                .getString("type"))
        .isEqualTo("message");
  }

  // ---- frames

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no json",
        "[]",
        "1",
        "null",
        "{",
        "{\"type\":\"ping\"} {}",
        "{\"type\":1}",
        "{\"type\":[\"ping\"]}",
        "{\"type\":\"hug\",\"address\":\"diemnet.networks\"}",
        "{\"address\":\"diemnet.networks\"}",
        "{\"type\":\"send\"}",
        "{\"type\":\"send\",\"address\":null}",
        "{\"type\":\"send\",\"address\":{\"a\":1}}",
        "{\"type\":\"send\",\"address\":\"diemnet.networks\",\"replyAddress\":1}",
        "{\"type\":\"send\",\"address\":\"diemnet.networks\",\"headers\":\"codecName\"}",
        "{\"type\":\"send\",\"address\":\"diemnet.networks\",\"headers\":{\"codecName\":\"int\"}}",
        "{\"type\":\"send\",\"address\":\"diemnet.networks\",\"headers\":{\"codecName\":null}}",
        "{\"type\":\"send\",\"address\":\"diemnet.networks\",\"headers\":{\"timeout\":\"5\"}}",
        "{\"type\":\"send\",\"address\":\"diemnet.networks\",\"headers\":{\"timeout\":0}}",
        "{\"type\":\"send\",\"address\":\"diemnet.networks\",\"headers\":{\"timeout\":1.5}}",
        "{\"type\":\"send\",\"address\":\"diemnet.networks\",\"headers\":{\"x\":{}}}",
        "{\"type\":\"send\",\"address\":\"diemnet.networks\",\"failureCode\":\"x\"}",
        "{\"type\":\"send\",\"address\":\"diemnet.networks\",\"message\":{}}",
        "{\"type\":\"send\",\"address\":\"diemnet.networks\",\"body\":123456789012345678901}",
        "{\"type\":\"register\",\"address\":5}",
        "{\"type\":\"unregister\",\"address\":[]}",
        "{\"type\":\"publish\"}",
        "{\"type\":\"message\",\"address\":\"diemnet.networks\"}",
      })
  void an_odd_frame_gets_an_error_frame_and_the_client_may_go_on(String text) throws IOException {
    TcpFrames client = connect();

    JsonObject failure = client.sendText(text).read();

    assertThat(failure.getString("type")).isEqualTo("err");
    assertThat(failure.getInteger("failureCode")).isEqualTo(400);
    assertThat(failure.getString("failureType")).isEqualTo("ERROR");
    assertThat(failure.getString("message")).isNotEmpty();
    client.settle();
  }

  @Test
  void json_beyond_its_limits_gets_an_error_frame() throws IOException {
    TcpFrames client = connect();
    List<String> bombs =
        List.of(
            "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}",
            "{\"a\":[" + "0,".repeat(250_000) + "0]}",
            "{\"a\":" + "9".repeat(100_000) + "}",
            "{\"" + "a".repeat(100_000) + "\":1}");
    for (String bomb : bombs) {
      assertThat(client.sendText(bomb).read().getString("message")).isEqualTo("invalid_json");
    }
    client.settle();
  }

  @Test
  void odd_bodies_are_the_business_of_the_address() throws IOException {
    TcpFrames client = connect();
    for (Object body :
        new Object[] {
          null,
          "text",
          1,
          1.5,
          true,
          new JsonArray(),
          new JsonObject(),
          new JsonObject().put("peer", new BigInteger("123456789012345678901")),
          new JsonObject().put("peer", 1).put("protocol", new JsonArray())
        }) {
      JsonObject failure = client.ask(networks.bus.rpc(), body);
      assertThat(failure.getInteger("failureCode")).isEqualTo(400);
    }
    for (Object timeout : new Object[] {"5", 1.5, -1, 0, true, new JsonObject(), 1e300}) {
      JsonObject call =
          new JsonObject()
              .put("peer", networks.farId.toString())
              .put("protocol", "Chat")
              .put("payload", "")
              .put("timeout", timeout);
      assertThat(client.ask(networks.bus.rpc(), call).getInteger("failureCode"))
          .as(String.valueOf(timeout))
          .isEqualTo(400);
    }
    client.settle();
  }

  @Test
  void a_frame_over_the_limit_ends_that_client_only() throws IOException {
    TcpFrames other = connect().settle();
    TcpFrames client = connect();

    client.announce(1024 * 1024 + 1);

    JsonObject failure = client.read();
    assertThat(failure.getInteger("failureCode")).isEqualTo(413);
    assertThat(client.isClosed()).isTrue();
    assertThat(counted(Event.FRAME_TOO_LARGE)).isEqualTo(1);
    for (byte[] start :
        List.of(
            new byte[] {-1, -1, -1, -1},
            "POST / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII))) {
      assertThat(connect().sendRaw(start).isClosed()).isTrue();
    }
    other.settle();
  }

  @Test
  void a_frame_that_is_announced_and_not_sent_holds_no_memory_and_ends_that_client_only()
      throws IOException {
    // Patient enough that the first of them is still there when the last one is.
    bridges =
        networks.open(config(), new BridgeLimits(1 << 20, 1 << 20, 8, 16, 16, 16, 5000, 60_000));
    TcpFrames other = connect().settle();
    for (int i = 0; i < 5; i++) {
      connect().announce(1024 * 1024).sendRaw(new byte[] {'{'});
    }
    waitFor("the clients", () -> bridges.tcpMeters().clients() == 6);
    other.settle();
    assertThat(bridges.heldBytes()).isLessThan(100_000);

    for (TcpFrames client : clients.subList(1, clients.size())) {
      assertThat(client.isClosed()).isTrue();
    }
    assertThat(counted(Event.FRAME_NOT_SENT)).isEqualTo(5);
    assertThat(bridges.heldBytes()).isZero();
    other.settle();
  }

  @Test
  void a_frame_that_trickles_in_ends_that_client_too() throws IOException {
    TcpFrames client = connect().announce(10_000);
    int sent = 0;
    try {
      while (counted(Event.FRAME_NOT_SENT) == 0) {
        client.sendRaw(new byte[] {'{'});
        sent++;
        await(networks.vertx.timer(100));
      }
    } catch (IOException closed) {
      // as it should
    }
    waitFor("the client to be gone", () -> counted(Event.FRAME_NOT_SENT) == 1);
    assertThat(sent).isLessThan(10_000);
  }

  // ---- the token

  @Test
  void without_a_token_or_with_a_wrong_one_nothing_passes() throws IOException {
    BridgeConfig config = config(TOKEN, false);
    bridges = networks.open(config, config.limits());
    JsonObject question = TcpFrames.request("diemnet.networks", null);
    List<JsonObject> wrong =
        List.of(
            question,
            question.copy().put("headers", new JsonObject().put("token", "guess")),
            question.copy().put("headers", new JsonObject().put("token", 7)),
            question.copy().put("headers", new JsonObject().put("Token", TOKEN)),
            question.copy().put("token", TOKEN),
            new JsonObject().put("type", "ping"),
            register(networks.bus.events()));
    for (JsonObject frame : wrong) {
      TcpFrames client = connect().send(frame).send(question);
      JsonObject failure = client.read();
      assertThat(failure.getString("type")).isEqualTo("err");
      assertThat(failure.getInteger("failureCode")).isEqualTo(401);
      assertThat(client.isClosed()).isTrue();
    }
    assertThat(connect().sendText("no json").read().getInteger("failureCode")).isEqualTo(401);
    assertThat(counted(Event.WRONG_TOKEN)).isEqualTo(wrong.size() + 1);
  }

  @Test
  void with_the_token_in_the_first_frame_everything_passes() throws IOException {
    BridgeConfig config = config(TOKEN, false);
    bridges = networks.open(config, config.limits());
    JsonObject headers = new JsonObject().put("token", TOKEN);

    TcpFrames pinging = connect();
    pinging.send(new JsonObject().put("type", "ping").put("headers", headers));
    assertThat(pinging.read().getString("type")).isEqualTo("pong");
    assertThat(pinging.ask("diemnet.networks", null).getString("type")).isEqualTo("message");

    TcpFrames asking =
        connect().send(TcpFrames.request("diemnet.networks", null).put("headers", headers));
    assertThat(asking.read().getString("type")).isEqualTo("message");
  }

  @Test
  void who_never_shows_a_token_is_gone_after_a_while() throws IOException {
    bridges = networks.open(config(TOKEN, false));

    TcpFrames silent = connect();
    TcpFrames announcing = connect().announce(100);
    assertThat(silent.isClosed()).isTrue();
    assertThat(announcing.isClosed()).isTrue();
    assertThat(counted(Event.WRONG_TOKEN)).isEqualTo(2);
  }

  @Test
  void before_the_token_no_large_frame_is_taken() throws IOException {
    BridgeConfig config = config(TOKEN, false);
    bridges = networks.open(config, config.limits());

    TcpFrames client = connect().announce(BridgeLimits.MAX_FIRST_FRAME + 1);

    assertThat(client.read().getInteger("failureCode")).isEqualTo(413);
    assertThat(client.isClosed()).isTrue();
  }

  // ---- who does not read

  @Test
  void a_client_that_asks_and_never_reads_is_dropped_with_bounded_memory() throws IOException {
    BridgeConfig config = config();
    bridges = networks.open(config);
    TcpFrames other = connect().settle();
    TcpFrames client = connect();
    long most = 0;
    try {
      while (counted(Event.NOT_READING) == 0) {
        client.send(TcpFrames.request(networks.bus.info(), null));
        most = Math.max(most, bridges.heldBytes());
      }
    } catch (IOException dropped) {
      // as it should
    }
    waitFor("the client to be dropped", () -> counted(Event.NOT_READING) == 1);
    assertThat(most).isGreaterThan(100_000).isLessThan(2L * config.queueBytes() + 100_000);
    waitFor("its memory to be free", () -> bridges.heldBytes() == 0);
    other.settle();
  }

  @Test
  void what_peers_send_to_a_client_that_does_not_read_waits_on_their_account() throws IOException {
    shared.changed(); // messages wait
    BridgeConfig config = config();
    bridges =
        networks.open(config, new BridgeLimits(1 << 20, 1 << 20, 8, 16, 16, 16, 3_600_000, 60_000));
    TcpFrames client = connect().send(register(networks.bus.inbound(CHAT))).settle();
    Buffer payload = Buffer.buffer(new byte[32 * 1024]);
    int messages = 3_000;
    long most = 0;
    List<Future<Void>> sends = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      Future<Void> sent =
          networks.far.directSend(
              networks.nearId, CHAT, Buffer.buffer().appendInt(i).appendBuffer(payload));
      sends.add(sent);
      while (networks.far.writeQueueFull(networks.nearId) && sends.size() < messages / 2) {
        Thread.onSpinWait();
      }
      most = Math.max(most, bridges.heldBytes());
      if (sent.failed()) {
        break; // the sender feels it
      }
    }

    assertThat(counted(Event.NOT_READING)).isZero();
    assertThat(most).isLessThan(config.queueBytes());
    int next = 0;
    for (int i = 0; i < 200; i++) {
      Buffer read = BridgeJson.payload(client.read().getJsonObject("body").getString("payload"));
      assertThat(read.getInt(0)).isEqualTo(next++);
    }
  }

  @Test
  void a_client_that_is_sent_to_and_never_reads_is_dropped_after_a_while() throws IOException {
    shared.changed(); // messages wait
    TcpFrames client = connect().send(register(networks.bus.inbound(CHAT))).settle();
    Buffer payload = Buffer.buffer(new byte[128 * 1024]);
    long most = 0;
    for (int i = 0; counted(Event.NOT_READING) == 0; i++) {
      Future<Void> sent = networks.far.directSend(networks.nearId, CHAT, payload);
      sent.onFailure(full -> {});
      most = Math.max(most, bridges.heldBytes());
      if (i > 100) {
        await(networks.vertx.timer(5));
      }
    }
    waitFor("its memory to be free", () -> bridges.heldBytes() == 0);
    assertThat(most).isLessThan(1_200_000);
    assertThat(client.isClosed()).isTrue();
  }

  // ---- numbers

  @Test
  void clients_registrations_and_requests_are_counted_and_bounded() throws IOException {
    shared.changed(); // calls wait
    TcpFrames first = connect().settle();
    for (int i = 0; i < 7; i++) {
      connect().settle();
    }
    assertThat(connect().isClosed()).isTrue();
    assertThat(counted(Event.TOO_MANY_CLIENTS)).isEqualTo(1);

    networks.far.rpcHandler(CHAT, message -> Future.future(never -> {}));
    JsonObject call =
        new JsonObject()
            .put("peer", networks.farId.toString())
            .put("protocol", "Chat")
            .put("timeout", 3000)
            .put("payload", "");
    for (int i = 0; i < 17; i++) {
      first.send(TcpFrames.request(networks.bus.rpc(), call).put("replyAddress", "r" + i));
    }
    JsonObject failure = first.read();
    assertThat(failure.getInteger("failureCode")).isEqualTo(429);
    assertThat(failure.getString("address")).isEqualTo("r16");
    first.settle();
  }

  @Test
  void an_address_is_registered_once() throws IOException {
    TcpFrames client = connect().send(register(networks.bus.events())).settle();
    assertThat(client.send(register(networks.bus.events())).read().getString("message"))
        .isEqualTo("address_already_registered");
  }

  @Test
  void requests_that_a_client_does_not_answer_are_bounded_and_expire() throws IOException {
    shared.changed(); // calls wait
    TcpFrames client = connect().send(register(networks.bus.inbound(CHAT))).settle();
    List<Future<Buffer>> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      calls.add(
          networks.far.rpc(
              networks.nearId, CHAT, Buffer.buffer(), new SendOptions(60_000, 0, null)));
    }
    for (int i = 0; i < 16; i++) {
      assertThat(client.read().getString("replyAddress")).isNotNull();
    }
    waitFor("the others to be refused", () -> counted(Event.UNDELIVERED) == 4);
    client.settle();
    calls.forEach(call -> call.onFailure(expected -> {}));
  }
}

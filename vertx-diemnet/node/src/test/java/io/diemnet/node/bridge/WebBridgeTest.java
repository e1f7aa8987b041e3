package io.diemnet.node.bridge;

import static io.diemnet.node.bridge.RawWebSocket.PLAIN;
import static io.diemnet.node.bridge.RawWebSocket.SESSION;
import static io.diemnet.node.bridge.TcpFrames.register;
import static io.diemnet.node.bridge.TcpFrames.request;
import static io.diemnet.node.bridge.TwoNetworks.CHAT;
import static io.diemnet.node.bridge.TwoNetworks.await;
import static io.diemnet.node.bridge.TwoNetworks.config;
import static io.diemnet.node.bridge.TwoNetworks.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.node.bridge.BridgeMeters.Event;
import io.diemnet.vertx.SendOptions;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The web port: the event bus over SockJS, who may come in, and what a stranger can do there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebBridgeTest {

  private static final String TOKEN = "secret%token";
  private static final JsonObject QUESTION = request("diemnet.networks", null);

  private final SharedNetworks shared = new SharedNetworks();
  private TwoNetworks networks;
  private Bridges bridges;
  private final List<RawWebSocket> sockets = new ArrayList<>();

  @BeforeEach
  void start() {
    networks = shared.get();
    bridges = null;
  }

  @AfterEach
  void stop() throws IOException {
    for (RawWebSocket socket : sockets) {
      socket.close();
    }
    sockets.clear();
    shared.release();
  }

  @AfterAll
  void close() {
    shared.close();
  }

  private RawWebSocket connect(String path, String... headers) throws IOException {
    if (bridges == null) {
      bridges = networks.open(config());
    }
    RawWebSocket socket = new RawWebSocket(bridges.webPort(), path, headers);
    sockets.add(socket);
    return socket;
  }

  private RawWebSocket open(String path) throws IOException {
    return connect(path).opened();
  }

  private long counted(Event event) {
    return bridges.webMeters().counted(event);
  }

  // ---- what passes

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, SESSION})
  void calls_pass_both_ways(String path) throws IOException {
    networks.far.rpcHandler(CHAT, message -> Future.succeededFuture(message.payload()));
    RawWebSocket client = open(path);
    JsonObject call =
        new JsonObject()
            .put("peer", networks.farId.toString())
            .put("protocol", "Chat")
            .put("payload", "aGVsbG8=");

    JsonObject answer = client.send(request(networks.bus.rpc(), call)).read();
    assertThat(answer)
        .isEqualTo(
            new JsonObject()
                .put("type", "rec")
                .put("address", "r1")
                .put("body", new JsonObject().put("payload", "aGVsbG8=")));

    client.send(register(networks.bus.inbound(CHAT))).send(QUESTION).read();
    Future<Buffer> served =
        networks.far.rpc(networks.nearId, CHAT, Buffer.buffer("hi"), SendOptions.DEFAULT);
    JsonObject asked = client.read();
    assertThat(asked.getString("type")).isEqualTo("rec");
    assertThat(asked.getString("address")).isEqualTo(networks.bus.inbound(CHAT));
    assertThat(asked.getJsonObject("body").getString("payload")).isEqualTo("aGk=");
    client.send(
        new JsonObject()
            .put("type", "send")
            .put("address", asked.getString("replyAddress"))
            .put("body", new JsonObject().put("payload", "aG8=")));
    assertThat(await(served)).isEqualTo(Buffer.buffer("ho"));
  }

  @Test
  void failures_come_as_the_stock_bridge_writes_them() throws IOException {
    RawWebSocket client = open(SESSION);

    JsonObject failure =
        client.send(request(networks.bus.rpc(), new JsonObject().put("peer", "x"))).read();
    assertThat(failure.getString("type")).isEqualTo("err");
    assertThat(failure.getString("address")).isEqualTo("r1");
    assertThat(failure.getInteger("failureCode")).isEqualTo(400);
    assertThat(failure.getString("failureType")).isEqualTo("RECIPIENT_FAILURE");

    JsonObject denied =
        client
            .send(new JsonObject().put("type", "send").put("address", "diemnet.near.admin.dial"))
            .read();
    assertThat(denied.getString("body")).isEqualTo("access_denied");
    assertThat(client.send(request(networks.bus.adminDial(), null)).read().getString("message"))
        .isEqualTo("access_denied");
    assertThat(client.send(register(networks.bus.rpc())).read().getString("body"))
        .isEqualTo("access_denied");
  }

  @Test
  void a_ping_is_not_answered() throws IOException {
    RawWebSocket client = open(SESSION).send(new JsonObject().put("type", "ping"));
    assertThat(client.send(QUESTION).read().getString("type")).isEqualTo("rec");
  }

  @Test
  void the_handlers_of_a_client_that_is_gone_are_forgotten() throws IOException {
    RawWebSocket client = open(SESSION).send(register(networks.bus.events())).send(QUESTION);
    client.read();
    assertThat(bridges.webMeters().clients()).isEqualTo(1);
    client.close();

    waitFor("the client to be gone", () -> bridges.webMeters().clients() == 0);
    assertThat(bridges.heldBytes()).isZero();
  }

  @Test
  void the_pages_are_there() throws Exception {
    bridges = networks.open(config());
    HttpResponse<String> page = get("");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    assertThat(page.headers().firstValue("Content-Security-Policy")).isPresent();
    assertThat(page.body()).contains("vertx-diemnet");
    assertThat(get("none.html").statusCode()).isEqualTo(404);
    assertThat(get("../logback.xml").statusCode()).isEqualTo(404);
    assertThat(get("..%2flogback.xml").statusCode()).isEqualTo(404);
  }

  @Test
  void of_sockjs_only_websockets_are_served() throws Exception {
    bridges = networks.open(config());
    assertThat(get("eventbus/info").body()).contains("\"websocket\":true");
    for (String path :
        List.of(
            "eventbus/000/abc/xhr_streaming",
            "eventbus/000/abc/eventsource",
            "eventbus/000/abc/jsonp?c=f",
            "eventbus/000/abc/htmlfile?c=f",
            "eventbus/iframe.html",
            "eventbus/")) {
      assertThat(get(path).statusCode()).as(path).isEqualTo(404);
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(bridges.webUrl() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  // ---- who may come in

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "http://localhost:1",
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example",
        "https://localhost:PORT",
        "http://127.0.0.1:PORT",
        "null",
        "localhost:PORT",
        ""
      })
  void a_foreign_origin_is_refused(String origin) throws IOException {
    connect(PLAIN);
    String header = "Origin: " + origin.replace("PORT", "" + bridges.webPort());
    for (String path : List.of(PLAIN, SESSION, "/eventbus/info", "/history/diemnet.near", "/")) {
      assertThat(connect(path, header).status()).as(path).isEqualTo("403");
    }
    assertThat(counted(Event.FOREIGN_ORIGIN)).isEqualTo(5);
  }

  @Test
  void the_own_origin_and_allowed_ones_may_connect() throws IOException {
    BridgeConfig config =
        new BridgeConfig(
            "127.0.0.1",
            0,
            0,
            null,
            false,
            List.of("https://app.example", "http://Other.example:80/"),
            null,
            1 << 20,
            1 << 20);
    bridges = networks.open(config);
    int port = bridges.webPort();
    for (String origin :
        List.of(
            "http://localhost:" + port,
            "http://LOCALHOST:" + port,
            "https://app.example",
            "https://app.example:443",
            "http://other.example")) {
      assertThat(connect(SESSION, "Origin: " + origin).status()).as(origin).isEqualTo("101");
    }
    assertThat(connect(SESSION, "Origin: http://app.example").status()).isEqualTo("403");
    assertThat(connect(SESSION, "Host: app.example").status()).isEqualTo("101");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:PORT",
        "localhost.evil.example:PORT",
        "127.0.0.1.evil.example",
        "192.0.2.1:PORT",
        "[::2]:PORT",
        ""
      })
  void a_foreign_host_is_refused(String host) throws IOException {
    connect(PLAIN);
    String header = "Host: " + host.replace("PORT", "" + bridges.webPort());
    for (String path : List.of(PLAIN, SESSION, "/eventbus/info", "/")) {
      assertThat(connect(path, header).status()).as(path).isEqualTo("403");
    }
    // A page whose name was pointed at this machine has an origin to match.
    assertThat(connect(PLAIN, header, header.replace("Host: ", "Origin: http://")).status())
        .isEqualTo("403");
    assertThat(counted(Event.FOREIGN_HOST)).isEqualTo(5);
  }

  @Test
  void every_name_of_loopback_is_at_home() throws IOException {
    connect(PLAIN);
    for (String host :
        List.of("localhost", "LocalHost:9", "127.0.0.1:" + bridges.webPort(), "[::1]:80")) {
      assertThat(connect(PLAIN, "Host: " + host).status()).as(host).isEqualTo("101");
    }
    assertThat(connect(PLAIN, "Host: [::1").status()).isEqualTo("400");
    assertThat(connect(PLAIN, "Host: localhost", "Host: evil.example").status())
        .isNotEqualTo("101");
  }

  @Test
  void without_the_token_nothing_passes() throws IOException {
    bridges = networks.open(config(TOKEN, false));
    String history = "/history/diemnet.near";
    for (String path : List.of(PLAIN, SESSION, "/eventbus/info", history)) {
      assertThat(connect(path).status()).as(path).isEqualTo("401");
      assertThat(connect(path + "?token=guess").status()).isEqualTo("401");
      assertThat(connect(path, "Authorization: Bearer guess").status()).isEqualTo("401");
      assertThat(connect(path, "Authorization: Basic " + TOKEN).status()).isEqualTo("401");
      assertThat(connect(path + "?token=secret%25token", "Authorization: Bearer guess").status())
          .isEqualTo("401");
    }
    assertThat(counted(Event.WRONG_TOKEN)).isEqualTo(20);
    assertThat(connect("/").status()).isEqualTo("200");
    String token = "Authorization: Bearer " + TOKEN;
    assertThat(connect(history, token).status()).isEqualTo("200");
    assertThat(connect("/history/diemnet.far", token).status())
        .as("a network that is not of this bridge")
        .isEqualTo("404");
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, SESSION})
  void with_the_token_everything_passes(String path) throws IOException {
    bridges = networks.open(config(TOKEN, false));
    assertThat(connect(path + "?token=secret%25token").opened().send(QUESTION).read().size())
        .isPositive();
    assertThat(
            connect(path, "Authorization: Bearer " + TOKEN)
                .opened()
                .send(QUESTION)
                .read()
                .getString("type"))
        .isEqualTo("rec");
  }

  // ---- what a stranger can do

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no json",
        "1",
        "{\"type\":1}",
        "{\"address\":\"x\"}",
        "{\"type\":\"hug\",\"address\":\"x\"}",
        "{\"type\":\"send\"}",
        "{\"type\":\"send\",\"address\":\"diemnet.networks\",\"headers\":{\"codecName\":\"int\"}}",
        "{\"type\":\"send\",\"address\":\"diemnet.networks\",\"headers\":{\"x\":[]}}",
        "{\"type\":\"send\",\"address\":\"diemnet.networks\",\"body\":123456789012345678901}"
      })
  void an_odd_frame_gets_an_error_frame_and_the_client_may_go_on(String text) throws IOException {
    RawWebSocket client = open(PLAIN).sendText(text);

    JsonObject failure = client.read();
    assertThat(failure.getString("type")).isEqualTo("err");
    assertThat(failure.getString("body")).isNotEmpty();
    assertThat(failure.getInteger("failureCode")).isEqualTo(400);
    assertThat(client.send(QUESTION).read().getString("type")).isEqualTo("rec");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"a\",null,\"b\"]", "[\"a\",{},\"b\"]", "[\"a\"x\"b\"]", "{}", "h"})
  void text_that_is_no_sockjs_harms_nobody(String text) throws IOException {
    RawWebSocket other = open(SESSION);
    RawWebSocket client = open(SESSION.replace('a', 'b'));

    client.sendText(text);

    assertThat(other.send(QUESTION).read().getString("type")).isEqualTo("rec");
    client.close();
    waitFor("the client to be gone", () -> bridges.webMeters().clients() == 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, SESSION})
  void a_frame_over_the_limit_ends_that_client_only(String path) throws IOException {
    RawWebSocket other = open(SESSION.replace('a', 'b'));

    assertThat(open(path).announce(8 * 1024 * 1024).isClosed()).isTrue();
    String large = "x".repeat(1024 * 1024 + 1);
    assertThat(open(path).send(new JsonObject().put("type", large)).isClosed()).isTrue();

    assertThat(counted(Event.FRAME_TOO_LARGE)).isEqualTo(1);
    assertThat(other.send(QUESTION).read().getString("type")).isEqualTo("rec");
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, SESSION})
  void a_client_that_never_reads_is_dropped_with_bounded_memory(String path) throws IOException {
    RawWebSocket other = open(SESSION.replace('a', 'b'));
    RawWebSocket client = open(path);
    long most = 0;
    try {
      while (counted(Event.NOT_READING) == 0) {
        client.send(request(networks.bus.info(), null));
        most = Math.max(most, bridges.heldBytes());
      }
    } catch (IOException dropped) {
      // as it should
    }
    waitFor("the client to be dropped", () -> counted(Event.NOT_READING) == 1);
    assertThat(most).isGreaterThan(100_000).isLessThan(2_200_000);
    waitFor("its memory to be free", () -> bridges.heldBytes() == 0);
    assertThat(client.isClosed()).isTrue();
    assertThat(other.send(QUESTION).read().getString("type")).isEqualTo("rec");
  }

  @Test
  void a_frame_that_is_announced_and_not_sent_holds_no_memory_and_ends_that_client()
      throws IOException {
    bridges =
        networks.open(config(), new BridgeLimits(1 << 20, 1 << 20, 8, 16, 16, 16, 60_000, 5000));

    RawWebSocket plain = open(PLAIN).announce(1024 * 1024);
    RawWebSocket session = open(SESSION).announce(1024 * 1024);
    assertThat(plain.isClosed()).isTrue();
    assertThat(session.isClosed()).isTrue();

    waitFor("the client to be gone", () -> bridges.webMeters().clients() == 0);
    assertThat(bridges.heldBytes()).isZero();
  }

  @Test
  void clients_are_counted_and_bounded() throws IOException {
    for (int i = 0; i < 8; i++) {
      open("/eventbus/000/session" + i + "/websocket");
    }
    assertThat(connect("/eventbus/000/session8/websocket").status()).isEqualTo("503");
    assertThat(counted(Event.TOO_MANY_CLIENTS)).isEqualTo(1);
  }
}

package io.diemnet.node.bridge;

import static io.diemnet.node.bridge.RawWebSocket.PLAIN;
import static io.diemnet.node.bridge.RawWebSocket.SESSION;
import static io.diemnet.node.bridge.TcpFrames.register;
import static io.diemnet.node.bridge.TcpFrames.request;
import static io.diemnet.node.bridge.TwoNetworks.config;
import static io.diemnet.node.bridge.TwoNetworks.waitFor;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.node.bridge.BridgeMeters.Event;
import io.diemnet.node.port.SecurityHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What half-sent, crowded and odd frames and requests of the web port cost. */
class WebPortSecurityTest {

  private static final int MIB = 1024 * 1024;
  private static final JsonObject QUESTION = request("diemnet.networks", null);

  private final TwoNetworks networks = new TwoNetworks();
  private final List<RawWebSocket> sockets = new ArrayList<>();
  private Bridges bridges;

  @AfterEach
  void stop() throws IOException {
    for (RawWebSocket socket : sockets) {
      socket.close();
    }
    networks.close();
  }

  private RawWebSocket open(String path) throws IOException {
    RawWebSocket socket = new RawWebSocket(bridges.webPort(), path);
    sockets.add(socket);
    return socket.opened();
  }

  private long counted(Event event) {
    return bridges.webMeters().counted(event);
  }

  // ---- half of a message

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, SESSION})
  void half_a_websocket_message_is_counted_in_the_budget_and_ends_that_client(String path)
      throws IOException {
    bridges = networks.open(config(), new BridgeLimits(MIB, MIB, 8, 16, 16, 16, 3000, 3_600_000));
    RawWebSocket other = open(SESSION.replace('a', 'b'));
    RawWebSocket client = open(path).announce(MIB).sendRaw(new byte[MIB / 2]);
    waitFor("the half to be counted", () -> bridges.heldBytes() >= MIB / 2);

    assertThat(client.isClosed()).isTrue();
    assertThat(counted(Event.FRAME_NOT_SENT)).isEqualTo(1);
    assertThat(bridges.heldBytes()).isZero();
    assertThat(other.send(QUESTION).read().getString("type")).isEqualTo("rec");
  }

  @Test
  void a_client_that_sends_its_message_in_time_is_not_dropped_and_holds_nothing_afterwards()
      throws IOException {
    bridges = networks.open(config(), new BridgeLimits(MIB, MIB, 8, 16, 16, 16, 60_000, 60_000));
    RawWebSocket client = open(SESSION);
    String text = new JsonObject().put("type", "x".repeat(MIB / 4)).put("address", "x").encode();
    client.sendText(new JsonArray().add(text).add(QUESTION.encode()).encode());

    assertThat(client.read().getString("type")).isEqualTo("err");
    assertThat(client.read().getString("type")).isEqualTo("rec");
    waitFor("nothing to be held", () -> bridges.heldBytes() == 0);
  }

  // ---- much in a message

  @Test
  void a_frame_of_sockjs_with_too_many_messages_or_tokens_ends_that_client_only()
      throws IOException {
    bridges = networks.open(config());
    RawWebSocket other = open(SESSION.replace('a', 'b'));
    String many = String.join(",", Collections.nCopies(BridgeLimits.MAX_MESSAGES + 1, "\"{}\""));
    assertThat(open(SESSION).sendText("[" + many + "]").isClosed()).isTrue();
    assertThat(counted(Event.TOO_MANY_MESSAGES)).isEqualTo(1);

    String crowded = "{\"a\":[" + "0,".repeat(150_000) + "0]}";
    JsonArray messages = new JsonArray().add(crowded).add(crowded).add(crowded);
    assertThat(open(SESSION).sendText(messages.encode()).isClosed()).isTrue();
    assertThat(counted(Event.TOO_MANY_MESSAGES)).isEqualTo(2);

    String allowed = String.join(",", Collections.nCopies(BridgeLimits.MAX_MESSAGES, "\"{}\""));
    RawWebSocket client = open(SESSION).sendText("[" + allowed + "]");
    assertThat(client.read().getString("type")).isEqualTo("err");
    assertThat(other.send(QUESTION).read().getString("type")).isEqualTo("rec");
  }

  @Test
  void health_checks_of_peers_cannot_be_taken_over() throws IOException {
    bridges = networks.open(config());
    JsonObject failure = open(PLAIN).send(register("diemnet.near.in.HealthCheckerRpc")).read();

    assertThat(failure.getInteger("failureCode")).isEqualTo(403);
    assertThat(counted(Event.ACCESS_DENIED)).isEqualTo(1);
  }

  // ---- answers

  /** The head of the answer to a request with these lines. */
  private List<String> head(String... lines) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), bridges.webPort())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(US_ASCII));
      BufferedReader answer =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      List<String> head = new ArrayList<>();
      for (String line = answer.readLine(); line != null && !line.isEmpty(); ) {
        head.add(line);
        line = answer.readLine();
      }
      return head;
    }
  }

  @Test
  void every_answer_has_the_strict_content_policy() throws IOException {
    bridges = networks.open(config("token", false));
    String host = "Host: localhost";
    String token = "Authorization: Bearer token";
    String upgrade = "Upgrade: websocket";
    String connection = "Connection: Upgrade";
    List<List<String>> answers =
        List.of(
            head("GET / HTTP/1.1", host),
            head("GET /none HTTP/1.1", host),
            head("POST / HTTP/1.1", host),
            head("GET / HTTP/1.1", "Host: evil.example"),
            head("GET / HTTP/1.1", host, "Origin: https://evil.example"),
            head("GET /eventbus/info HTTP/1.1", host),
            head("GET /eventbus/info HTTP/1.1", host, token),
            head("OPTIONS /eventbus/info HTTP/1.1", host, token),
            head("GET /eventbus HTTP/1.1", host, token),
            head("GET /eventbus/iframe.html HTTP/1.1", host, token),
            head("GET /eventbus/websocket HTTP/1.1", host, token),
            head("POST /eventbus/websocket HTTP/1.1", host, token),
            head("GET " + SESSION + " HTTP/1.1", host, token),
            head(
                "GET " + SESSION + " HTTP/1.1",
                host,
                token,
                upgrade,
                connection,
                "Sec-WebSocket-Version: 99",
                "Sec-WebSocket-Key: x"),
            head("GET /%zz HTTP/1.1", host),
            head("GET / HTTP/9.9", host),
            head("rubbish"),
            head("GET /" + "x".repeat(5000) + " HTTP/1.1", host),
            head("GET / HTTP/1.1", host, "X: " + "x".repeat(10_000)));
    for (List<String> answer : answers) {
      assertThat(answer)
          .anyMatch(
              line ->
                  line.equalsIgnoreCase("Content-Security-Policy: " + SecurityHeaders.PAGE_POLICY));
    }
  }
}

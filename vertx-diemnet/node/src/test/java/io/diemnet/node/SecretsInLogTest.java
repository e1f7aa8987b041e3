package io.diemnet.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.node.bridge.TcpFrames;
import io.diemnet.node.bridge.TestCertificate;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PrivateKey;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of a real process at TRACE, with all that Netty and Vert.x log. */
class SecretsInLogTest {

  private static final String TOKEN = "token-7f3a-of-this-test";
  private static final String PAYLOAD = "payload-marker-91c2-of-this-test";
  private static final String ADDRESS_KEY = "a1b2c3d4".repeat(8);

  @TempDir Path dir;

  private final PrivateKey one = PrivateKey.generate();
  private final PrivateKey two = PrivateKey.generate();
  private int port;

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String hex(PrivateKey key) {
    return HexFormat.of().formatHex(key.toBytes());
  }

  private static PeerId id(PrivateKey key) {
    return PeerId.fromPublicKey(key.publicKey());
  }

  private void configure(TestCertificate certificate) throws Exception {
    Path key = dir.resolve("one.key");
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, hex(one));
    Files.setPosixFilePermissions(
        Path.of(certificate.options().getKeyPath()), PosixFilePermissions.fromString("rw-------"));
    Files.writeString(
        dir.resolve("node.yaml"),
        """
        networks:
          - name: one
            identity: {privateKeyFile: one.key}
            listenAddress: /ip4/127.0.0.1/tcp/%d
            addressKeys: {0: %s}
            seeds: {%s: {keys: [%s]}}
          - name: two
            identity: {privateKey: %s}
            listenAddress: /ip4/127.0.0.1/tcp/0
            seeds: {%s: {addresses: [/ip4/127.0.0.1/tcp/%d/ln-noise-ik/%s/ln-handshake/0]}}
        bridge:
          tcpPort: 0
          webPort: 0
          token: %s
          admin: true
          tls: {certificate: %s, key: %s}
        metrics: {port: 0}
        """
            .formatted(
                port,
                ADDRESS_KEY,
                id(two),
                two.publicKey(),
                hex(two),
                id(one),
                port,
                one.publicKey(),
                TOKEN,
                certificate.options().getCertPath(),
                certificate.options().getKeyPath()));
  }

  @Test
  void at_trace_no_key_token_or_payload_is_in_the_log() throws Exception {
    TestCertificate certificate = new TestCertificate(dir);
    port = FreePorts.inARow(25_000, 1);
    configure(certificate);
    try (NodeProcess node =
        NodeProcess.run(
            dir,
            List.of("-Ddiemnet.log.level=TRACE"),
            Main.class,
            "node",
            "--config",
            "node.yaml",
            "--log-format",
            "json")) {
      int tcp = port(node.awaitOut(line -> line.startsWith("bridge tcp ")));
      String web = node.awaitOut(line -> line.startsWith("bridge web "));
      JsonObject connected =
          new JsonObject(
              node.awaitErr(
                  line ->
                      line.contains("connection 0 with") && line.contains("\"network\":\"two\"")));
      assertThat(connected.getString("peer")).isEqualTo(id(one).toString());
      assertThat(connected.getString("direction")).isEqualTo("outbound");
      assertThat(connected.getString("address")).startsWith("/ip4/127.0.0.1/tcp/" + port);
      assertThat(connected.getInteger("connection")).isZero();

      overTcp(certificate, tcp);
      overTheWeb(certificate, port(web));
      node.terminate();
      assertThat(node.awaitExit()).as("exit of %s", node.out()).isZero();

      assertNothingLeaks(node, certificate);
    }
  }

  private static int port(String line) {
    return Integer.parseInt(line.replaceFirst(".*127\\.0\\.0\\.1:([0-9]+).*", "$1"));
  }

  private void overTcp(TestCertificate certificate, int tcp) throws Exception {
    String payload = base64(PAYLOAD);
    try (TcpFrames client =
            new TcpFrames(certificate.client().getSocketFactory().createSocket("localhost", tcp));
        TcpFrames stranger =
            new TcpFrames(certificate.client().getSocketFactory().createSocket("localhost", tcp))) {
      JsonObject token = new JsonObject().put("token", TOKEN);
      client.send(new JsonObject().put("type", "ping").put("headers", token)).read();
      client.send(TcpFrames.register("diemnet.one.in.ConsensusRpc")).settle();
      client.send(TcpFrames.request("diemnet.two.rpc", body("ConsensusRpc", payload)));
      boolean answered = false;
      while (!answered) {
        JsonObject frame = client.read();
        assertThat(frame.encode()).contains(payload);
        answered = "r1".equals(frame.getString("address"));
        if (!answered) {
          client.send(
              new JsonObject()
                  .put("type", "send")
                  .put("address", frame.getString("replyAddress"))
                  .put("body", new JsonObject().put("payload", payload)));
        }
      }
      // Nobody serves it, no such peer, not base64, and no JSON at all.
      client.ask("diemnet.two.rpc", body("ConsensusDirectSend", payload));
      client.ask("diemnet.two.direct-send", body("MempoolDirectSend", payload));
      client.ask("diemnet.two.rpc", body("ConsensusRpc", "%" + PAYLOAD));
      client.ask("diemnet.two.admin.reload-identity", new JsonObject());
      client.sendText("{\"type\": \"send\", \"body\": " + PAYLOAD + "}").read();
      stranger.send(
          new JsonObject()
              .put("type", "ping")
              .put("headers", new JsonObject().put("token", "wrong-" + TOKEN)));
      assertThat(stranger.read().getString("type")).isEqualTo("err");
    }
  }

  private JsonObject body(String protocol, String payload) {
    return new JsonObject()
        .put("peer", id(one).toString())
        .put("protocol", protocol)
        .put("payload", payload);
  }

  private void overTheWeb(TestCertificate certificate, int web) throws Exception {
    HttpClient client = HttpClient.newBuilder().sslContext(certificate.client()).build();
    for (String path : List.of("/", "/none", "/eventbus/info", "/?x=%25zz")) {
      String address = "https://localhost:" + web + path;
      String query = (path.contains("?") ? "&" : "?") + "token=" + TOKEN;
      for (HttpRequest request :
          List.of(
              HttpRequest.newBuilder(URI.create(address + query)).build(),
              HttpRequest.newBuilder(URI.create(address))
                  .header("Authorization", "Bearer " + TOKEN)
                  .build())) {
        client.send(request, HttpResponse.BodyHandlers.discarding());
      }
    }
    String send =
        TcpFrames.request("diemnet.two.direct-send", body("MempoolDirectSend", base64(PAYLOAD)))
            .encode();
    webSocket(client, web, "/eventbus/websocket", send, "{\"type\": " + PAYLOAD + "}", PAYLOAD);
    // In the framing of SockJS.
    webSocket(client, web, "/eventbus/000/abcdefgh/websocket", "[" + PAYLOAD + "]");
  }

  /** Sends texts, and waits until the socket is closed. */
  private void webSocket(HttpClient client, int web, String path, String... texts)
      throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    WebSocket socket =
        client
            .newWebSocketBuilder()
            .buildAsync(
                URI.create("wss://localhost:" + web + path + "?token=" + TOKEN),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onClose(
                      WebSocket webSocket, int status, String reason) {
                    closed.countDown();
                    return null;
                  }

                  @Override
                  public void onError(WebSocket webSocket, Throwable error) {
                    closed.countDown();
                  }
                })
            .get(60, TimeUnit.SECONDS);
    try {
      for (String text : texts) {
        socket.sendText(text, true).get(60, TimeUnit.SECONDS);
      }
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(60, TimeUnit.SECONDS);
    } catch (ExecutionException ended) {
      // The node may close the connection after a malformed text.
    }
    assertThat(closed.await(60, TimeUnit.SECONDS)).isTrue();
  }

  private void assertNothingLeaks(NodeProcess node, TestCertificate certificate) throws Exception {
    List<String> loggers = new ArrayList<>();
    for (String line : node.err()) {
      if (line.contains("\"level\":\"TRACE\"") || line.contains("\"level\":\"DEBUG\"")) {
        loggers.add(new JsonObject(line).getString("logger"));
      }
    }
    assertThat(loggers)
        .as("of Netty and of Vert.x")
        .contains("InternalLoggerFactory", "RouterImpl");

    List<String> secrets =
        new ArrayList<>(
            List.of(
                TOKEN,
                base64(TOKEN),
                PAYLOAD,
                base64(PAYLOAD),
                HexFormat.of().formatHex(PAYLOAD.getBytes(StandardCharsets.UTF_8)),
                ADDRESS_KEY,
                hex(one),
                hex(two)));
    Files.readAllLines(Path.of(certificate.options().getKeyPath())).stream()
        .filter(line -> !line.startsWith("-") && !line.isBlank())
        .map(line -> line.replaceAll("=+$", ""))
        .forEach(secrets::add);
    List<String> leaks = new ArrayList<>();
    for (String line : node.err()) {
      secrets.stream().filter(line::contains).forEach(secret -> leaks.add(secret + " in " + line));
    }
    assertThat(leaks).isEmpty();
    assertThat(node.out()).noneMatch(line -> secrets.stream().anyMatch(line::contains));
  }
}

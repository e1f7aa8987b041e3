package io.diemnet.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.node.bridge.TcpFrames;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bridges of real processes. */
class BridgedNodeTest {

  @TempDir Path dir;

  private static int tcpPort(NodeProcess node) {
    return port(node.awaitOut(line -> line.contains("127.0.0.1:") && line.contains("tcp ")));
  }

  private static int port(String line) {
    return Integer.parseInt(line.replaceFirst(".*127\\.0\\.0\\.1:([0-9]+).*", "$1"));
  }

  @Test
  void a_node_opens_the_bridges_of_its_configuration_and_closes_them() throws Exception {
    Files.writeString(
        dir.resolve("node.yaml"),
        """
        networks:
          - {name: one, listenAddress: /ip4/127.0.0.1/tcp/0}
          - {name: two, networkId: vfn, listenAddress: /ip4/127.0.0.1/tcp/0}
        bridge: {tcpPort: 0, webPort: 0, token: open sesame, admin: true}
        """);
    try (NodeProcess node = NodeProcess.start(dir, "node", "--config", "node.yaml")) {
      int tcp = tcpPort(node);
      String web = node.awaitOut(line -> line.startsWith("bridge web http://"));
      try (TcpFrames client = new TcpFrames(tcp)) {
        client.send(
            new JsonObject()
                .put("type", "ping")
                .put("headers", new JsonObject().put("token", "open sesame")));
        assertThat(client.read().getString("type")).isEqualTo("pong");
        assertThat(client.ask("diemnet.networks", null).getJsonArray("body").size()).isEqualTo(2);
        assertThat(client.ask("diemnet.two.admin.dial", new JsonObject()).getInteger("failureCode"))
            .isEqualTo(400);
        HttpResponse<String> page =
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(web) + "/"))
                        .build(),
                    HttpResponse.BodyHandlers.ofString());
        assertThat(page.statusCode()).isEqualTo(200);

        node.terminate();
        assertThat(client.isClosed()).isTrue();
      }
      assertThat(node.awaitExit()).as("%s", node).isZero();
      assertThat(node.err()).noneMatch(line -> line.contains("open sesame"));
    }
  }

  @Test
  void a_bridge_whose_port_is_taken_says_so_and_is_status_1() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Files.writeString(
          dir.resolve("node.yaml"),
          """
          networks: [{name: one, listenAddress: /ip4/127.0.0.1/tcp/0}]
          bridge: {tcpPort: 0, webPort: %d}
          """
              .formatted(taken.getLocalPort()));
      try (NodeProcess node = NodeProcess.start(dir, "node", "--config", "node.yaml")) {
        assertThat(node.awaitExit()).as("%s", node).isEqualTo(1);
        assertThat(node.err())
            .anyMatch(line -> line.startsWith("bridge: cannot listen on 127.0.0.1:"))
            .noneMatch(line -> line.startsWith("\tat "));
      }
    }
  }

  @Test
  void in_the_demo_a_service_of_another_language_is_called_by_the_other_validators()
      throws Exception {
    try (NodeProcess demo = NodeProcess.start(dir, "demo", "--validators", "3")) {
      demo.awaitOut(line -> line.contains("The network keeps running"));
      int tcp = port(demo.awaitOut(line -> line.contains("TCP and JSON")));
      demo.awaitOut(line -> line.contains("http://127.0.0.1:"));
      try (TcpFrames client = new TcpFrames(tcp)) {
        client.send(TcpFrames.register("diemnet.validator-2.in.PingPongRpc")).settle();
        JsonObject hello =
            new JsonObject()
                .put("peer", "*")
                .put("protocol", "PingPongDirectSend")
                .put("payload", "");
        client.send(TcpFrames.request("diemnet.validator-2.direct-send", hello));
        for (int served = 0; served < 2; ) {
          JsonObject frame = client.read();
          if (frame.getString("replyAddress") != null) {
            client.send(
                new JsonObject()
                    .put("type", "send")
                    .put("address", frame.getString("replyAddress"))
                    .put("body", new JsonObject().put("payload", "cG9uZw==")));
            served++;
          } else {
            assertThat(frame.getJsonObject("body").getInteger("queued")).isEqualTo(2);
          }
        }
        demo.awaitOut(line -> line.contains("validator-0 calls ping-pong at validator-2: \"pong"));
        demo.awaitOut(line -> line.contains("validator-1 calls ping-pong at validator-2: \"pong"));
      }
      demo.interrupt();
      assertThat(demo.awaitExit()).as("%s", demo).isZero();
      assertThat(demo.err()).isEmpty();
    }
  }
}

package io.diemnet.node;

import static org.assertj.core.api.Assertions.assertThat;

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

/** A real process whose configuration has {@code metrics}. */
class MonitoredNodeTest {

  @TempDir Path dir;

  @Test
  void a_node_is_ready_with_its_peers_and_not_ready_while_it_drains() throws Exception {
    Files.writeString(
        dir.resolve("node.yaml"),
        """
        networks:
          - {name: one, listenAddress: /ip4/127.0.0.1/tcp/0}
        metrics: {port: 0}
        shutdown: {delay: 3000}
        """);
    try (NodeProcess node =
        NodeProcess.start(dir, "node", "--config", "node.yaml", "--log-format", "json")) {
      String metrics = node.awaitOut(line -> line.startsWith("metrics http://127.0.0.1:"));
      String base = metrics.replaceAll("metrics (.*)/metrics", "$1");
      node.awaitOut(line -> line.startsWith("listening one "));
      assertThat(get(base + "/health/ready").statusCode()).isEqualTo(200);

      node.terminate();
      node.awaitErr(line -> line.contains("shutting down in 3000 ms"));
      HttpResponse<String> ready = get(base + "/health/ready");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains("the node is shutting down");
      assertThat(get(base + "/health/live").statusCode()).isEqualTo(200);
      assertThat(node.awaitExit()).as("%s", node).isZero();

      assertThat(node.err()).isNotEmpty().allMatch(line -> line.startsWith("{\"time\":"));
      JsonObject first = new JsonObject(node.err().get(0));
      assertThat(first.getString("level")).isEqualTo("INFO");
      assertThat(node.err())
          .anyMatch(
              line ->
                  line.contains("vertx-diemnet-node")
                      && line.contains("Vert.x 5.")
                      && line.contains("node.yaml, networks one"));
    }
  }

  private NodeProcess start(String metrics) throws Exception {
    Files.writeString(
        dir.resolve("node.yaml"),
        """
        networks:
          - {name: one, listenAddress: /ip4/127.0.0.1/tcp/0}
          - {networkId: vfn, listenAddress: /ip4/127.0.0.1/tcp/0}
        metrics: %s
        health: {minPeers: 1}
        """
            .formatted(metrics));
    return NodeProcess.start(dir, "node", "--config", "node.yaml");
  }

  private static HttpResponse<String> get(String url) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void a_node_serves_its_metrics_and_its_health_and_still_ends_well() throws Exception {
    try (NodeProcess node = start("{port: 0}")) {
      String metrics = node.awaitOut(line -> line.startsWith("metrics http://127.0.0.1:"));
      String base = metrics.replaceAll("metrics (.*)/metrics", "$1");
      node.awaitOut(line -> line.startsWith("listening one "));
      node.awaitOut(line -> line.startsWith("listening vfn "));

      HttpResponse<String> health = get(base + "/health");
      assertThat(health.statusCode()).isEqualTo(200);
      JsonObject up = new JsonObject().put("up", true).put("connectedPeers", 0);
      assertThat(new JsonObject(health.body()).getJsonObject("networks"))
          .isEqualTo(new JsonObject().put("one", up).put("vfn", up));
      HttpResponse<String> ready = get(base + "/health/ready");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body())
          .contains("network one has 0 connected peers, fewer than health.minPeers (1)");
      assertThat(get(base + "/metrics").body())
          .contains("diemnet_connections{direction=\"outbound\",network=\"one\"} 0.0")
          .contains("diemnet_connections{direction=\"outbound\",network=\"vfn\"} 0.0");

      node.terminate();
      assertThat(node.awaitExit()).as("%s", node).isZero();
    }
  }

  @Test
  void a_port_of_the_metrics_that_is_taken_ends_the_node_before_its_networks() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        NodeProcess node = start("{host: 127.0.0.1, port: " + taken.getLocalPort() + "}")) {
      assertThat(node.awaitExit()).as("%s", node).isEqualTo(1);
      assertThat(node.out()).isEmpty();
      assertThat(node.err())
          .anyMatch(line -> line.startsWith("metrics: cannot listen on 127.0.0.1:"))
          .noneMatch(line -> line.startsWith("\tat "));
    }
  }
}

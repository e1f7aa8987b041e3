package io.diemnet.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PrivateKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node with a heap of 96 MB that lets strangers in, and strangers that fill its memory. */
class MemoryPressureTest {

  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int SLOW_RPC = 100;

  @TempDir Path dir;

  private NetworkAddress address;
  private String web;

  @Test
  void strangers_that_fill_the_memory_are_closed_and_a_trusted_peer_loses_nothing()
      throws Exception {
    PrivateKey trusted = PrivateKey.generate();
    try (NodeProcess node = start(List.of("-Xmx96m"), trusted);
        Pressure pressure = new Pressure(address, trusted)) {
      served(pressure);

      // Each stops in the middle of a message of 8 MiB.
      List<Stranger> halfway =
          pressure.attack(95, SLOW_RPC, 8 * Pressure.MIB - 64, 4 * Pressure.MIB);
      served(pressure);
      assertThat(metric("diemnet_connections_closed_total", "reason=\"memory\"")).isPositive();
      assertThat(halfway).anyMatch(Stranger::isClosed);
      long limit = metric("diemnet_memory_limit_bytes", "class=\"strangers\"");
      assertThat(limit).isGreaterThan(8L * Pressure.MIB);
      assertThat(metric("diemnet_memory_bytes", "class=\"strangers\""))
          .isBetween(1L, limit + slack(limit));
      // Evicted connections hold their bytes until their own loop has closed them.
      await()
          .atMost(LIMIT)
          .until(() -> metric("diemnet_memory_bytes", "class=\"strangers\"") <= limit);

      // Whole requests that the application does not answer.
      pressure.attack(60, SLOW_RPC, 7 * Pressure.MIB, 7 * Pressure.MIB);
      served(pressure);
      assertThat(metric("diemnet_memory_bytes", "class=\"strangers\""))
          .isLessThanOrEqualTo(limit + slack(limit));

      pressure.end();
      node.terminate();
      assertThat(node.awaitExit()).as("%s", node).isZero();
      assertThat(node.err()).noneMatch(line -> line.contains("OutOfMemory"));
      assertThat(node.err()).anyMatch(line -> line.contains("ended (memory)"));
    }
  }

  @Test
  void a_heap_that_cannot_keep_the_promise_is_refused_with_the_numbers() throws Exception {
    Path config = config("a", PrivateKey.generate());
    try (NodeProcess node =
        NodeProcess.run(
            dir, List.of("-Xmx48m"), Main.class, "node", "--config", config.toString())) {
      assertThat(node.awaitExit()).as("%s", node).isEqualTo(2);
      assertThat(node.err())
          .anyMatch(
              line ->
                  line.contains("networks[0].limits.maxFrameSize")
                      && line.contains("8388608")
                      && line.contains("18 MiB")
                      && line.contains("-Xmx54m"));
    }
  }

  private NodeProcess start(List<String> options, PrivateKey trusted) throws Exception {
    Path config = config("pressed", trusted);
    NodeProcess node = NodeProcess.run(dir, options, PressedNode.class, config.toString());
    web = node.awaitOut(line -> line.startsWith("metrics ")).substring("metrics ".length());
    address =
        NetworkAddress.parse(
            node.awaitOut(line -> line.startsWith("listening ")).substring("listening ".length()));
    return node;
  }

  private Path config(String name, PrivateKey trusted) throws Exception {
    return Files.writeString(
        dir.resolve(name + ".yaml"),
        """
        networks:
          - name: %s
            mutualAuthentication: false
            listenAddress: /ip4/127.0.0.1/tcp/0
            protocols: [{name: SlowRpc, id: %d}]
            limits: {rpcTimeout: 5000, closeTimeout: 10000}
            seeds:
              %s: {keys: [%s], role: Validator}
        metrics: {port: 0}
        """
            .formatted(
                name, SLOW_RPC, PeerId.fromPublicKey(trusted.publicKey()), trusted.publicKey()));
  }

  /** Calls of the trusted peer go on and none was lost; the node says that it is up. */
  private void served(Pressure pressure) throws Exception {
    int before = pressure.answered();
    await()
        .atMost(LIMIT)
        .until(() -> pressure.lost() != null || pressure.answered() > before + 100);
    assertThat(pressure.lost()).isNull();
    assertThat(get("/health").statusCode()).isEqualTo(200);
  }

  /** What evicted connections may hold beyond the limit of strangers: a quarter of the budget. */
  private static long slack(long strangers) {
    return strangers / 2;
  }

  private long metric(String name, String tag) throws Exception {
    Matcher line =
        Pattern.compile("^" + name + "\\{[^}]*" + tag + "[^}]*} (\\S+)$", Pattern.MULTILINE)
            .matcher(get("/metrics").body());
    assertThat(line.find()).as(name).isTrue();
    return (long) Double.parseDouble(line.group(1));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(web + path)).timeout(LIMIT).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}

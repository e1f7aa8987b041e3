package io.diemnet.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two commands start a real network of processes: {@code networks init} and its script. */
class RunScriptTest {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir Path dir;

  @Test
  void two_commands_start_a_mesh_of_processes_with_their_full_nodes() throws Exception {
    int port = FreePorts.inARow(20_000, 12);
    try (NodeProcess init =
        NodeProcess.start(
            dir,
            "networks",
            "init",
            "--validators",
            "2",
            "--full-nodes",
            "--out",
            "net",
            "--port",
            Integer.toString(port))) {
      assertThat(init.awaitExit()).as("%s", init).isZero();
      try (NodeProcess script =
          NodeProcess.execute(
              dir,
              List.of(
                  "env",
                  "JAVA_OPTS=-Xmx128m -XX:TieredStopAtLevel=1",
                  dir.resolve("net/run.sh").toString()))) {
        init.out().stream()
            .filter(line -> line.contains(", metrics "))
            .forEach(line -> awaitPeers(line.replaceAll(".*, metrics ", "")));
        script.terminate();
        assertThat(script.awaitExit()).as("%s", script).isZero();
        assertThat(script.out()).anyMatch(line -> line.startsWith("listening validator-1-vfn "));
      }
    }
  }

  @Test
  void a_node_that_ends_is_named_at_once() throws Exception {
    Path java =
        Files.writeString(
            dir.resolve("java"),
            """
            #!/bin/sh
            case "$*" in *validator-1.yaml) exit 7;; esac
            trap 'exit 0' TERM
            while :; do sleep 0.1; done
            """);
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    String net = dir.resolve("net").toString();
    assertThat(FiveNodes.run("networks", "init", "--validators", "2", "--out", net).status())
        .isZero();
    try (NodeProcess script =
        NodeProcess.execute(dir, List.of("env", "JAVA=" + java, net + "/run.sh"))) {
      script.awaitErr("validator-1 ended with status 7, see validator-1.log"::equals);
      script.terminate();
      assertThat(script.awaitExit()).as("%s", script).isEqualTo(1);
      assertThat(script.err()).hasSize(1);
    }
  }

  /** Each node has one peer in each of its two networks. */
  private static void awaitPeers(String base) {
    await()
        .atMost(Duration.ofMinutes(3))
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () -> {
              HttpResponse<String> health =
                  CLIENT.send(
                      HttpRequest.newBuilder(URI.create(base + "/health")).build(),
                      HttpResponse.BodyHandlers.ofString());
              JsonObject networks = new JsonObject(health.body()).getJsonObject("networks");
              assertThat(networks.size()).isEqualTo(2);
              for (String name : networks.fieldNames()) {
                assertThat(networks.getJsonObject(name).getInteger("connectedPeers"))
                    .as("%s", health.body())
                    .isEqualTo(1);
              }
            });
  }
}

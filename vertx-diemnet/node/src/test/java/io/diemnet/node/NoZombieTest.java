package io.diemnet.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.PrivateKey;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that cannot serve any more ends, with a status and a line that say so. */
class NoZombieTest {

  @TempDir Path dir;

  private NodeProcess stuck(List<String> options, String how) throws Exception {
    Path config =
        Files.writeString(
            dir.resolve("network.json"),
            new JsonObject()
                .put("name", "stuck")
                .put("networkId", "validator")
                .put("chainId", "testing")
                .put("listenAddress", "/ip4/127.0.0.1/tcp/0")
                .put("limits", new JsonObject().put("closeTimeout", 1_000))
                .put(
                    "identity",
                    new JsonObject()
                        .put(
                            "privateKey",
                            HexFormat.of().formatHex(PrivateKey.generate().toBytes())))
                .encode());
    NodeProcess node = NodeProcess.run(dir, options, StuckNode.class, how, config.toString());
    node.awaitOut("stuck"::equals);
    return node;
  }

  @Test
  void sigterm_ends_a_process_whose_event_loops_all_hang() throws Exception {
    try (NodeProcess node = stuck(List.of(), "blocked")) {
      node.awaitOut("blocked"::equals);
      node.terminate();
      assertThat(node.awaitExit()).as("%s", node).isEqualTo(1);
      assertThat(node.err()).anyMatch(line -> line.contains("still not stopped after 6 s"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ended, an event loop has ended by an error",
    "thread, an error of the JVM has ended a thread",
  })
  void a_lost_thread_ends_the_process(String how, String line) throws Exception {
    try (NodeProcess node = stuck(List.of(), how)) {
      assertThat(node.awaitExit()).as("%s", node).isEqualTo(1);
      assertThat(node.err()).anyMatch(said -> said.startsWith(line));
    }
  }

  @ParameterizedTest
  @CsvSource({"-XX:+UseG1GC", "-XX:+UseSerialGC"})
  void a_heap_that_stays_full_ends_the_process(String collector) throws Exception {
    try (NodeProcess node = stuck(List.of("-Xmx64m", collector), "full")) {
      assertThat(node.awaitExit()).as("%s", node).isEqualTo(1);
    }
  }
}

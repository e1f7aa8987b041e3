package io.diemnet.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network of five processes: its commands, a node that is killed, and a rolling restart. */
class FiveNodesTest {

  private static final Path ROOT = Path.of(System.getProperty("diemnet.root"));
  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w*)\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final String PROGRAM = "java -jar vertx-diemnet-node.jar ";

  /** 503, and what a call fails with when its peer or the application there is not there. */
  private static final Set<Integer> NOT_ACCEPTED = Set.of(503, 404, 501, 400);

  @TempDir static Path dir;

  private static FiveNodes network;

  @BeforeAll
  static void start() throws IOException {
    network = new FiveNodes(dir);
    network.awaitWhole();
  }

  @AfterAll
  static void stop() {
    if (network != null) {
      network.close();
    }
  }

  @Test
  void check_names_the_peer_that_was_killed_and_the_reason() throws Exception {
    String gone = network.peers.get(3);
    network.process(3).kill();

    await()
        .atMost(FiveNodes.LIMIT)
        .untilAsserted(
            () -> assertThat(network.awaitCheck(0, 1)).contains("refused", "next attempt in"));

    assertThat(network.awaitCheck(0, 1))
        .startsWith("DIEMNET WARNING - validator: 3 of 4 peers connected, missing " + gone + " (");
    FiveNodes.Result peers = FiveNodes.run("ctl", "--node", network.socket(0), "peers", "--json");
    assertThat(new JsonArray(peers.out()))
        .hasSize(4)
        .filteredOn(peer -> !"connected".equals(((JsonObject) peer).getString("state")))
        .singleElement()
        .satisfies(peer -> assertThat(((JsonObject) peer).getString("peer")).isEqualTo(gone));

    // The file of the killed process is replaced.
    network.restart(3);
    network.awaitWhole();
  }

  @Test
  void the_commands_of_the_page_work_as_printed() throws Exception {
    Path set = Files.write(dir.resolve("set.bcs"), new byte[] {0, 0});
    String peer = network.peers.get(1);
    String address =
        Files.readAllLines(network.directory.resolve("peers.yaml")).stream()
            .dropWhile(line -> !line.startsWith(peer))
            .filter(line -> line.contains("addresses: ["))
            .map(line -> line.replaceAll(".*\\[|\\].*", ""))
            .findFirst()
            .orElseThrow();
    List<String> commands =
        BLOCK
            .matcher(Files.readString(ROOT.resolve("docs/control.md")))
            .results()
            .filter(block -> block.group(1).isEmpty())
            .map(block -> block.group(2).replace("\\\n", " "))
            .flatMap(String::lines)
            .filter(line -> line.startsWith(PROGRAM))
            .filter(line -> line.contains("--node"))
            .toList();
    assertThat(commands).hasSizeGreaterThan(10);
    for (String command : commands) {
      String words =
          command
              .substring(PROGRAM.length())
              .replace("network/", network.directory + "/")
              .replace("$PEER", peer)
              .replace("$ADDRESS", address)
              .replace("set.bcs", set.toString())
              .replace("bundle.zip", dir.resolve("bundle.zip").toString())
              .trim();
      if (command.contains(" disconnect ") || command.contains(" call ")) {
        network.awaitCheck(0, 0);
      }
      FiveNodes.Result result = FiveNodes.run(SPACES.splitAsStream(words).toArray(String[]::new));
      boolean redialed = command.contains(" dial ") && result.err().contains("(409)");
      // No application serves here: the peer answers that it does not support the protocol.
      boolean unserved = command.contains(" call ") && result.err().contains("(501)");
      assertThat(result.status() == 0 || redialed || unserved)
          .as("%s: %s", command, result)
          .isTrue();
    }
    network.awaitWhole();
  }

  @Test
  void a_rolling_restart_loses_no_call_that_an_application_has_accepted() throws Exception {
    requireNode();
    String library = ROOT.resolve("examples-js/src/node.js").toString();
    List<NodeProcess> applications = new ArrayList<>();
    try {
      for (int i = 0; i < FiveNodes.COUNT; i++) {
        int other = (i + 1) % FiveNodes.COUNT;
        applications.add(
            NodeProcess.execute(
                dir,
                List.of(
                    "node",
                    script(),
                    library,
                    "app" + i,
                    "127.0.0.1:"
                        + network.bridgePort(i)
                        + ",127.0.0.1:"
                        + network.bridgePort(other))));
      }
      applications.forEach(application -> application.awaitOut("answered 50"::equals));
      for (int i = 0; i < FiveNodes.COUNT; i++) {
        network.process(i).terminate();
        assertThat(network.process(i).awaitExit()).as("%s", network.process(i)).isZero();
        network.restart(i);
        network.awaitWhole();
      }
      for (NodeProcess application : applications) {
        application.terminate();
      }
      applications.forEach(application -> application.awaitOut("calls no more"::equals));
      for (NodeProcess application : applications) {
        application.terminate();
      }
      judge(applications);
    } finally {
      applications.forEach(NodeProcess::close);
    }
  }

  private static void judge(List<NodeProcess> applications) {
    Set<String> served = new HashSet<>();
    List<JsonObject> results = new ArrayList<>();
    for (NodeProcess application : applications) {
      String line = application.awaitOut(text -> text.startsWith("result "));
      JsonObject result = new JsonObject(line.substring("result ".length()));
      results.add(result);
      result.getJsonArray("served").forEach(id -> served.add((String) id));
      assertThat(application.out()).contains("going away");
    }
    for (JsonObject result : results) {
      assertThat(result.getJsonArray("odd")).isEmpty();
      for (Object call : result.getJsonArray("failed")) {
        JsonArray failure = (JsonArray) call;
        assertThat(NOT_ACCEPTED).as("%s", failure).contains(failure.getInteger(1));
        assertThat(served).as("%s", failure).doesNotContain(failure.getString(0));
      }
      assertThat(served)
          .containsAll(result.getJsonArray("answered").stream().map(String.class::cast).toList());
    }
  }

  private static String script() throws URISyntaxException {
    return Path.of(FiveNodesTest.class.getResource("/rolling-restart-app.mjs").toURI()).toString();
  }

  private static void requireNode() throws Exception {
    boolean there;
    try {
      there =
          new ProcessBuilder(
                      "node",
                      "-e",
                      "process.exit(Number(process.versions.node.split('.')[0]) >= 20 ? 0 : 1)")
                  .start()
                  .waitFor()
              == 0;
    } catch (IOException missing) {
      there = false;
    }
    if ("true".equals(System.getenv("TESTS_REQUIRE_NODE"))) {
      assertThat(there).as("Node.js 20 is there, as TESTS_REQUIRE_NODE says").isTrue();
    }
    assumeTrue(there, "there is no Node.js 20 here");
  }
}

package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.waitFor;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.diemnet.vertx.PrivateKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Five validators in processes of their own that are killed and frozen. */
class ProcessMeshTest {

  private static final int SIZE = 5;

  private final List<NodeProcess> nodes = new ArrayList<>();
  private final Map<NodeProcess, String> ids = new HashMap<>();
  private final Map<NodeProcess, JsonObject> configs = new HashMap<>();

  @TempDir Path folder;

  @BeforeEach
  void startAll() {
    assumeThat(System.getProperty("os.name")).as("signals").isNotEqualTo("Windows");
    Mesh.write(folder.resolve("peers.yaml"), "{}");
    for (int i = 0; i < SIZE; i++) {
      PrivateKey key = PrivateKey.generate();
      JsonObject config =
          new JsonObject()
              .put("name", "p" + i)
              .put("networkId", "validator")
              .put("role", "validator")
              .put("chainId", "testing")
              .put(
                  "identity",
                  new JsonObject().put("privateKey", HexFormat.of().formatHex(key.toBytes())))
              .put("listenAddress", "/ip4/127.0.0.1/tcp/0")
              .put(
                  "discovery",
                  new JsonArray()
                      .add(
                          new JsonObject()
                              .put("type", "file")
                              .put("path", folder.resolve("peers.yaml").toString())
                              .put("interval", 100)))
              .put(
                  "health",
                  new JsonObject()
                      .put("interval", 500)
                      .put("timeout", 3_000)
                      .put("failuresTolerated", 2))
              .put("limits", new JsonObject().put("upgradeTimeout", 5_000));
      NodeProcess node = new NodeProcess(folder, config);
      nodes.add(node);
      ids.put(node, TestNetwork.id(key).toString());
      configs.put(node, config);
      node.start();
    }
    waitFor("all to listen", () -> nodes.stream().allMatch(NodeProcess::isListening));
    StringBuilder yaml = new StringBuilder();
    for (NodeProcess node : nodes) {
      // From now on everyone keeps the port that it has got.
      configs
          .get(node)
          .put("listenAddress", node.address().substring(0, node.address().indexOf("/ln-")));
      yaml.append(ids.get(node))
          .append(": {addresses: [\"")
          .append(node.address())
          .append("\"], role: Validator}\n");
    }
    Mesh.write(folder.resolve("peers.yaml"), yaml.toString());
    awaitMesh("mesh of 5 processes from one peers file", nodes);
  }

  @AfterEach
  void killAll() {
    nodes.stream().filter(NodeProcess::isRunning).forEach(NodeProcess::kill);
  }

  private void awaitMesh(String what, Collection<NodeProcess> members) {
    Mesh.timed(what, () -> waitFor(what, () -> members.stream().allMatch(m -> knows(m, members))));
  }

  private boolean knows(NodeProcess member, Collection<NodeProcess> members) {
    Set<String> expected = new TreeSet<>();
    members.stream()
        .filter(other -> other != member)
        .forEach(other -> expected.add(ids.get(other)));
    return member.peers().equals(expected);
  }

  private List<NodeProcess> without(NodeProcess node) {
    List<NodeProcess> others = new ArrayList<>(nodes);
    others.remove(node);
    return others;
  }

  @Test
  void a_killed_process_comes_back() {
    for (NodeProcess victim : List.of(nodes.get(0), nodes.get(3))) {
      victim.kill();
      awaitMesh("mesh of 4 after SIGKILL of " + victim, without(victim));
      victim.start();
      waitFor("it to listen", victim::isListening);
      awaitMesh("mesh of 5 after its restart", nodes);
    }
  }

  @Test
  void a_frozen_process_is_dropped_and_comes_back_when_it_thaws() {
    NodeProcess victim = nodes.get(1);
    victim.freeze();
    awaitMesh("mesh of 4 after SIGSTOP of " + victim, without(victim));
    victim.thaw();
    awaitMesh("mesh of 5 after SIGCONT", nodes);
  }
}

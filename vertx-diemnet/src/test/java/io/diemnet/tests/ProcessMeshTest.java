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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Five validators in processes of their own that are killed and frozen. The tests share them; each
 * leaves all five connected.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProcessMeshTest {

  private static final int SIZE = 5;

  private final List<ValidatorProcess> nodes = new ArrayList<>();
  private final Map<ValidatorProcess, String> ids = new HashMap<>();
  private final Map<ValidatorProcess, JsonObject> configs = new HashMap<>();

  @TempDir static Path folder;

  @BeforeAll
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
                      .put("timeout", 2_000)
                      .put("failuresTolerated", 2))
              .put("limits", new JsonObject().put("upgradeTimeout", 5_000));
      ValidatorProcess node = new ValidatorProcess(folder, config);
      nodes.add(node);
      ids.put(node, TestNetwork.id(key).toString());
      configs.put(node, config);
      node.start();
    }
    waitFor("all to listen", () -> nodes.stream().allMatch(ValidatorProcess::isListening));
    StringBuilder yaml = new StringBuilder();
    for (ValidatorProcess node : nodes) {
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

  @AfterAll
  void killAll() {
    nodes.stream().filter(ValidatorProcess::isRunning).forEach(ValidatorProcess::kill);
  }

  private void awaitMesh(String what, Collection<ValidatorProcess> members) {
    Mesh.timed(what, () -> waitFor(what, () -> members.stream().allMatch(m -> knows(m, members))));
  }

  private boolean knows(ValidatorProcess member, Collection<ValidatorProcess> members) {
    Set<String> expected = new TreeSet<>();
    members.stream()
        .filter(other -> other != member)
        .forEach(other -> expected.add(ids.get(other)));
    return member.peers().equals(expected);
  }

  private List<ValidatorProcess> without(ValidatorProcess node) {
    List<ValidatorProcess> others = new ArrayList<>(nodes);
    others.remove(node);
    return others;
  }

  @Test
  void a_killed_process_comes_back() {
    for (ValidatorProcess victim : List.of(nodes.get(0), nodes.get(3))) {
      victim.kill();
      awaitMesh("mesh of 4 after SIGKILL of " + victim, without(victim));
      victim.start();
      waitFor("it to listen", victim::isListening);
      awaitMesh("mesh of 5 after its restart", nodes);
    }
  }

  @Test
  void a_frozen_process_is_dropped_and_comes_back_when_it_thaws() {
    ValidatorProcess victim = nodes.get(1);
    victim.freeze();
    awaitMesh("mesh of 4 after SIGSTOP of " + victim, without(victim));
    victim.thaw();
    awaitMesh("mesh of 5 after SIGCONT", nodes);
  }
}

package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.tests.Mesh.Node;
import io.diemnet.vertx.EventBusAddresses;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sixteen validators in one process on TCP: whatever happens leads back to the full mesh. */
class MeshTest {

  private static final int SIZE = 16;

  private final Vertx vertx = Vertx.vertx();
  private final Mesh mesh = new Mesh(vertx);

  @TempDir Path folder;

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void sixteen_validators_with_one_peers_file_are_a_full_mesh_and_heal() {
    Path file = folder.resolve("peers.yaml");
    Mesh.write(file, List.of());
    List<Node> nodes = mesh.start(SIZE, options -> Mesh.fromFile(options, file));
    Mesh.write(file, nodes);
    Mesh.awaitFull("mesh of 16 from one peers file", nodes);

    for (int i : new int[] {0, 7}) {
      mesh.stop(nodes.get(i));
      List<Node> others = new ArrayList<>(nodes);
      others.remove(i);
      Mesh.awaitFull("mesh of 15 after one was stopped", others);
      mesh.restart(nodes.get(i));
      Mesh.awaitFull("mesh of 16 after it was started again", nodes);
    }

    List<Node> fewer = nodes.subList(2, SIZE);
    Mesh.write(file, fewer);
    Mesh.awaitFull("mesh of 14 after the file dropped two", fewer);
    waitFor(
        "the two that were dropped to be alone",
        () -> nodes.get(0).peers().isEmpty() && nodes.get(1).peers().isEmpty());
    Mesh.write(folder.resolve("peers.yaml"), nodes);
    Mesh.awaitFull("mesh of 16 after the file listed them again", nodes);
  }

  @Test
  void a_broken_peers_file_disconnects_nobody() {
    Path file = folder.resolve("peers.yaml");
    Mesh.write(file, List.of());
    List<Node> nodes = mesh.start(3, options -> Mesh.fromFile(options, file));
    Mesh.write(file, nodes);
    Mesh.awaitFull("mesh of 3", nodes);
    Mesh.write(file, nodes.get(0).id + ": {role: King}\n");
    // A fourth node, told by hand, shows that time has passed.
    List<Node> late = mesh.start(1, options -> options);
    nodes.forEach(node -> seed(node, late.get(0)));
    seed(late.get(0), nodes.get(0), nodes.get(1), nodes.get(2));
    List<Node> all = new ArrayList<>(nodes);
    all.addAll(late);
    Mesh.awaitFull("mesh of 4 while the file is broken", all);
  }

  private void seed(Node node, Node... others) {
    JsonObject peers = new JsonObject();
    for (Node other : others) {
      peers.put(
          other.id.toString(),
          new JsonObject()
              .put("addresses", List.of(other.address().toString()))
              .put("role", "Validator"));
    }
    JsonObject counts =
        await(
                vertx
                    .eventBus()
                    .<JsonObject>request(
                        EventBusAddresses.of(node.name).adminDiscovery(),
                        new JsonObject().put("source", "config").put("peers", peers)))
            .body();
    assertThat(counts.getInteger("peers")).isEqualTo(others.length);
  }

  @Test
  void replacing_the_validator_set_adds_two_and_removes_one() {
    byte[] sharedKey = new byte[32];
    List<Node> nodes = mesh.start(SIZE, options -> options.addAddressKey(0, sharedKey));
    List<Node> first = nodes.subList(0, SIZE - 2);
    announce(nodes, first, sharedKey);
    Mesh.awaitFull("mesh of 14 from a validator set", first);
    assertThat(nodes.get(15).peers()).isEmpty();

    List<Node> second = new ArrayList<>(nodes);
    Node removed = second.remove(5);
    announce(nodes, second, sharedKey);
    Mesh.awaitFull("mesh of 15 after the set added two and removed one", second);
    waitFor("the removed one to be alone", () -> removed.peers().isEmpty());
  }

  /** Gives every node the validator set of these members. */
  private void announce(List<Node> nodes, List<Node> members, byte[] sharedKey) {
    ValidatorSetWriter set = new ValidatorSetWriter(sharedKey);
    members.forEach(member -> set.add(member.id, member.address()));
    Buffer bcs = set.toBcs();
    for (Node node : nodes) {
      JsonObject counts =
          await(
                  vertx
                      .eventBus()
                      .<JsonObject>request(
                          EventBusAddresses.of(node.name).adminValidatorSet(), bcs))
              .body();
      assertThat(counts.getInteger("failed")).isZero();
      assertThat(counts.getBoolean("keyMismatch")).isFalse();
      assertThat(counts.getInteger("peers"))
          .isEqualTo(members.size() - (members.contains(node) ? 1 : 0));
    }
  }
}

package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.tests.Mesh.Node;
import io.diemnet.vertx.NetworkAddress;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hundred validators in one process, in memory. */
class MemoryMeshTest {

  private static final int SIZE = 100;

  private final Vertx vertx = Vertx.vertx();
  private final Mesh mesh = new Mesh(vertx);

  @TempDir Path folder;

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void a_hundred_validators_are_a_full_mesh_and_ten_of_them_are_restarted() {
    Path file = folder.resolve("peers.yaml");
    Mesh.write(file, List.of());
    long before = usedMemory();
    List<Node> nodes =
        mesh.start(
            SIZE,
            options ->
                Mesh.fromFile(options.setListenAddress(NetworkAddress.parse("/memory/0")), file));
    Mesh.write(file, nodes);
    Mesh.awaitFull("mesh of 100 in memory", nodes);
    assertThat(nodes.stream().mapToInt(node -> node.peers().size()).sum() / 2).isEqualTo(4_950);
    printMemory(usedMemory() - before);

    List<Node> restarted = nodes.subList(45, 55);
    restarted.forEach(mesh::stop);
    List<Node> others = new ArrayList<>(nodes);
    others.removeAll(restarted);
    Mesh.awaitFull("mesh of 90 after ten were stopped", others);
    Mesh.timed(
        "ten started again",
        () -> {
          restarted.forEach(mesh::restart);
          Mesh.awaitFull("mesh of 100 after they were started", nodes);
        });
  }

  private static long usedMemory() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @SuppressWarnings("SystemOut") // the figure is for whoever runs the test
  private static void printMemory(long bytes) {
    System.out.printf(
        "memory of 100 networks with 4,950 connections: %d MiB of heap%n", bytes >> 20);
  }
}

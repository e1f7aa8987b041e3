package io.diemnet.node.command.bench;

import io.diemnet.node.run.Networks;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;

/** A hundred nodes in memory: time to the full mesh, and its memory. */
final class MeshScenario implements Scenario {

  private static final int NODES = 100;

  @Override
  public String name() {
    return "mesh-100";
  }

  @Override
  public String description() {
    return NODES + " nodes on the memory transport, " + NODES * (NODES - 1) / 2 + " connections";
  }

  @Override
  public List<Figure> measure(Rounds rounds) {
    long start = System.nanoTime();
    VertxOptions options = Networks.vertxOptions().setPreferNativeTransport(false);
    try (Nodes nodes = new Nodes(Vertx.vertx(options), NODES, "/memory/0")) {
      Memory before = Memory.now();
      long dialing = System.nanoTime();
      nodes.connectAll();
      double seconds = (System.nanoTime() - dialing) / 1e9;
      double whole = (System.nanoTime() - start) / 1e9;
      Memory after = Memory.now();
      double ends = NODES * (NODES - 1.0);
      return List.of(
          Figure.cost(
              name(), "s to mesh", new double[] {seconds}, "the bound of 30 s", new double[] {30}),
          Figure.cost(name(), "s with start", new double[] {whole}, null, null),
          Figure.cost(
              name(),
              "bytes/end",
              new double[] {(after.total() - before.total()) / ends},
              null,
              null));
    }
  }
}

package io.diemnet.node.command.bench;

import io.diemnet.node.run.Networks;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;

/** Heap and direct bytes of one end of an idle connection, from about 2,000 connections. */
final class IdleMemoryScenario implements Scenario {

  /** 64 nodes in a full mesh: 2,016 connections. */
  private static final int NODES = 64;

  @Override
  public String name() {
    return "idle-memory";
  }

  @Override
  public String description() {
    return NODES * (NODES - 1) / 2 + " idle TCP connections, both ends here";
  }

  @Override
  public List<Figure> measure(Rounds rounds) {
    VertxOptions options =
        Networks.vertxOptions().setPreferNativeTransport(rounds.nativeTransport());
    try (Nodes nodes = new Nodes(Vertx.vertx(options), NODES, "/ip4/127.0.0.1/tcp/0")) {
      Memory before = Memory.now();
      nodes.connectAll();
      Workload.sleep(2_000);
      Memory after = Memory.now();
      double ends = NODES * (NODES - 1.0);
      return List.of(
          Figure.cost(
              name(),
              "bytes/end",
              new double[] {(after.total() - before.total()) / ends},
              "the bound of 16 KiB",
              new double[] {16 * 1024}),
          Figure.cost(
              name(), "heap/end", new double[] {(after.heap() - before.heap()) / ends}, null, null),
          Figure.cost(
              name(),
              "direct/end",
              new double[] {(after.direct() - before.direct()) / ends},
              null,
              null));
    }
  }
}

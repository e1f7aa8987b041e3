package io.diemnet.node;

import io.diemnet.node.config.ConfigLoader;
import io.diemnet.node.config.NodeConfig;
import io.diemnet.node.metrics.Monitor;
import io.diemnet.node.run.GracefulEnd;
import io.diemnet.node.run.Networks;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.ProtocolId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.util.Map;

/**
 * A node with an application: it answers ConsensusRpc and never answers SlowRpc. It prints what the
 * {@code node} command prints.
 */
final class PressedNode {

  private PressedNode() {}

  @SuppressWarnings("SystemOut") // the test reads it
  public static void main(String[] args) throws Exception {
    NodeConfig wanted = ConfigLoader.load(Path.of(args[0]), Map.of());
    Monitor monitor = new Monitor(wanted);
    Networks networks = new Networks(monitor.registry(), null);
    GracefulEnd end =
        GracefulEnd.onSignal(
            () -> {
              monitor.stopping();
              return networks.stop().onComplete(stopped -> monitor.close());
            });
    System.out.println("metrics " + monitor.open(networks.vertx()).await());
    DiemNet network = networks.start(wanted.networks().get(0)).await();
    monitor.up(network);
    network.rpcHandler(
        ProtocolId.CONSENSUS_RPC, request -> Future.succeededFuture(request.payload()));
    network.rpcHandler(
        network.protocol("SlowRpc"),
        request -> Promise.<io.vertx.core.buffer.Buffer>promise().future());
    System.out.println("listening " + network.info().address());
    end.await();
  }
}

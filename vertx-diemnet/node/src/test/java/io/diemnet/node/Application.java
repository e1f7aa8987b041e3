package io.diemnet.node;

// tag::application[]
import io.diemnet.node.cluster.DiemNetClusterManager;
import io.diemnet.vertx.DiemNetClient;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.ProtocolId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBusOptions;

/** In a JVM of its own: serves the RPCs of a network, or calls the network's first peer. */
@SuppressWarnings("SystemOut")
final class Application {

  public static void main(String[] args) {
    Vertx vertx =
        Vertx.builder()
            .with(new VertxOptions().setEventBusOptions(new EventBusOptions().setHost("127.0.0.1")))
            .withClusterManager(new DiemNetClusterManager())
            .buildClustered()
            .await();
    DiemNetClient network = DiemNetClient.create(vertx, args[1]);
    if (args[0].equals("serve")) {
      serve(network).await();
      System.out.println("serving");
    } else {
      vertx.setPeriodic(1_000, tick -> call(network));
    }
  }

  private static Future<Void> serve(DiemNetClient network) {
    return network.rpcHandler(
        ProtocolId.CONSENSUS_RPC,
        request -> Future.succeededFuture(Buffer.buffer("served " + request.payload())));
  }

  private static void call(DiemNetClient network) {
    network
        .peers()
        .compose(
            peers ->
                network.rpc(peers.get(0).peer(), ProtocolId.CONSENSUS_RPC, Buffer.buffer("hello")))
        .onComplete(
            System.out::println,
            failure ->
                System.out.println(
                    failure instanceof DiemNetException known
                        ? known.code() + ": " + known.getMessage()
                        : failure));
  }
}
// end::application[]

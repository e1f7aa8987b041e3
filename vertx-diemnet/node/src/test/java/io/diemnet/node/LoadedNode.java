package io.diemnet.node;

import io.diemnet.node.run.GracefulEnd;
import io.diemnet.node.run.Networks;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.ProtocolId;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network with an application that takes a moment for each RPC, in a process that ends as a node
 * does. It prints {@code listening <address>}, and at its end {@code asked <count>}.
 */
final class LoadedNode {

  private LoadedNode() {}

  @SuppressWarnings("SystemOut") // the test reads it
  public static void main(String[] args) throws Exception {
    Networks networks = new Networks();
    AtomicInteger asked = new AtomicInteger();
    GracefulEnd end =
        GracefulEnd.onSignal(
            () -> networks.stop().onComplete(over -> System.out.println("asked " + asked.get())));
    DiemNet network = networks.start(new JsonObject(Files.readString(Path.of(args[0])))).await();
    network.rpcHandler(
        ProtocolId.CONSENSUS_RPC,
        request -> {
          asked.incrementAndGet();
          Promise<Buffer> answer = Promise.promise();
          networks.vertx().setTimer(2, fired -> answer.complete(request.payload()));
          return answer.future();
        });
    System.out.println("listening " + network.info().address());
    end.await();
  }
}

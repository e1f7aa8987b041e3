package io.diemnet.examples;

import io.diemnet.vertx.DiemNetVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What {@code README.md} shows. */
final class ReadmeExamples {

  private ReadmeExamples() {}

  static Buffer inYourApplication(Vertx vertx, String peer, JsonArray addresses) {
    JsonObject config =
        new JsonObject()
            .put("networkId", "validator")
            .put("chainId", "testing")
            .put("identity", new JsonObject().put("privateKeyFile", "key.hex"))
            .put("listenAddress", "/ip4/127.0.0.1/tcp/6180")
            .put("seeds", new JsonObject().put(peer, new JsonObject().put("addresses", addresses)));
    vertx.deployVerticle(new DiemNetVerticle(), new DeploymentOptions().setConfig(config)).await();
    vertx.eventBus().<Buffer>consumer("diemnet.validator.in.ConsensusRpc", m -> m.reply(m.body()));
    DeliveryOptions to =
        new DeliveryOptions().addHeader("peer", peer).addHeader("protocol", "ConsensusRpc");
    Buffer answer =
        vertx
            .eventBus()
            .<Buffer>request("diemnet.validator.rpc", Buffer.buffer("hello"), to)
            .await()
            .body();
    return answer;
  }
}

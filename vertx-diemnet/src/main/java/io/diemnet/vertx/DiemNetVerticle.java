package io.diemnet.vertx;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;

/**
 * A network as a verticle, for any language: its configuration is the JSON form of {@link
 * DiemNetOptions}, set with {@link DeploymentOptions#setConfig}. Undeploying it shuts the network
 * down gracefully. Exactly one instance.
 */
public class DiemNetVerticle extends VerticleBase {

  private DiemNet network;

  @Override
  public Future<?> start() {
    JsonObject config = config();
    if (context.getInstanceCount() > 1) {
      return Future.failedFuture(
          new IllegalArgumentException(
              "a network is one verticle: deploy DiemNetVerticle with 1 instance, not "
                  + context.getInstanceCount()));
    }
    if (config == null || config.isEmpty()) {
      return Future.failedFuture(
          new IllegalArgumentException(
              "DiemNetVerticle needs the network's options in DeploymentOptions.setConfig"));
    }
    DiemNetOptions options;
    try {
      options = new DiemNetOptions(config);
    } catch (IllegalArgumentException mistake) {
      return Future.failedFuture(mistake);
    }
    network = DiemNet.create(vertx, options);
    return network.start();
  }

  @Override
  public Future<?> stop() {
    return network == null ? Future.succeededFuture() : network.close();
  }

  /** The network, once deployed. */
  public DiemNet network() {
    return network;
  }
}

package io.diemnet.vertx;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import java.util.Objects;

/**
 * A network as a verticle, for any language: its configuration is the JSON form of {@link
 * DiemNetOptions}, set with {@link DeploymentOptions#setConfig}. Undeploying it shuts the network
 * down gracefully. Exactly one instance.
 */
public class DiemNetVerticle extends VerticleBase {

  private final MeterRegistry meters;
  private DiemNet network;

  public DiemNetVerticle() {
    this.meters = null;
  }

  /** A network whose meters are in this registry and not in that of Vert.x. */
  public DiemNetVerticle(MeterRegistry meters) {
    this.meters = Objects.requireNonNull(meters);
  }

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
    network =
        meters == null ? DiemNet.create(vertx, options) : DiemNet.create(vertx, options, meters);
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

package io.diemnet.vertx;

import io.diemnet.vertx.impl.DiemNetImpl;
import io.diemnet.vertx.impl.metrics.NetworkMeters;
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

  private final NetworkMeters meters;
  private DiemNet network;

  public DiemNetVerticle() {
    this.meters = null;
  }

  /** For {@link DiemNetMeters}: the meters are there and not in the registry of Vert.x. */
  DiemNetVerticle(NetworkMeters meters) {
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
        meters == null ? DiemNet.create(vertx, options) : new DiemNetImpl(vertx, options, meters);
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

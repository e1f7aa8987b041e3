package io.diemnet.vertx;

import io.diemnet.vertx.impl.DiemNetImpl;
import io.diemnet.vertx.impl.metrics.NetworkMeters;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A verticle that runs one network, for any language.
 *
 * <p>Its configuration is the JSON form of {@link DiemNetOptions}, set with {@link
 * DeploymentOptions#setConfig}, unless the verticle is created with options. The network is closed
 * when the verticle is undeployed.
 *
 * <p>The verticle must be deployed with one instance. An object can be deployed once at a time: a
 * second deployment fails and does not affect the first. The object can be deployed again after it
 * was undeployed.
 */
public class DiemNetVerticle extends VerticleBase {

  private final DiemNetOptions options;
  private final NetworkMeters meters;
  private final AtomicBoolean deployed = new AtomicBoolean();
  private volatile DiemNet network;

  /** Creates a verticle that reads the options from the deployment configuration. */
  public DiemNetVerticle() {
    this.options = null;
    this.meters = null;
  }

  /** For {@link DiemNetMeters}: the meters are not registered in those of Vert.x. */
  DiemNetVerticle(NetworkMeters meters) {
    this.options = null;
    this.meters = Objects.requireNonNull(meters);
  }

  /**
   * Creates a verticle with the given options. It must be deployed without a configuration.
   *
   * @param options the options, copied
   */
  public DiemNetVerticle(DiemNetOptions options) {
    this.options = new DiemNetOptions(options);
    this.meters = null;
  }

  /** For {@link DiemNetMeters}: the meters are not registered in those of Vert.x. */
  DiemNetVerticle(DiemNetOptions options, NetworkMeters meters) {
    this.options = new DiemNetOptions(options);
    this.meters = Objects.requireNonNull(meters);
  }

  /**
   * Called by Vert.x for each deployment.
   *
   * @throws IllegalStateException if this object is already deployed
   */
  @Override
  public void init(Vertx vertx, Context context) {
    if (!deployed.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "this DiemNetVerticle is deployed already: deploy a new object for another network");
    }
    super.init(vertx, context);
  }

  @Override
  public Future<?> start() {
    try {
      DiemNetOptions wanted = wanted();
      DiemNet starting =
          meters == null ? DiemNet.create(vertx, wanted) : new DiemNetImpl(vertx, wanted, meters);
      network = starting;
      return starting.start().onFailure(failed -> deployed.set(false));
    } catch (RuntimeException mistake) {
      deployed.set(false);
      return Future.failedFuture(mistake);
    }
  }

  private DiemNetOptions wanted() {
    if (context.getInstanceCount() > 1) {
      throw new IllegalArgumentException(
          "a network is one verticle: deploy DiemNetVerticle with 1 instance, not "
              + context.getInstanceCount());
    }
    JsonObject config = config();
    boolean configured = config != null && !config.isEmpty();
    if (options != null && configured) {
      throw new IllegalArgumentException(
          "DiemNetVerticle was created with the network's options: deploy it without a"
              + " configuration");
    }
    if (options == null && !configured) {
      throw new IllegalArgumentException(
          "DiemNetVerticle needs the network's options in DeploymentOptions.setConfig");
    }
    return options != null ? options : new DiemNetOptions(config);
  }

  @Override
  public Future<?> stop() {
    return network.close().onComplete(closed -> deployed.set(false));
  }

  /** {@return the network, or null before this verticle is deployed} */
  public @Nullable DiemNet network() {
    return network;
  }
}

package io.diemnet.node.metrics;

import io.diemnet.node.config.NodeConfig;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetOptions;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/**
 * The metrics and the health of the node. Has meters if an endpoint or a control socket shows them.
 */
public final class Monitor implements AutoCloseable {

  private final JsonObject options;
  private final NodeHealth health;
  private final NodeMeters meters;

  public Monitor(NodeConfig config) {
    this.options = config.metrics();
    this.health =
        new NodeHealth(
            config.networks().stream()
                .map(network -> new DiemNetOptions(network).getName())
                .toList(),
            config.service().minPeers());
    boolean read = options != null || config.controlSocket() != null;
    this.meters = read ? new NodeMeters() : null;
  }

  /** Returns the registry for the networks' meters; null for none. */
  public PrometheusMeterRegistry registry() {
    return meters == null ? null : meters.registry();
  }

  /**
   * Opens the endpoint before any network is up. It is closed with the Vert.x instance.
   *
   * @return the base of its URLs; null for none
   */
  public Future<String> open(Vertx vertx) {
    return options == null
        ? Future.succeededFuture()
        : new MetricsEndpoint(vertx, meters, health).open(options);
  }

  /** Called when a network is ready. */
  public void up(DiemNet network) {
    health.up(network);
  }

  /** Called when the node begins to shut down. */
  public void stopping() {
    health.stopping();
  }

  /** Whether {@link #stopping} was called. */
  public boolean isStopping() {
    return health.isStopping();
  }

  @Override
  public void close() {
    if (meters != null) {
      meters.close();
    }
  }
}

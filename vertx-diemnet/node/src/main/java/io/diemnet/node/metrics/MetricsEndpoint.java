package io.diemnet.node.metrics;

import io.diemnet.node.config.Loopback;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/**
 * Serves {@code /metrics} in Prometheus' text format and {@code /health} as JSON: 200 if all
 * networks are up, otherwise 503. {@code /health/live} answers 200 as long as the process serves,
 * {@code /health/ready} answers 200 if the node should get work. Everything is read-only. At most
 * {@value #MAX_SCRAPES} scrapes run or wait at a time, and at most {@link
 * MetricsPort#MAX_CONNECTIONS} connections are open.
 */
public final class MetricsEndpoint {

  static final int MAX_SCRAPES = MetricsPort.MAX_SCRAPES;

  private static final int DEFAULT_PORT = 9090;

  private final Vertx vertx;
  private final NodeMeters meters;
  private final NodeHealth health;

  public MetricsEndpoint(Vertx vertx, NodeMeters meters, NodeHealth health) {
    this.vertx = vertx;
    this.meters = meters;
    this.health = health;
  }

  /**
   * Listens. Is closed with the Vert.x instance.
   *
   * @param options {@code host} and {@code port} of the configuration's {@code metrics}
   * @return the base of its URLs, with the bound port
   */
  public Future<String> open(JsonObject options) {
    String host = options.containsKey("host") ? options.getString("host") : Loopback.address();
    int port = options.getInteger("port", DEFAULT_PORT);
    MetricsPort server = new MetricsPort(host, port, meters, health);
    return vertx
        .deployVerticle(server)
        .recover(
            failure ->
                Future.failedFuture(
                    new IllegalStateException(
                        "metrics: cannot listen on "
                            + host
                            + ":"
                            + port
                            + ": "
                            + failure.getMessage(),
                        failure)))
        .map(
            listening ->
                "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + server.port());
  }
}

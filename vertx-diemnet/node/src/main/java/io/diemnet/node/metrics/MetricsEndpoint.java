package io.diemnet.node.metrics;

import io.diemnet.node.config.Loopback;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Serves {@code /metrics} in Prometheus' text format and {@code /health} as JSON: 200 when all
 * networks are up, else 503. Everything is read-only; no more than {@value #MAX_SCRAPES} scrapes
 * run or wait at a time.
 */
public final class MetricsEndpoint {

  static final int MAX_SCRAPES = 4;

  private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);
  private static final String TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";
  private static final int IDLE_SECONDS = 30;
  private static final int DEFAULT_PORT = 9090;

  private final Vertx vertx;
  private final NodeMeters meters;
  private final NodeHealth health;
  private final AtomicInteger scrapes = new AtomicInteger();

  public MetricsEndpoint(Vertx vertx, NodeMeters meters, NodeHealth health) {
    this.vertx = vertx;
    this.meters = meters;
    this.health = health;
  }

  /**
   * Listens; closed with the Vert.x instance.
   *
   * @param options {@code host} and {@code port} of the configuration's {@code metrics}
   * @return the base of its URLs, with the port that was bound
   */
  public Future<String> open(JsonObject options) {
    String host = options.containsKey("host") ? options.getString("host") : Loopback.address();
    int port = options.getInteger("port", DEFAULT_PORT);
    HttpServer server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setIdleTimeout(IDLE_SECONDS)
                    .setHttp2ClearTextEnabled(false))
            .requestHandler(this::handle);
    return server
        .listen(port, host)
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
                "http://"
                    + (host.contains(":") ? "[" + host + "]" : host)
                    + ":"
                    + listening.actualPort());
  }

  private void handle(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    boolean metrics = "/metrics".equals(request.path());
    if (!metrics && !"/health".equals(request.path())) {
      response.setStatusCode(404).end("there are /metrics and /health\n");
    } else if (!READS.contains(request.method())) {
      response.setStatusCode(405).putHeader("Allow", "GET, HEAD").end();
    } else if (metrics) {
      scrape(response);
    } else {
      response
          .setStatusCode(health.allUp() ? 200 : 503)
          .putHeader("Content-Type", "application/json")
          .putHeader("Cache-Control", "no-store")
          .end(health.toJson().encode());
    }
  }

  private void scrape(HttpServerResponse response) {
    if (scrapes.incrementAndGet() > MAX_SCRAPES) {
      scrapes.decrementAndGet();
      response.setStatusCode(503).putHeader("Retry-After", "1").end("too many scrapes at a time\n");
      return;
    }
    vertx
        .executeBlocking(() -> meters.registry().scrape(), false)
        .onComplete(
            page -> {
              scrapes.decrementAndGet();
              if (page.succeeded()) {
                response.putHeader("Content-Type", TEXT_FORMAT).end(page.result());
              } else {
                response.setStatusCode(500).end();
              }
            });
  }
}

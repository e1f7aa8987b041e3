package io.diemnet.node.metrics;

import io.diemnet.node.port.HostNames;
import io.diemnet.node.port.HttpPort;
import io.diemnet.node.port.SecurityHeaders;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/** The server of {@code /metrics} and {@code /health}. The loop of its port owns it. */
final class MetricsPort extends HttpPort {

  /** Maximum number of connections, enough for several monitoring systems and load balancers. */
  static final int MAX_CONNECTIONS = 64;

  static final int MAX_SCRAPES = 4;

  private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);
  private static final String LIVE = "/health/live";
  private static final String READY = "/health/ready";
  private static final Set<String> HEALTH = Set.of("/health", LIVE, READY);
  private static final String TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";
  private static final int IDLE_SECONDS = 30;

  private final String host;
  private final int port;
  private final NodeMeters meters;
  private final NodeHealth health;
  private final HostNames names;
  private volatile int actualPort;
  private int scrapes;

  MetricsPort(String host, int port, NodeMeters meters, NodeHealth health) {
    super("metrics", MAX_CONNECTIONS, 0, SecurityHeaders.DATA_POLICY);
    this.host = host;
    this.port = port;
    this.meters = meters;
    this.health = health;
    this.names = new HostNames(host, List.of());
  }

  /** Returns the port after the deployment. */
  int port() {
    return actualPort;
  }

  @Override
  protected Future<?> open() {
    return listen(options(host, port).setIdleTimeout(IDLE_SECONDS))
        .onSuccess(up -> actualPort = up.actualPort());
  }

  @Override
  protected void shut() {
    // only the server needs to be closed
  }

  @Override
  protected void closing(String remote, Closed why) {
    meters.closed(why);
  }

  @Override
  protected void handle(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    boolean metrics = "/metrics".equals(request.path());
    if (foreign(request)) {
      refuse(request, 403, "This node is not known by that name (Host).");
    } else if (!metrics && !HEALTH.contains(request.path())) {
      response
          .setStatusCode(404)
          .end("there are /metrics, /health, /health/live and /health/ready\n");
    } else if (!READS.contains(request.method())) {
      response.setStatusCode(405).putHeader("Allow", "GET, HEAD").end();
    } else if (metrics) {
      scrape(response);
    } else {
      health(request.path(), response);
    }
  }

  private void health(String path, HttpServerResponse response) {
    switch (path) {
      case LIVE ->
          // a process that cannot go on does not answer
          answer(response, true, new JsonObject().put("live", true));
      case READY -> {
        List<String> reasons = health.notReady();
        JsonObject body =
            new JsonObject().put("ready", reasons.isEmpty()).put("reasons", new JsonArray(reasons));
        answer(response, reasons.isEmpty(), body);
      }
      default ->
          health.withMissing().onSuccess(body -> answer(response, body.getBoolean("up"), body));
    }
  }

  private static void answer(HttpServerResponse response, boolean good, JsonObject body) {
    if (response.closed()) {
      return; // the client has disconnected
    }
    response
        .setStatusCode(good ? 200 : 503)
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(body.encode());
  }

  /** Refuses web pages on loopback. On other addresses a monitoring system may use any name. */
  private boolean foreign(HttpServerRequest request) {
    List<String> host = request.headers().getAll(HttpHeaders.HOST);
    // Browsers always send Host. A probe with HTTP/1.0 may omit it.
    return names.loopback() && !host.isEmpty() && !names.accept(host);
  }

  private void scrape(HttpServerResponse response) {
    if (scrapes >= MAX_SCRAPES) {
      response.setStatusCode(503).putHeader("Retry-After", "1").end("too many scrapes at a time\n");
      return;
    }
    scrapes++;
    vertx
        .executeBlocking(() -> meters.registry().scrape(), false)
        .onComplete(
            page -> {
              scrapes--;
              if (response.closed()) {
                return; // the client has disconnected
              }
              if (page.succeeded()) {
                response.putHeader("Content-Type", TEXT_FORMAT).end(page.result());
              } else {
                response.setStatusCode(500).end();
              }
            });
  }
}

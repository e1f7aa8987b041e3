package io.diemnet.node.dashboard;

import io.diemnet.node.port.SecurityHeaders;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Serves the dashboard: a fixed set of files, and {@code dashboard.json} with the data that the
 * page needs before it connects. Browsers cache the files but revalidate them each time, so files
 * of two versions are never mixed.
 */
public final class Dashboard {

  private static final Map<String, String> HEADERS =
      SecurityHeaders.with(SecurityHeaders.PAGE_POLICY);

  private static final Set<String> FILES =
      Stream.of(
              files("", "index.html", "icon.svg"),
              files(
                  "dashboard/",
                  "style.css",
                  "main.js",
                  "link.js",
                  "feed.js",
                  "model.js",
                  "layout.js",
                  "mesh.js",
                  "peers.js",
                  "spark.js",
                  "traffic.js",
                  "send.js",
                  "payload.js",
                  "events.js",
                  "failures.js",
                  "reasons.js",
                  "notice.js",
                  "facts.js",
                  "history.js",
                  "missing.js",
                  "colours.js",
                  "dom.js",
                  "format.js"),
              files(
                  "client/",
                  "addresses.js",
                  "browser.js",
                  "client.js",
                  "connection.js",
                  "errors.js",
                  "payload.js",
                  "registrations.js",
                  "session.js",
                  "sockjs.js"),
              files("lib/", "cytoscape/cytoscape.esm.min.mjs", "chart.js/chart.umd.min.js"))
          .flatMap(List::stream)
          .collect(Collectors.toUnmodifiableSet());

  private final Vertx vertx;
  private final String facts;
  private final Map<String, Future<Asset>> assets = new HashMap<>();

  private Dashboard(Vertx vertx, String facts) {
    this.vertx = vertx;
    this.facts = facts;
  }

  /**
   * Adds the routes of the dashboard after the existing ones.
   *
   * @param tokenRequired whether the event bus requires a token
   * @param directories the addresses that answer with all networks of a prefix
   */
  public static void mount(
      Vertx vertx, Router router, boolean tokenRequired, Collection<String> directories) {
    JsonObject facts =
        new JsonObject()
            .put("tokenRequired", tokenRequired)
            .put("directories", new JsonArray(directories.stream().sorted().toList()));
    Dashboard dashboard = new Dashboard(vertx, facts.encode());
    router
        .route()
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .handler(Dashboard::harden)
        .handler(dashboard::serve);
  }

  /**
   * Adds {@code /history/<prefix>.<network>}: the last hour of a network. Add the checks before.
   */
  public static void mountHistory(Router router, Recorder recorder) {
    router
        .get("/history/:network")
        .handler(Dashboard::harden)
        .handler(
            request -> {
              Context port = request.vertx().getOrCreateContext();
              recorder.history(
                  request.pathParam("network"),
                  history -> port.runOnContext(back -> send(request, history)));
            });
  }

  private static void send(RoutingContext request, Buffer history) {
    if (history == null) {
      request.fail(404);
    } else if (!request.response().closed()) {
      request
          .response()
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
          .end(history);
    }
  }

  private static List<String> files(String folder, String... names) {
    return Stream.of(names).map(name -> folder + name).toList();
  }

  private static void harden(RoutingContext context) {
    context.response().headers().addAll(HEADERS);
    context.next();
  }

  private void serve(RoutingContext context) {
    String path = context.normalizedPath().substring(1);
    if (path.equals("dashboard.json")) {
      context
          .response()
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
          .end(facts);
      return;
    }
    String file = path.isEmpty() ? "index.html" : path;
    if (FILES.contains(file)) {
      assets
          .computeIfAbsent(file, name -> vertx.executeBlocking(() -> Asset.read(name)))
          .onSuccess(asset -> send(context, asset))
          .onFailure(context::fail);
    } else {
      context.fail(404);
    }
  }

  private static void send(RoutingContext context, Asset asset) {
    String accepted = context.request().getHeader(HttpHeaders.ACCEPT_ENCODING);
    boolean small = accepted != null && accepted.contains("gzip");
    String tag = asset.tag(small);
    HttpServerResponse response =
        context
            .response()
            .putHeader(HttpHeaders.ETAG, tag)
            .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING)
            .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
    String known = context.request().getHeader(HttpHeaders.IF_NONE_MATCH);
    if (known != null && known.contains(tag)) {
      response.setStatusCode(304).end();
      return;
    }
    if (small) {
      response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    Buffer body = asset.body(small);
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, asset.contentType())
        .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
    if (context.request().method().equals(HttpMethod.HEAD)) {
      response.end();
    } else {
      response.end(body);
    }
  }
}

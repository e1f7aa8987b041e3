package io.diemnet.node.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files the dashboard serves, and how. */
class DashboardTest {

  private static final Pattern REFERENCE =
      Pattern.compile("(?:from |import |src=|href=)['\"]([^'\"#]+)['\"]");

  private static final Vertx VERTX = Vertx.vertx();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static URI root;

  @BeforeAll
  static void start() throws Exception {
    Router router = Router.router(VERTX);
    router.route().failureHandler(it -> it.response().setStatusCode(it.statusCode()).end());
    Dashboard.mount(VERTX, router, true, Set.of("diemnet.networks", "other.networks"));
    HttpServer server =
        VERTX
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .await(30, TimeUnit.SECONDS);
    root = URI.create("http://127.0.0.1:" + server.actualPort() + "/");
  }

  @AfterAll
  static void stop() throws Exception {
    VERTX.close().await(30, TimeUnit.SECONDS);
  }

  private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    return request("GET", path, headers);
  }

  private static HttpResponse<byte[]> request(String method, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(root.resolve(path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @Test
  void every_file_that_the_page_needs_is_served_with_its_type() throws Exception {
    Set<String> seen = new ConcurrentSkipListSet<>();
    follow(root.resolve("index.html"), seen);

    assertThat(seen)
        .contains("/icon.svg", "/dashboard/main.js", "/client/session.js")
        .anyMatch(path -> path.startsWith("/lib/cytoscape"))
        .anyMatch(path -> path.startsWith("/lib/chart"));
  }

  /** As a browser would, through everything that a file names. */
  private static void follow(URI file, Set<String> seen) throws Exception {
    if (!seen.add(file.getPath())) {
      return;
    }
    HttpResponse<byte[]> response = get(file.toString());
    assertThat(response.statusCode()).as(file.toString()).isEqualTo(200);
    String path = file.getPath();
    String type =
        path.endsWith("html")
            ? "text/html; charset=utf-8"
            : path.endsWith("css")
                ? "text/css; charset=utf-8"
                : path.endsWith("svg") ? "image/svg+xml" : "text/javascript; charset=utf-8";
    assertThat(header(response, "Content-Type")).as(path).isEqualTo(type);
    if (!path.startsWith("/lib/")) {
      Matcher reference = REFERENCE.matcher(new String(response.body(), UTF_8));
      while (reference.find()) {
        follow(file.resolve(reference.group(1)), seen);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "dashboard/main.js", "dashboard.json", "none.html"})
  void every_answer_forbids_what_the_page_does_not_need(String path) throws Exception {
    HttpResponse<byte[]> response = get(path);

    assertThat(header(response, "Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
        .contains("frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'")
        .doesNotContain("unsafe");
    assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(response, "X-Frame-Options")).isEqualTo("DENY");
    assertThat(header(response, "Referrer-Policy")).isEqualTo("no-referrer");
  }

  @Test
  void the_page_has_nothing_inline_that_the_policy_would_refuse() throws Exception {
    String page = new String(get("").body(), UTF_8);

    assertThat(page).doesNotContain("<style").doesNotContain(" style=").doesNotContain(" onclick");
    assertThat(Pattern.compile("<script(?![^>]* src=)").matcher(page).find()).isFalse();
  }

  @Test
  void a_browser_keeps_a_file_and_asks_whether_it_is_still_the_same() throws Exception {
    HttpResponse<byte[]> first = get("dashboard/main.js");
    String tag = header(first, "ETag");

    assertThat(header(first, "Cache-Control")).isEqualTo("no-cache");
    HttpResponse<byte[]> again = get("dashboard/main.js", "If-None-Match", tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(get("dashboard/main.js", "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
  }

  @Test
  void what_is_compressed_is_the_same_and_smaller() throws Exception {
    String library = "lib/cytoscape/cytoscape.esm.min.mjs";
    HttpResponse<byte[]> plain = get(library);
    HttpResponse<byte[]> small = get(library, "Accept-Encoding", "br, gzip");

    assertThat(header(plain, "Content-Encoding")).isEmpty();
    assertThat(header(small, "Content-Encoding")).isEqualTo("gzip");
    assertThat(header(small, "Vary")).isEqualToIgnoringCase("Accept-Encoding");
    assertThat(header(small, "ETag")).isNotEqualTo(header(plain, "ETag"));
    assertThat(small.body().length).isLessThan(plain.body().length / 2);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(small.body())).readAllBytes())
        .isEqualTo(plain.body());
  }

  @Test
  void the_page_learns_what_it_must_know_before_it_connects() throws Exception {
    HttpResponse<byte[]> response = get("dashboard.json");

    assertThat(header(response, "Content-Type")).isEqualTo("application/json");
    assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
    assertThat(new JsonObject(new String(response.body(), UTF_8)))
        .isEqualTo(
            new JsonObject()
                .put("tokenRequired", true)
                .put("directories", List.of("diemnet.networks", "other.networks")));
  }

  @Test
  void a_head_request_gets_the_head_alone() throws Exception {
    HttpResponse<byte[]> response = request("HEAD", "");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
    assertThat(header(response, "Content-Type")).startsWith("text/html");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dashboard/",
        "dashboard/none.js",
        "lib/",
        "lib/cytoscape/LICENSE",
        "logback.xml",
        "%2e%2e/logback.xml",
        "dashboard/..%2f..%2flogback.xml",
        "dashboard//main.js/"
      })
  void nothing_else_is_served(String path) throws Exception {
    assertThat(get(path).statusCode()).as(path).isEqualTo(404);
  }

  @Test
  void nothing_can_be_written() throws Exception {
    for (String method : List.of("POST", "PUT", "DELETE")) {
      assertThat(request(method, "index.html").statusCode()).as(method).isBetween(400, 499);
    }
  }
}

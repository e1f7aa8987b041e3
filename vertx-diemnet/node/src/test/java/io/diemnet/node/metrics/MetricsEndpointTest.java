package io.diemnet.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diemnet.node.config.NodeConfig;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetMeters;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.PublicKey;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsEndpointTest {

  private static final JsonObject ANY_PORT = new JsonObject().put("port", 0);

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final NodeMeters meters = new NodeMeters();
  private final NodeHealth health = new NodeHealth(List.of("one", "two"));

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
    meters.close();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(60, TimeUnit.SECONDS);
  }

  private String open() throws Exception {
    return await(new MetricsEndpoint(vertx, meters, health).open(ANY_PORT));
  }

  private HttpResponse<String> request(String method, String url) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(url))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String url) throws Exception {
    return request("GET", url);
  }

  private DiemNet start(String name) throws Exception {
    DiemNet network =
        DiemNetMeters.create(
            vertx,
            new DiemNetOptions()
                .setName(name)
                .setListenAddress(NetworkAddress.parse("/ip4/127.0.0.1/tcp/0")),
            meters.registry());
    await(network.start());
    return network;
  }

  @Test
  void health_is_503_until_all_networks_are_up_and_again_when_the_node_ends() throws Exception {
    String url = open();
    assertThat(get(url + "/health").statusCode()).isEqualTo(503);
    health.up(start("one"));
    HttpResponse<String> half = get(url + "/health");
    assertThat(half.statusCode()).isEqualTo(503);
    assertThat(new JsonObject(half.body())).isEqualTo(state(false, true, false));

    health.up(start("two"));
    HttpResponse<String> whole = get(url + "/health");
    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(whole.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(new JsonObject(whole.body())).isEqualTo(state(true, true, true));

    health.stopping();
    HttpResponse<String> ending = get(url + "/health");
    assertThat(ending.statusCode()).isEqualTo(503);
    assertThat(new JsonObject(ending.body())).isEqualTo(state(false, false, false));
  }

  private static JsonObject state(boolean up, boolean one, boolean two) {
    return new JsonObject()
        .put("up", up)
        .put(
            "networks",
            new JsonObject()
                .put("one", new JsonObject().put("up", one).put("connectedPeers", 0))
                .put("two", new JsonObject().put("up", two).put("connectedPeers", 0)));
  }

  @Test
  void health_names_the_missing_peers_with_the_reason() throws Exception {
    String url = open();
    PublicKey key = PrivateKey.generate().publicKey();
    DiemNet one =
        DiemNet.create(
            vertx,
            new DiemNetOptions()
                .setName("one")
                .setListenAddress(NetworkAddress.parse("/ip4/127.0.0.1/tcp/0"))
                .addSeed(
                    PeerId.fromPublicKey(key), PeerConfig.of(PeerRole.VALIDATOR).withKey(key)));
    await(one.start());
    health.up(one);
    JsonObject networks = new JsonObject(get(url + "/health").body()).getJsonObject("networks");
    assertThat(networks.getJsonObject("one").getInteger("missingPeers")).isEqualTo(1);
    JsonObject missing = networks.getJsonObject("one").getJsonArray("missing").getJsonObject(0);
    assertThat(missing.getString("peer")).isEqualTo(PeerId.fromPublicKey(key).toString());
    assertThat(missing.getString("state")).isEqualTo("never");
    assertThat(missing.getString("why")).contains("must dial this node");
    assertThat(missing.getLong("since")).isPositive();
    assertThat(networks.getJsonObject("two").containsKey("missing")).isFalse();
  }

  @Test
  void metrics_are_those_of_the_networks_and_of_the_jvm() throws Exception {
    String url = open();
    DiemNet one = start("one");
    HttpResponse<String> page = get(url + "/metrics");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    assertThat(page.body())
        .contains("diemnet_connections{direction=\"inbound\",network=\"one\"} 0.0")
        .contains("jvm_memory_used_bytes")
        .contains("process_files_open_files");
    await(one.close());
    assertThat(get(url + "/metrics").body()).contains("jvm_").doesNotContain("diemnet");
  }

  @Test
  void anything_else_is_refused() throws Exception {
    String url = open();
    assertThat(get(url + "/").statusCode()).isEqualTo(404);
    assertThat(get(url + "/metrics/x").statusCode()).isEqualTo(404);
    HttpResponse<String> post = request("POST", url + "/metrics");
    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(post.headers().firstValue("Allow")).hasValue("GET, HEAD");
    HttpResponse<String> head = request("HEAD", url + "/health");
    assertThat(head.statusCode()).isEqualTo(503);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void scrapes_beyond_a_few_at_a_time_are_turned_away() throws Exception {
    String url = open();
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch running = new CountDownLatch(MetricsEndpoint.MAX_SCRAPES);
    Gauge.builder(
            "slow",
            () -> {
              running.countDown();
              try {
                release.await();
              } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
              }
              return 1;
            })
        .register(meters.registry());
    List<CompletableFuture<HttpResponse<String>>> slow = new ArrayList<>();
    for (int i = 0; i < MetricsEndpoint.MAX_SCRAPES; i++) {
      slow.add(
          client.sendAsync(
              HttpRequest.newBuilder(URI.create(url + "/metrics")).build(),
              HttpResponse.BodyHandlers.ofString()));
    }
    assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(get(url + "/metrics").statusCode()).isEqualTo(503);
    assertThat(get(url + "/health").statusCode()).isEqualTo(503);
    release.countDown();
    for (CompletableFuture<HttpResponse<String>> scrape : slow) {
      assertThat(scrape.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
    assertThat(get(url + "/metrics").statusCode()).isEqualTo(200);
  }

  @Test
  void a_port_that_is_taken_is_named() throws Exception {
    int port = URI.create(open()).getPort();
    assertThatThrownBy(
            () ->
                await(
                    new MetricsEndpoint(vertx, meters, health)
                        .open(new JsonObject().put("host", "127.0.0.1").put("port", port))))
        .hasMessageStartingWith("metrics: cannot listen on 127.0.0.1:" + port + ": ");
  }

  @Test
  void without_metrics_in_the_configuration_nothing_is_opened() throws Exception {
    NodeConfig config =
        new NodeConfig(
            List.of(new JsonObject().put("name", "one")),
            null,
            null,
            null,
            NodeConfig.Service.DEFAULT,
            0);
    try (Monitor monitor = new Monitor(config)) {
      assertThat(monitor.registry()).isNull();
      assertThat(await(monitor.open(vertx))).isNull();
    }
  }
}

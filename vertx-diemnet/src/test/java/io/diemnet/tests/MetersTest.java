package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.connected;
import static io.diemnet.tests.TestNetwork.dial;
import static io.diemnet.tests.TestNetwork.failure;
import static io.diemnet.tests.TestNetwork.id;
import static io.diemnet.tests.TestNetwork.trust;
import static io.diemnet.tests.TestNetwork.validator;
import static io.diemnet.tests.TestNetwork.waitFor;
import static io.diemnet.vertx.ProtocolId.CONSENSUS_RPC;
import static io.diemnet.vertx.ProtocolId.MEMPOOL_DIRECT_SEND;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetMeters;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.DiemNetVerticle;
import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PrivateKey;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetersTest {

  private static final String PER_PEER = "diemnet_peer_connected";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final PrivateKey keyA = PrivateKey.generate();
  private final PrivateKey keyB = PrivateKey.generate();
  private Vertx vertx = Vertx.vertx();
  private DiemNet a;
  private DiemNet b;

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private void connect(LimitsOptions limits) {
    a = start(validator("a", keyA).setLimits(limits).addSeed(id(keyB), trust(keyB)), registry);
    b = start(validator("b", keyB).setLimits(limits).addSeed(id(keyA), dial(a)), registry);
    waitFor("a connection", () -> connected(a, id(keyB)) && connected(b, id(keyA)));
  }

  /** Meters that the table does not have, by their samples, with their tags. */
  private static final Map<String, Set<String>> LATER =
      Map.of(
          "diemnet_connections_closed_total", Set.of("network", "reason"),
          "diemnet_peers_known", Set.of("network", "state"),
          "diemnet_peers_missing", Set.of("network"),
          "diemnet_peer_connected", Set.of("network", "peer", "direction"),
          "diemnet_build_info", Set.of("network", "version", "jdk", "vertx"),
          "diemnet_memory_bytes", Set.of("network", "class"),
          "diemnet_memory_limit_bytes", Set.of("network", "class"));

  private DiemNet start(DiemNetOptions options, MeterRegistry meters) {
    DiemNet network = DiemNetMeters.create(vertx, options, meters);
    await(network.start());
    return network;
  }

  private Scrape scrape() {
    return Scrape.parse(registry.scrape());
  }

  private Set<String> ours(MeterRegistry meters) {
    Set<String> names = new TreeSet<>();
    for (Meter meter : meters.getMeters()) {
      if (meter.getId().getName().startsWith("diemnet.")) {
        names.add(meter.getId().getName() + meter.getId().getTags());
      }
    }
    return names;
  }

  @Test
  void a_live_scrape_has_the_meters_of_the_specification_with_their_kinds_and_tags() {
    connect(new LimitsOptions());
    Scrape page = scrape();

    Set<String> expected = new TreeSet<>();
    MeterTable.rows()
        .forEach(
            (name, row) -> {
              String base = name.replace('.', '_');
              String family = base;
              String type = row.kind();
              String sample = base;
              switch (row.kind()) {
                case "counter" -> sample = base + "_total";
                case "timer" -> {
                  family = base + "_seconds";
                  type = "summary";
                  sample = family + "_count";
                  expected.add(family + "_max");
                }
                default -> assertThat(row.kind()).isEqualTo("gauge");
              }
              expected.add(row.kind().equals("counter") ? sample : family);
              assertThat(
                      page.types().containsKey(family)
                          ? page.types().get(family)
                          : page.types().get(sample))
                  .as(name)
                  .isEqualTo(type);
              assertThat(page.of(sample)).as(name).isNotEmpty();
              for (Scrape.Sample found : page.of(sample)) {
                assertThat(found.labels().keySet()).as(name).isEqualTo(row.tags());
              }
              for (String network : new String[] {"a", "b"}) {
                page.value(sample, "network", network);
              }
            });
    LATER.forEach(
        (sample, tags) -> {
          expected.add(sample);
          assertThat(page.of(sample)).as(sample).isNotEmpty();
          for (Scrape.Sample found : page.of(sample)) {
            assertThat(found.labels().keySet()).as(sample).isEqualTo(tags);
          }
        });
    assertThat(page.types().keySet()).isEqualTo(expected);
  }

  @Test
  void no_tag_names_an_address_and_only_the_gauges_of_trusted_peers_name_a_peer() {
    connect(new LimitsOptions());
    assertThat(registry.scrape()).doesNotContain("/ip4", "127.0.0.1", keyA.publicKey().toString());
    assertThat(registry.scrape().lines().filter(line -> !line.startsWith(PER_PEER + "{")))
        .noneMatch(line -> line.contains(id(keyA).toString()))
        .noneMatch(line -> line.contains(id(keyB).toString()));
  }

  @Test
  void each_trusted_peer_has_gauges_until_it_leaves_the_set_and_no_other_peer_has_any() {
    connect(new LimitsOptions());
    assertThat(perPeer("a", id(keyB), "inbound")).isEqualTo(1);
    assertThat(perPeer("a", id(keyB), "outbound")).isZero();
    assertThat(perPeer("b", id(keyA), "outbound")).isEqualTo(1);
    waitFor(
        "the counts",
        () -> scrape().value("diemnet_peers_known", "network", "a", "state", "connected") == 1);
    assertThat(scrape().value("diemnet_peers_missing", "network", "a")).isZero();

    PrivateKey keyC = PrivateKey.generate();
    await(a.updateSeeds(Map.of(id(keyC), trust(keyC))));
    assertThat(registry.scrape()).doesNotContain("peer=\"" + id(keyB));
    assertThat(perPeer("a", id(keyC), "inbound")).isZero();
    waitFor("the counts", () -> scrape().value("diemnet_peers_missing", "network", "a") == 1);
    assertThat(scrape().value("diemnet_peers_known", "network", "a", "state", "never"))
        .isEqualTo(1);

    // A stranger on an open network gets none, and metricsPerPeer turns them off and on.
    DiemNet open =
        start(
            validator("open", PrivateKey.generate())
                .setMutualAuthentication(false)
                .addSeed(id(keyC), trust(keyC)),
            registry);
    PrivateKey stranger = PrivateKey.generate();
    start(
        validator("none", stranger)
            .setMetricsPerPeer(false)
            .addSeed(open.info().peer(), dial(open)),
        registry);
    waitFor("the stranger", () -> connected(open, id(stranger)));
    assertThat(perPeer("open", id(keyC), "inbound")).isZero();
    assertThat(registry.scrape()).doesNotContain("peer=\"" + id(stranger));
    assertThat(scrape().of(PER_PEER)).noneMatch(s -> s.labels().get("network").equals("none"));
    assertThat(scrape().value("diemnet_build_info", "network", "none")).isEqualTo(1);
  }

  private double perPeer(String network, PeerId peer, String direction) {
    return scrape()
        .value(PER_PEER, "network", network, "peer", peer.toString(), "direction", direction);
  }

  @Test
  void the_tags_take_the_same_values_before_and_after_traffic() {
    connect(new LimitsOptions());
    Set<String> before = ours(registry);
    serveAndCall(3);
    failure(b.rpc(id(keyA), MEMPOOL_DIRECT_SEND, Buffer.buffer("nobody serves this")));
    assertThat(ours(registry)).isEqualTo(before);
  }

  @Test
  void calls_and_sends_are_counted_and_timed_on_both_sides() {
    connect(new LimitsOptions());
    Promise<Void> received = Promise.promise();
    a.directSendHandler(MEMPOOL_DIRECT_SEND, message -> received.complete());
    serveAndCall(3);
    await(b.directSend(id(keyA), MEMPOOL_DIRECT_SEND, Buffer.buffer("twelve bytes")));
    await(received.future());

    // Direct sends are counted after they were written and handed over, their bytes last.
    waitFor(
        "the counters",
        () ->
            scrape().value("diemnet_direct_send_bytes_total", "network", "b") > 0
                && scrape().value("diemnet_direct_send_bytes_total", "network", "a") > 0);
    Scrape page = scrape();
    for (String[] end : new String[][] {{"b", "sent", "received"}, {"a", "received", "sent"}}) {
      String network = end[0];
      assertThat(messages(page, network, "request", end[1])).isGreaterThanOrEqualTo(3);
      assertThat(messages(page, network, "response", end[2])).isGreaterThanOrEqualTo(3);
      assertThat(
              page.value("diemnet_direct_send_messages_total", "network", network, "state", end[1]))
          .isEqualTo(1);
      // u32 length, variant, protocol, priority, length of the payload, payload
      assertThat(page.value("diemnet_direct_send_bytes_total", "network", network, "state", end[1]))
          .isEqualTo(4 + 4 + 12);
    }
    assertThat(latencies(page, "outbound", "b")).isEqualTo(3);
    assertThat(latencies(page, "inbound", "a")).isEqualTo(3);
    assertThat(latencies(page, "outbound", "a")).isZero();
  }

  private void serveAndCall(int times) {
    a.rpcHandler(CONSENSUS_RPC, message -> Future.succeededFuture(message.payload()));
    for (int i = 0; i < times; i++) {
      await(b.rpc(id(keyA), CONSENSUS_RPC, Buffer.buffer("hello")));
    }
  }

  private static double messages(Scrape page, String network, String type, String state) {
    return page.value(
        "diemnet_rpc_messages_total", "network", network, "type", type, "state", state);
  }

  private static double latencies(Scrape page, String direction, String network) {
    return page.value(
        "diemnet_rpc_" + direction + "_latency_seconds_count",
        "network",
        network,
        "protocol",
        "ConsensusRpc");
  }

  @Test
  void connections_upgrades_and_listed_peers_are_shown_by_direction_and_source() {
    connect(new LimitsOptions());
    waitFor(
        "no upgrade to be under way",
        () -> scrape().value("diemnet_connections_pending_upgrades") == 0);
    Scrape page = scrape();
    assertThat(page.value("diemnet_connections", "network", "a", "direction", "inbound"))
        .isEqualTo(1);
    assertThat(page.value("diemnet_connections", "network", "a", "direction", "outbound")).isZero();
    assertThat(page.value("diemnet_connections", "network", "b", "direction", "outbound"))
        .isEqualTo(1);
    for (String[] end : new String[][] {{"a", "inbound"}, {"b", "outbound"}}) {
      assertThat(
              page.value(
                  "diemnet_connection_upgrade_seconds_count",
                  "network",
                  end[0],
                  "direction",
                  end[1],
                  "outcome",
                  "success"))
          .isEqualTo(1);
    }
    assertThat(page.value("diemnet_discovery_peers", "network", "a", "source", "config"))
        .isEqualTo(1);
    assertThat(page.value("diemnet_discovery_peers", "network", "a", "source", "file")).isZero();
    waitFor(
        "a pong",
        () -> scrape().value("diemnet_health_pings_total", "network", "a", "outcome", "pong") > 0);
  }

  @Test
  void a_failed_dial_is_counted_under_its_reason_on_both_sides_and_told_by_info() {
    PrivateKey stranger = PrivateKey.generate();
    a = start(validator("a", keyA), registry);
    b = start(validator("b", stranger), registry);
    failure(b.dial(id(keyA), a.info().address()));

    waitFor(
        "both counts",
        () ->
            failures("a", "inbound", "unknown-peer") == 1
                && failures("b", "outbound", "refused") == 1);
    assertThat(a.info().inboundFailures()).containsExactly(java.util.Map.entry("unknown-peer", 1L));
    assertThat(b.info().outboundFailures()).containsExactly(java.util.Map.entry("refused", 1L));
    assertThat(
            scrape()
                .value(
                    "diemnet_connection_upgrade_seconds_count",
                    "network",
                    "a",
                    "outcome",
                    "failure"))
        .isEqualTo(1);
  }

  private double failures(String network, String direction, String reason) {
    return scrape()
        .value(
            "diemnet_handshake_failures_total",
            "network",
            network,
            "direction",
            direction,
            "reason",
            reason);
  }

  @Test
  void a_connection_that_this_node_does_not_want_is_counted_as_rejected() {
    connect(new LimitsOptions());
    failure(b.dial(id(keyA), a.info().address()));
    DiemNet open =
        start(
            validator("open", PrivateKey.generate())
                .setMutualAuthentication(false)
                .setLimits(new LimitsOptions().setMaxInbound(0)),
            registry);
    // The dialer only sees the connection come and go.
    b.dial(open.info().peer(), open.info().address());
    waitFor(
        "the rejection",
        () ->
            scrape()
                    .value(
                        "diemnet_connections_rejected_total",
                        "network",
                        "open",
                        "direction",
                        "inbound",
                        "reason",
                        "too-many-unknown")
                == 1);
    assertThat(open.info().inboundFailures()).containsEntry("too-many-unknown", 1L);
  }

  @Test
  void what_the_application_holds_is_shown_until_it_lets_go() {
    connect(new LimitsOptions());
    Promise<Void> release = Promise.promise();
    a.asyncDirectSendHandler(MEMPOOL_DIRECT_SEND, message -> release.future());
    for (int i = 0; i < 3; i++) {
      await(b.directSend(id(keyA), MEMPOOL_DIRECT_SEND, Buffer.buffer("twelve bytes")));
    }
    waitFor("three messages", () -> queue("messages", "a", "inbound") == 3);
    assertThat(queue("bytes", "a", "inbound")).isEqualTo(3 * (4 + 4 + 12));
    release.complete();
    waitFor("none", () -> queue("messages", "a", "inbound") == 0);
    assertThat(queue("bytes", "a", "inbound")).isZero();
  }

  @Test
  void what_a_slow_remote_has_not_read_is_shown_until_it_reads() {
    // The pause is longer than the test: what is sent stays queued.
    connect(new LimitsOptions().setQueueMessages(8).setReadPause(600_000));
    Promise<Void> release = Promise.promise();
    a.asyncDirectSendHandler(MEMPOOL_DIRECT_SEND, message -> release.future());
    Buffer large = Buffer.buffer(new byte[4 * 1024 * 1024]);
    waitFor(
        "the queue to fill",
        () -> {
          // The bytes of a message that is being written count too: only a second one waits.
          b.directSend(id(keyA), MEMPOOL_DIRECT_SEND, large);
          return queue("messages", "b", "outbound") > 0
              && queue("bytes", "b", "outbound") > large.length();
        });
    release.complete();
    waitFor("all to be written", () -> queue("bytes", "b", "outbound") == 0);
    assertThat(queue("messages", "b", "outbound")).isZero();
  }

  private double queue(String what, String network, String queue) {
    return scrape().value("diemnet_queue_" + what, "network", network, "queue", queue);
  }

  @Test
  void no_meter_remains_when_its_network_is_closed() {
    connect(new LimitsOptions());
    await(a.close());
    assertThat(ours(registry)).isNotEmpty().allMatch(meter -> meter.contains("network=b"));
    await(b.close());
    assertThat(registry.getMeters()).isEmpty();
    assertThat(registry.scrape()).doesNotContain("diemnet");
  }

  @Test
  void no_meter_remains_when_a_network_does_not_start() {
    a = start(validator("a", keyA), registry);
    Set<String> before = ours(registry);
    failure(
        DiemNetMeters.create(
                vertx, validator("b", keyB).setListenAddress(a.info().address().base()), registry)
            .start());
    assertThat(ours(registry)).isEqualTo(before);
  }

  @Test
  void of_two_networks_of_one_name_in_one_registry_the_first_is_measured() {
    a = start(validator("same", keyA), registry);
    Set<String> before = ours(registry);
    DiemNet second = start(validator("same", keyB).setEventBusPrefix("other"), registry);
    assertThat(ours(registry)).isEqualTo(before);
    await(second.close());
    assertThat(ours(registry)).isEqualTo(before);
  }

  @Test
  void the_registry_of_vertx_metrics_is_used_where_the_application_gives_none() {
    MeterRegistry own = new SimpleMeterRegistry();
    await(vertx.close());
    vertx =
        Vertx.builder()
            .with(
                new VertxOptions()
                    .setMetricsOptions(new MicrometerMetricsOptions().setEnabled(true)))
            .withMetrics(new MicrometerMetricsFactory(own))
            .build();
    JsonObject config =
        new JsonObject()
            .put("name", "verticle")
            .put("listenAddress", "/ip4/127.0.0.1/tcp/0")
            .put("identity", new JsonObject());
    String id =
        await(
            vertx.deployVerticle(new DiemNetVerticle(), new DeploymentOptions().setConfig(config)));
    assertThat(ours(own)).isNotEmpty().allMatch(meter -> meter.contains("network=verticle"));
    await(vertx.undeploy(id));
    assertThat(ours(own)).isEmpty();

    await(
        vertx.deployVerticle(
            DiemNetMeters.verticle(registry), new DeploymentOptions().setConfig(config)));
    assertThat(ours(registry)).isNotEmpty();
    assertThat(ours(own)).isEmpty();
  }
}

package io.diemnet.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PrivateKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The queries of the Grafana dashboard and of the Prometheus rules, against a scrape of a real
 * process. Its network {@code a} has one of three trusted peers; the validator set gives its
 * network {@code b} another key.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MonitoringFilesTest {

  private static final Path OPERATIONS =
      Path.of(System.getProperty("diemnet.root"), "docs", "operations");
  private static final String RULES = "prometheus-rules.yaml";

  /** A metric with its matchers. */
  private static final Pattern SELECTOR =
      Pattern.compile("\\b((?:diemnet|jvm|process)_[a-z0-9_]+|up\\b)(?:\\{([^}]*)})?");

  private static final Pattern MATCHER = Pattern.compile("([a-z_]+)(=~|!~|!=|=)\"([^\"]*)\"");
  private static final Pattern GROUPING = Pattern.compile("\\b(?:by|on) \\(([^)]*)\\)");

  /** Labels that Prometheus adds. */
  private static final Set<String> TARGET = Set.of("job", "instance");

  @TempDir static Path dir;

  private NodeProcess node;
  private Scrape scrape;

  @BeforeAll
  void scrape_a_node() throws Exception {
    int port = FreePorts.inARow(20_000, 2);
    PrivateKey a = PrivateKey.generate();
    PrivateKey b = PrivateKey.generate();
    Files.writeString(dir.resolve("keys.yaml"), "{0: " + "77".repeat(32) + "}");
    Files.writeString(
        dir.resolve("set.json"),
        "{\"validators\": [{\"account\": \"%s\", \"validatorAddresses\": [\"%s\"]}]}"
            .formatted(id(b), address(port + 1, PrivateKey.generate())));
    int written =
        Main.commandLine()
            .execute(
                "validator-set",
                dir.resolve("set.json").toString(),
                "--keys",
                dir.resolve("keys.yaml").toString(),
                "--out",
                dir.resolve("set.bcs").toString());
    assertThat(written).isZero();
    Files.writeString(
        dir.resolve("node.yaml"),
        """
        networks:
          - name: a
            identity: {privateKey: %s}
            listenAddress: /ip4/127.0.0.1/tcp/%d
            seeds:
              %s: {addresses: [%s]}
              %s: {keys: [%s]}
              %s: {keys: [%s]}
          - name: b
            identity: {privateKey: %s}
            listenAddress: /ip4/127.0.0.1/tcp/%d
            seeds:
              %s: {addresses: [%s]}
            discovery: [{type: validator-set, path: set.bcs}]
            addressKeys: {0: %s}
        metrics: {port: 0}
        """
            .formatted(
                hex(a),
                port,
                id(b),
                address(port + 1, b),
                "01".repeat(16),
                "02".repeat(32),
                "03".repeat(16),
                "04".repeat(32),
                hex(b),
                port + 1,
                id(a),
                address(port, a),
                "77".repeat(32)));
    // A small young generation, so that there is a collection soon.
    node = NodeProcess.run(dir, List.of("-Xmn4m"), Main.class, "node", "--config", "node.yaml");
    String url = node.awaitOut(line -> line.startsWith("metrics ")).replace("metrics ", "");
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () -> {
              scrape = Scrape.of(url);
              assertThat(scrape.sum("diemnet_connections", "a")).as("%s", node).isEqualTo(1);
              assertThat(scrape.sum("diemnet_connections", "b")).isEqualTo(1);
              assertThat(scrape.sum("diemnet_network_key_mismatch", "b")).isEqualTo(1);
              assertThat(scrape.samples("jvm_gc_pause_seconds_sum")).isNotEmpty();
            });
  }

  @AfterAll
  void end_the_node() {
    if (node != null) {
      node.close();
    }
  }

  private static String hex(PrivateKey key) {
    return HexFormat.of().formatHex(key.toBytes());
  }

  private static PeerId id(PrivateKey key) {
    return PeerId.fromPublicKey(key.publicKey());
  }

  private static String address(int port, PrivateKey key) {
    return "/ip4/127.0.0.1/tcp/" + port + "/ln-noise-ik/" + key.publicKey() + "/ln-handshake/0";
  }

  private static JsonObject rules() throws IOException {
    return yaml(Files.readString(OPERATIONS.resolve(RULES)));
  }

  @SuppressWarnings("unchecked") // a document is a map
  private static JsonObject yaml(String text) {
    return new JsonObject(
        (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(text));
  }

  private static List<JsonObject> objects(JsonArray array) {
    List<JsonObject> objects = new ArrayList<>();
    for (int i = 0; array != null && i < array.size(); i++) {
      objects.add(array.getJsonObject(i));
    }
    return objects;
  }

  /** Checks the names, the labels and the values that a query needs. */
  private void check(String where, String query, String legend) {
    Set<String> labels = new TreeSet<>(TARGET);
    Matcher selector = SELECTOR.matcher(query);
    int selectors = 0;
    while (selector.find()) {
      selectors++;
      String name = selector.group(1);
      if (name.equals("up")) {
        continue;
      }
      assertThat(scrape.samples(name)).as("%s: %s", where, name).isNotEmpty();
      Set<String> own = new TreeSet<>();
      scrape.samples(name).forEach(sample -> own.addAll(sample.labels().keySet()));
      labels.addAll(own);
      Matcher matcher = MATCHER.matcher(selector.group(2) == null ? "" : selector.group(2));
      while (matcher.find()) {
        String label = matcher.group(1);
        String value = matcher.group(3);
        if (!TARGET.contains(label)) {
          assertThat(own).as("%s: labels of %s", where, name).contains(label);
          if (!value.startsWith("$")) {
            assertThat(scrape.values(name, label))
                .as("%s: %s of %s", where, label, name)
                .anyMatch(there -> there.matches(value));
          }
        }
      }
    }
    assertThat(selectors).as(where).isPositive();
    Matcher grouping = GROUPING.matcher(query);
    Set<String> kept = new TreeSet<>();
    while (grouping.find()) {
      kept.addAll(List.of(grouping.group(1).split(", *", -1)));
    }
    assertThat(labels).as("%s: grouped by", where).containsAll(kept);
    Matcher shown = Pattern.compile("\\{\\{ *(?:\\$labels\\.)?([a-z_]+) *}}").matcher(legend);
    while (shown.find()) {
      assertThat(kept.isEmpty() ? labels : kept)
          .as("%s: shown in %s", where, legend)
          .contains(shown.group(1));
    }
  }

  @Test
  void each_query_of_the_dashboard_has_metrics_and_labels_of_a_live_node() throws Exception {
    JsonObject dashboard =
        new JsonObject(Files.readString(OPERATIONS.resolve("grafana-dashboard.json")));
    int queries = 0;
    for (JsonObject panel : objects(dashboard.getJsonArray("panels"))) {
      for (JsonObject target : objects(panel.getJsonArray("targets"))) {
        check(panel.getString("title"), target.getString("expr"), target.getString("legendFormat"));
        queries++;
      }
    }
    assertThat(queries).isGreaterThan(20);
    for (JsonObject variable :
        objects(dashboard.getJsonObject("templating").getJsonArray("list"))) {
      if (variable.getString("type").equals("query")) {
        Matcher values =
            Pattern.compile("label_values\\(([a-z_]+), ([a-z_]+)\\)")
                .matcher(variable.getJsonObject("query").getString("query"));
        assertThat(values.matches()).isTrue();
        assertThat(scrape.samples(values.group(1))).isNotEmpty();
      }
    }
  }

  @Test
  void each_rule_has_metrics_and_labels_of_a_live_node() throws Exception {
    for (JsonObject group : objects(rules().getJsonArray("groups"))) {
      for (JsonObject rule : objects(group.getJsonArray("rules"))) {
        JsonObject annotations = rule.getJsonObject("annotations");
        check(rule.getString("alert"), rule.getString("expr"), annotations.getString("summary"));
      }
    }
  }

  /** With the scraped samples as the series of a minute and more. */
  @Test
  void the_first_two_alerts_fire_for_the_network_that_they_are_about() throws Exception {
    assumeTrue(
        "true".equals(System.getenv("TESTS_REQUIRE_PROMTOOL"))
            || promtool("--version").waitFor() == 0,
        "promtool is not here");
    List<JsonObject> rules =
        objects(rules().getJsonArray("groups").getJsonObject(0).getJsonArray("rules"));
    JsonArray series = new JsonArray();
    for (String name : List.of("diemnet_peer_connected", "diemnet_network_key_mismatch")) {
      for (Scrape.Sample sample : scrape.samples(name)) {
        StringBuilder labels = new StringBuilder("job=\"diemnet\", instance=\"node\"");
        sample
            .labels()
            .forEach((label, value) -> labels.append(", " + label + "=\"" + value + '"'));
        series.add(
            new JsonObject()
                .put("series", name + "{" + labels + "}")
                .put("values", (int) Double.parseDouble(sample.value()) + "+0x20"));
      }
    }
    JsonArray expectations =
        new JsonArray()
            .add(expectation(rules.get(0), "45s", null))
            .add(expectation(rules.get(0), "75s", "a"))
            .add(expectation(rules.get(1), "0s", "b"));
    JsonObject test =
        new JsonObject()
            .put("rule_files", new JsonArray().add(OPERATIONS.resolve(RULES).toString()))
            .put("evaluation_interval", "15s")
            .put(
                "tests",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("interval", "15s")
                            .put("input_series", series)
                            .put("alert_rule_test", expectations)));
    Path file = Files.writeString(dir.resolve("alerts.json"), test.encodePrettily());
    Process promtool = promtool("test", "rules", file.toString());
    String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(promtool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(promtool.exitValue()).as(output).isZero();
  }

  /** What promtool compares: all labels and annotations of the alerts at a time. */
  private static JsonObject expectation(JsonObject rule, String time, String network) {
    JsonArray alerts = new JsonArray();
    if (network != null) {
      JsonObject annotations = new JsonObject();
      for (Map.Entry<String, Object> annotation : rule.getJsonObject("annotations")) {
        annotations.put(
            annotation.getKey(),
            annotation
                .getValue()
                .toString()
                .replace("{{ $labels.instance }}", "node")
                .replace("{{ $labels.network }}", network)
                .replace("{{ $value }}", "1"));
      }
      alerts.add(
          new JsonObject()
              .put(
                  "exp_labels",
                  new JsonObject()
                      .put("job", "diemnet")
                      .put("instance", "node")
                      .put("network", network)
                      .mergeIn(rule.getJsonObject("labels")))
              .put("exp_annotations", annotations));
    }
    return new JsonObject()
        .put("eval_time", time)
        .put("alertname", rule.getString("alert"))
        .put("exp_alerts", alerts);
  }

  private static Process promtool(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException missing) {
      return new ProcessBuilder("false").start();
    }
  }
}

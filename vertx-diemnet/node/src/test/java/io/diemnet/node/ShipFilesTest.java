package io.diemnet.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.node.config.ConfigLoader;
import io.diemnet.node.config.NodeConfig;
import io.diemnet.vertx.DiemNetOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/** The files to ship the node with name paths, options, keys and ports that exist. */
@SuppressWarnings("unchecked") // maps of a YAML document
class ShipFilesTest {

  private static final Path OPERATIONS =
      Path.of(System.getProperty("diemnet.root"), "docs", "operations");

  /** From the end of closeTimeout to the last resort of the process, in seconds. */
  private static final int MARGIN = 8;

  @TempDir Path dir;

  @BeforeEach
  void a_key() throws Exception {
    Files.writeString(dir.resolve("validator.hex"), "1".repeat(64));
    Files.setPosixFilePermissions(
        dir.resolve("validator.hex"), PosixFilePermissions.fromString("rw-------"));
  }

  /** Fails if the command line does not know an option. */
  private static void parses(List<String> arguments) {
    Main.commandLine().parseArgs(arguments.toArray(String[]::new));
  }

  private static long secondsToStop(NodeConfig config) {
    long closing =
        config.networks().stream()
            .mapToLong(network -> new DiemNetOptions(network).getLimits().getCloseTimeout())
            .max()
            .orElseThrow();
    return (closing + config.service().shutdownDelay()) / 1_000 + MARGIN;
  }

  @Test
  void the_dockerfile_runs_the_jar_of_the_build_as_no_root() throws Exception {
    Dockerfile file = Dockerfile.read();
    List<String> entry = Dockerfile.command(file.last("ENTRYPOINT"));
    String jar = entry.get(entry.size() - 1);
    assertThat(file.all("COPY")).contains("target/vertx-diemnet-node.jar " + jar);
    assertThat(Files.readString(Dockerfile.folder().resolve(".dockerignore")))
        .contains("!target/vertx-diemnet-node.jar");
    assertThat(Files.readString(Dockerfile.folder().resolve("pom.xml")))
        .contains("<finalName>vertx-diemnet-node</finalName>");
    assertThat(entry.get(entry.size() - 2)).isEqualTo("-jar");
    assertThat(entry.get(0)).isEqualTo("/opt/java/bin/java");
    assertThat(file.all("COPY")).contains("--from=runtime /opt/java /opt/java");
    parses(Dockerfile.command(file.last("CMD")));
    assertThat(file.last("USER")).isEqualTo("10001:10001");
    assertThat(file.all("RUN").get(1)).contains("--gid 10001", "--uid 10001");
    assertThat(file.last("STOPSIGNAL")).isEqualTo("SIGTERM");
    assertThat(String.join(" ", Dockerfile.command(file.last("HEALTHCHECK"))))
        .contains("/127.0.0.1/9090", "GET /health/live ");
    assertThat(file.last("EXPOSE")).isEqualTo("6180 9090");
    for (String module : file.modules()) {
      assertThat(ModuleFinder.ofSystem().find(module)).as(module).isPresent();
    }
  }

  @Test
  void the_manifests_name_what_exists() throws Exception {
    Map<String, JsonObject> manifests = new TreeMap<>();
    // All scalars as text, because Kubernetes reads 0440 as an octal number.
    Load yaml = new Load(LoadSettings.builder().setSchema(new FailsafeSchema()).build());
    for (Object document :
        yaml.loadAllFromString(Files.readString(OPERATIONS.resolve("kubernetes.yaml")))) {
      JsonObject manifest = new JsonObject((Map<String, Object>) document);
      manifests.put(manifest.getString("kind"), manifest);
    }
    JsonObject pod = manifests.get("StatefulSet").getJsonObject("spec").getJsonObject("template");
    JsonObject spec = pod.getJsonObject("spec");
    JsonObject container = spec.getJsonArray("containers").getJsonObject(0);

    Map<String, String> mounts = new TreeMap<>();
    for (JsonObject mount : objects(container.getJsonArray("volumeMounts"))) {
      mounts.put(mount.getString("name"), mount.getString("mountPath"));
    }
    Map<String, JsonObject> volumes = new TreeMap<>();
    for (JsonObject volume : objects(spec.getJsonArray("volumes"))) {
      volumes.put(volume.getString("name"), volume);
    }
    assertThat(mounts.keySet()).isEqualTo(volumes.keySet());
    JsonObject secret = volumes.get("keys").getJsonObject("secret");
    assertThat(secret.getString("defaultMode")).isEqualTo("0440");
    assertThat(secret.getString("secretName")).isEqualTo(name(manifests.get("Secret")));
    assertThat(volumes.get("config").getJsonObject("configMap").getString("name"))
        .isEqualTo(name(manifests.get("ConfigMap")));

    // The configuration is one that a node takes, with the paths of the container.
    List<String> arguments = strings(container.getJsonArray("args"));
    parses(arguments);
    JsonObject files = manifests.get("ConfigMap").getJsonObject("data");
    String path = arguments.get(arguments.indexOf("--config") + 1);
    assertThat(path).startsWith(mounts.get("config") + "/");
    for (String file : files.fieldNames()) {
      Files.writeString(
          dir.resolve(file), files.getString(file).replace(mounts.get("keys"), dir.toString()));
    }
    assertThat(files.getString("node.yaml")).contains(mounts.get("keys") + "/validator.hex");
    assertThat(manifests.get("Secret").getJsonObject("stringData").fieldNames())
        .containsExactly("validator.hex");
    NodeConfig config = ConfigLoader.load(dir.resolve(path.replaceFirst(".*/", "")), Map.of());

    Map<String, String> ports = new TreeMap<>();
    for (JsonObject port : objects(container.getJsonArray("ports"))) {
      ports.put(port.getString("name"), port.getString("containerPort"));
    }
    assertThat(ports)
        .isEqualTo(
            Map.of(
                "diemnet",
                Integer.toString(
                    new DiemNetOptions(config.networks().get(0)).getListenAddress().port()),
                "metrics",
                config.metrics().getInteger("port").toString()));
    for (JsonObject port :
        objects(manifests.get("Service").getJsonObject("spec").getJsonArray("ports"))) {
      assertThat(ports).containsEntry(port.getString("targetPort"), port.getString("port"));
    }
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      JsonObject get = container.getJsonObject(probe).getJsonObject("httpGet");
      assertThat(get.getString("port")).isEqualTo("metrics");
      assertThat(get.getString("path"))
          .isEqualTo(probe.equals("readinessProbe") ? "/health/ready" : "/health/live");
    }
    for (JsonObject rule :
        objects(manifests.get("NetworkPolicy").getJsonObject("spec").getJsonArray("ingress"))) {
      assertThat(ports.values())
          .contains(rule.getJsonArray("ports").getJsonObject(0).getString("port"));
    }

    JsonObject security = spec.getJsonObject("securityContext");
    assertThat(security.getString("runAsNonRoot")).isEqualTo("true");
    String user = Dockerfile.read().last("USER");
    assertThat(security.getString("runAsUser") + ":" + security.getString("runAsGroup"))
        .isEqualTo(user);
    assertThat(user).endsWith(":" + security.getString("fsGroup"));
    assertThat(container.getJsonObject("securityContext").getString("readOnlyRootFilesystem"))
        .isEqualTo("true");
    assertThat(Long.parseLong(spec.getString("terminationGracePeriodSeconds")))
        .isGreaterThan(secondsToStop(config));
    JsonObject labels = pod.getJsonObject("metadata").getJsonObject("labels");
    for (String kind : List.of("StatefulSet", "PodDisruptionBudget")) {
      assertThat(
              manifests
                  .get(kind)
                  .getJsonObject("spec")
                  .getJsonObject("selector")
                  .getJsonObject("matchLabels"))
          .isEqualTo(labels);
    }
  }

  @Test
  void the_systemd_unit_runs_the_command_line_and_leaves_time_to_end() throws Exception {
    Path unit = OPERATIONS.resolve("diemnet.service");
    String text = Files.readString(unit);
    List<String> start = List.of(value(text, "ExecStart").split(" ", -1));
    int jar = start.indexOf("-jar");
    assertThat(start.get(jar + 1)).endsWith("/vertx-diemnet-node.jar");
    parses(start.subList(jar + 2, start.size()));

    String[] credential = value(text, "LoadCredential").split(":", -1);
    String[] variable = value(text, "Environment").split("=", -1);
    assertThat(variable[1]).isEqualTo("%d/" + credential[0]);
    Path file =
        Files.writeString(dir.resolve("node.yaml"), "networks: [{name: a, identity: {}}]\n");
    NodeConfig config =
        ConfigLoader.load(file, Map.of(variable[0], variable[1].replace("%d", dir.toString())));
    assertThat(config.networks().get(0).getJsonObject("identity").getString("privateKeyFile"))
        .isEqualTo(dir.resolve("validator.hex").toString());
    assertThat(Long.parseLong(value(text, "TimeoutStopSec"))).isGreaterThan(secondsToStop(config));
    assertThat(value(text, "RestartPreventExitStatus")).isEqualTo("2");
    // A JVM compiles at run time.
    assertThat(text).doesNotContain("MemoryDenyWriteExecute");
  }

  private static String value(String unit, String key) {
    Matcher line = Pattern.compile("^" + key + "=(.*)$", Pattern.MULTILINE).matcher(unit);
    assertThat(line.find()).as(key).isTrue();
    return line.group(1);
  }

  private static String name(JsonObject manifest) {
    return manifest.getJsonObject("metadata").getString("name");
  }

  private static List<JsonObject> objects(JsonArray array) {
    List<JsonObject> objects = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      objects.add(array.getJsonObject(i));
    }
    return objects;
  }

  private static List<String> strings(JsonArray array) {
    return array.stream().map(String.class::cast).toList();
  }
}

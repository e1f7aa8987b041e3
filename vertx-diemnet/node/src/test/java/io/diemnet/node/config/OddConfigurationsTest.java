package io.diemnet.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Configurations that no one would write: each is a {@link ConfigException} and nothing else. */
class OddConfigurationsTest {

  private static final String ID = "00000000000000000000000000000012";
  private static final String MINIMAL = "networks: [{networkId: validator}]\n";

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "{\"a\": ", "? ", "&a [", "!!x {"})
  void deep_nesting_is_one_mistake(String level) throws Exception {
    String deep = level.repeat(50_000);
    for (String text : List.of(deep, "networks: " + deep, "{\"networks\": " + deep)) {
      for (String name : List.of("node.yaml", "node.json")) {
        assertThat(mistakes(name, text, Map.of())).as("%s: %.30s", name, text).hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"true, 30", "false, 100000"})
  void deep_nesting_that_is_closed_again_is_one_mistake(boolean map, int depth) throws Exception {
    String deep =
        "{\"networks\": "
            + (map ? "{\"a\": " : "[").repeat(depth)
            + "1"
            + (map ? "}" : "]").repeat(depth)
            + "}";
    assertThat(mistakes("node.yaml", deep, Map.of())).singleElement().asString().contains("nested");
    assertThat(mistakes("node.json", deep, Map.of())).singleElement().asString().contains("depth");
  }

  /** Every key of the schema, with every kind of value that it may not have. */
  @ParameterizedTest
  @ValueSource(strings = {"null", "[null]", "{\"\": null}", "-1"})
  void a_value_of_another_kind_at_any_key_is_told_as_a_mistake(String value) throws Exception {
    List<String> paths = new ArrayList<>();
    collect(Schema.ROOT, "%s", paths);
    assertThat(paths).hasSizeGreaterThan(80);
    for (String path : paths) {
      String text = path.formatted(value);
      onlyMistakes(text.length() % 2 == 0 ? "node.json" : "node.yaml", text, Map.of());
    }
  }

  @Test
  void variables_with_any_path_are_told_as_mistakes() throws Exception {
    List<String> paths = new ArrayList<>();
    collect(Schema.ROOT, "%s", paths);
    List<String> names =
        new ArrayList<>(List.of("", "_", "NETWORKS_99999999999999999999", "0_0_0"));
    for (String path : paths) {
      String name =
          path.replaceAll("\\[", "0_").replaceAll("[^A-Za-z0-9]+", "_").toUpperCase(Locale.ROOT);
      names.add(name.replaceAll("^_+|_*S_*$", ""));
    }
    // Each variable is judged by itself, so many are judged together.
    for (String value : List.of("", "null", "[", "[[[[]]]]", "{a: {b: [c]}}", "x")) {
      for (String end : List.of("", "_0", "_0_0_0_0", "_", "_X_Y", "_-1")) {
        Map<String, String> environment = new TreeMap<>();
        names.forEach(name -> environment.put("DIEMNET_" + name + end, value));
        onlyMistakes("node.yaml", MINIMAL, environment);
        for (String name : List.of("NETWORKS_0", "NETWORKS_0_SEEDS", "BRIDGE", "CLUSTER")) {
          onlyMistakes("node.yaml", MINIMAL, Map.of("DIEMNET_" + name + end, value));
        }
      }
    }
    onlyMistakes("node.yaml", MINIMAL, Map.of("DIEMNET_NETWORKS" + "_0".repeat(3000), "x"));
    onlyMistakes("node.yaml", MINIMAL, Map.of("DIEMNET_NETWORKS", "[".repeat(100_000)));
  }

  /** The validator's pointer to such a key has an escape of one digit, which ended the loading. */
  @ParameterizedTest
  @ValueSource(strings = {"networks\\t", "\\u0001", "a\\t\\tb%", "%", "%zz", "\\u0000x"})
  void a_key_with_a_control_character_is_told_as_a_mistake(String key) throws Exception {
    String text = "{\"networks\": [{\"networkId\": \"validator\"}], \"" + key + "\": 1}";
    for (String name : List.of("node.json", "node.yaml")) {
      assertThat(mistakes(name, text, Map.of()))
          .as("%s: %s", name, key)
          .anySatisfy(mistake -> assertThat(mistake).contains("is not a known key"));
    }
    onlyMistakes("node.json", "{\"networks\": [{\"" + key + "\": 1}]}", Map.of());
  }

  @Test
  void of_very_many_mistakes_the_first_are_told() throws Exception {
    StringBuilder many = new StringBuilder(MINIMAL);
    for (int i = 0; i < 5_000; i++) {
      many.append("key").append(i).append(": 1\n");
    }
    many.append("? ").append("x".repeat(60_000)).append("\n: 1\n");

    List<String> told = mistakes("node.yaml", many.toString(), Map.of());

    assertThat(told)
        .hasSize(Mistakes.MAX_TOLD + 1)
        .last()
        .asString()
        .contains("and 4901 more mistakes");
    assertThat(told).allMatch(line -> line.length() < 1_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"node.yaml", "node.json"})
  void a_byte_order_mark_before_a_configuration_or_a_key_is_passed_over(String name)
      throws Exception {
    Path key = dir.resolve("key.hex");
    Files.writeString(key, "\uFEFF" + "11".repeat(32) + "\r\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(
        dir.resolve(name),
        "\uFEFF{\"networks\": [{\"identity\": {\"privateKeyFile\": \"key.hex\"}}]}");

    assertThat(ConfigLoader.load(dir.resolve(name), Map.of()).networks()).hasSize(1);
  }

  @Test
  void the_key_of_the_bridges_certificate_may_be_read_by_this_process_only() throws Exception {
    Files.createFile(dir.resolve("cert.pem"));
    Path key = Files.createFile(dir.resolve("key.pem"));
    String text = MINIMAL + "bridge: {tls: {certificate: cert.pem, key: key.pem}}\n";
    for (String mode : List.of("rw-r--r--", "rw-r-----", "rw--w----")) {
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(mode));
      assertThat(mistakes("node.yaml", text, Map.of()))
          .singleElement()
          .asString()
          .contains("bridge.tls.key: cannot be used", mode, "chmod 600");
    }
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("r--------"));
    onlyMistakes("node.yaml", text, Map.of());
  }

  private static void collect(Schema schema, String frame, List<String> paths) {
    if (schema == null || paths.size() > 1000) {
      return;
    }
    if (!frame.equals("%s")) {
      paths.add(frame);
    }
    Map<String, Schema> children = new LinkedHashMap<>();
    schema.keys().forEach(key -> children.put(key, schema.property(key)));
    if (schema.values() != null) {
      children.put(ID, schema.values());
    }
    children.forEach(
        (key, child) -> collect(child, frame.formatted("{\"" + key + "\": %s}"), paths));
    if (schema.items() != null) {
      collect(schema.items(), frame.formatted("[%s]"), paths);
    }
  }

  private void onlyMistakes(String name, String text, Map<String, String> environment)
      throws IOException {
    Files.writeString(dir.resolve(name), text);
    Throwable failure = catchThrowable(() -> ConfigLoader.load(dir.resolve(name), environment));
    if (failure != null && !(failure instanceof ConfigException)) {
      throw new AssertionError(name + " " + text + " " + environment, failure);
    }
  }

  private List<String> mistakes(String name, String text, Map<String, String> environment)
      throws IOException {
    Files.writeString(dir.resolve(name), text);
    return catchThrowableOfType(
            ConfigException.class, () -> ConfigLoader.load(dir.resolve(name), environment))
        .mistakes();
  }
}

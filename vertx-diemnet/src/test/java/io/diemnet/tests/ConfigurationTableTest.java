package io.diemnet.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of the configuration in {@code docs/operations.md} is what the schema says. */
class ConfigurationTableTest {

  private static final Path DOCS =
      Path.of(System.getProperty("diemnet.root", "..")).resolve("docs");
  private static final Path PAGE = DOCS.resolve("operations.md");
  private static final String BEGIN = "<!-- configuration:";
  private static final String END = "<!-- /configuration -->";

  private final List<String> rows = new ArrayList<>();
  private JsonObject definitions;

  @Test
  void the_page_lists_every_key_with_what_is_allowed_and_its_default() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf('\n', page.indexOf(BEGIN)) + 1;
    int end = page.indexOf(END);
    assertThat(end).as("%s and %s in order", BEGIN, END).isGreaterThanOrEqualTo(begin);
    String table = table();
    if (Boolean.getBoolean("diemnet.docs.write")) {
      Files.writeString(PAGE, page.substring(0, begin) + table + page.substring(end));
      return;
    }
    assertThat(page.substring(begin, end))
        .as("the table; this test writes it with -Ddiemnet.test.argLine=-Ddiemnet.docs.write=true")
        .isEqualTo(table);
  }

  private String table() throws IOException {
    JsonObject schema = new JsonObject(Files.readString(DOCS.resolve("configuration.schema.json")));
    definitions = schema.getJsonObject("$defs");
    rows.add("| key | what | allowed | default |");
    rows.add("| --- | --- | --- | --- |");
    properties("", schema);
    return rows.stream().map(row -> row + "\n").collect(Collectors.joining());
  }

  private void properties(String prefix, JsonObject object) {
    for (Map.Entry<String, Object> property :
        object.getJsonObject("properties", new JsonObject())) {
      key(prefix + property.getKey(), resolve((JsonObject) property.getValue()));
    }
  }

  private void key(String path, JsonObject schema) {
    rows.add(
        "| `"
            + path
            + "` | "
            + cell(schema.getString("description", ""))
            + " | "
            + cell(allowed(schema))
            + " | "
            + (schema.containsKey("default") ? "`" + schema.getValue("default") + "`" : "")
            + " |");
    properties(path + ".", schema);
    if (schema.getValue("items") instanceof JsonObject items) {
      properties(path + "[].", resolve(items));
    }
    if (schema.getValue("additionalProperties") instanceof JsonObject entry) {
      properties(path + ".<" + keyName(path) + ">.", resolve(entry));
    }
  }

  private static String keyName(String path) {
    return path.endsWith("seeds") ? "peer id" : "key";
  }

  /** A reference with what stands beside it. */
  private JsonObject resolve(JsonObject schema) {
    String reference = schema.getString("$ref");
    return reference == null
        ? schema
        : definitions
            .getJsonObject(reference.substring(reference.lastIndexOf('/') + 1))
            .copy()
            .mergeIn(schema);
  }

  private String allowed(JsonObject schema) {
    if (schema.containsKey("x-allowed")) {
      return schema.getString("x-allowed");
    }
    if (schema.getValue("enum") instanceof JsonArray words) {
      return words.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
    String type =
        schema.getValue("type") instanceof JsonArray types
            ? types.stream().map(String::valueOf).collect(Collectors.joining(" or "))
            : schema.getString("type");
    return switch (type) {
      case "integer" -> range(schema);
      case "boolean" -> "true or false";
      case "boolean or object" -> "true, false or a map";
      case "array" -> "a list" + of(schema.getValue("items"));
      case "object" -> "a map" + of(schema.getValue("additionalProperties"));
      default -> type;
    };
  }

  private String of(Object entries) {
    if (!(entries instanceof JsonObject entry)) {
      return "";
    }
    JsonObject resolved = resolve(entry);
    return resolved.containsKey("x-allowed") ? ", each " + resolved.getString("x-allowed") : "";
  }

  private static String range(JsonObject schema) {
    int maximum = schema.getInteger("maximum", Integer.MAX_VALUE);
    return maximum == Integer.MAX_VALUE
        ? "from " + schema.getInteger("minimum")
        : schema.getInteger("minimum") + " to " + maximum;
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;");
  }
}

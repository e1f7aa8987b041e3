package io.diemnet.node.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A node of {@code configuration.schema.json}, with resolved references. */
final class Schema {

  private static final JsonObject DOCUMENT = load();

  /** The schema of the whole file. */
  static final Schema ROOT = new Schema(DOCUMENT);

  private final JsonObject json;

  private Schema(JsonObject json) {
    this.json = json;
  }

  static JsonObject document() {
    return DOCUMENT;
  }

  /** Resolves a pointer in the document, such as {@code #/$defs/network/type}. */
  static Object at(String pointer) {
    Object at = DOCUMENT;
    for (String part : pointer.substring(2).split("/", -1)) {
      String key = part.replace("~1", "/").replace("~0", "~");
      at = at instanceof JsonObject object ? object.getValue(key) : null;
    }
    return at;
  }

  static Schema of(JsonObject json) {
    String reference = json.getString("$ref");
    if (reference == null) {
      return new Schema(json);
    }
    // Properties next to the reference, such as a description, take precedence.
    JsonObject resolved = ((JsonObject) at(reference)).copy().mergeIn(json);
    resolved.remove("$ref");
    return new Schema(resolved);
  }

  /** Returns the schema of a key, or null for an unknown key. */
  Schema property(String key) {
    JsonObject property = json.getJsonObject("properties", new JsonObject()).getJsonObject(key);
    return property != null ? of(property) : values();
  }

  /** Returns the schema of the values of an object whose keys are data, or null. */
  Schema values() {
    return json.getValue("additionalProperties") instanceof JsonObject values ? of(values) : null;
  }

  /** Returns the schema of a list's items, or null. */
  Schema items() {
    return json.getValue("items") instanceof JsonObject items ? of(items) : null;
  }

  /** Returns the known keys. */
  Set<String> keys() {
    return new TreeSet<>(json.getJsonObject("properties", new JsonObject()).fieldNames());
  }

  boolean allows(String type) {
    return json.getValue("type") instanceof JsonArray types
        ? types.contains(type)
        : type.equals(json.getValue("type"));
  }

  /** The default of the value, or null. */
  Object defaultValue() {
    return json.getValue("default");
  }

  /** Returns whether the value must not be shown. */
  boolean isSecret() {
    return json.getBoolean("writeOnly", false);
  }

  /** Describes the allowed values. */
  String allowed() {
    if (json.containsKey("x-allowed")) {
      return json.getString("x-allowed");
    }
    if (json.containsKey("enum")) {
      return alternatives(json.getJsonArray("enum").stream().map(String::valueOf).toList());
    }
    List<String> alternatives = new ArrayList<>();
    if (allows("integer")) {
      alternatives.add(
          "a whole number from " + json.getLong("minimum") + " to " + json.getLong("maximum"));
    }
    if (allows("boolean")) {
      alternatives.add("true or false");
    }
    if (allows("string")) {
      alternatives.add("a string");
    }
    if (allows("array")) {
      alternatives.add(
          json.getInteger("minItems", 0) > 0 ? "a list of at least one entry" : "a list");
    }
    if (allows("object")) {
      alternatives.add(
          keys().isEmpty() ? "an object" : "an object with the keys " + String.join(", ", keys()));
    }
    return String.join(", or ", alternatives);
  }

  static String alternatives(List<String> words) {
    int last = words.size() - 1;
    return last == 0
        ? words.get(0)
        : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
  }

  private static JsonObject load() {
    try (InputStream in = Schema.class.getResourceAsStream("configuration.schema.json")) {
      return new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

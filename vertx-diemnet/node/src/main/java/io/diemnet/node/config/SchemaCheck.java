package io.diemnet.node.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Validates against the schema and describes mistakes in terms of the configuration. */
final class SchemaCheck {

  private static final Set<String> ABOUT_A_VALUE =
      Set.of("type", "pattern", "enum", "minimum", "maximum", "minLength", "minItems");

  private final JsonObject config;
  private final Mistakes mistakes;

  private SchemaCheck(JsonObject config, Mistakes mistakes) {
    this.config = config;
    this.mistakes = mistakes;
  }

  static void check(JsonObject config, Mistakes mistakes) {
    Validator validator =
        Validator.create(
            JsonSchema.of(Schema.document()),
            new JsonSchemaOptions()
                .setBaseUri("urn:io.diemnet")
                .setDraft(Draft.DRAFT202012)
                .setOutputFormat(OutputFormat.Basic));
    OutputUnit result = validator.validate(config);
    if (!result.getValid()) {
      result.getErrors().forEach(new SchemaCheck(config, mistakes)::translate);
    }
  }

  /** Skips the parents of a mistake, which the output also names. */
  private void translate(OutputUnit error) {
    String location = error.getAbsoluteKeywordLocation();
    String pointer = location.substring(location.indexOf('#'));
    String keyword = pointer.substring(pointer.lastIndexOf('/') + 1);
    String owner = pointer.substring(0, pointer.lastIndexOf('/'));
    Schema schema =
        owner.equals("#")
            ? Schema.ROOT
            : Schema.at(owner) instanceof JsonObject json ? Schema.of(json) : null;
    Instance instance = instance(error.getInstanceLocation());
    if (schema == null) {
      return;
    }
    if (owner.endsWith("/propertyNames")) {
      mistakes.add(
          instance.path, "has a wrong name: must be " + schema.allowed() + ", not " + instance.key);
    } else if (ABOUT_A_VALUE.contains(keyword)) {
      mistakes.add(
          instance.path,
          "must be " + schema.allowed() + ", not " + Words.show(instance.value, schema.isSecret()));
    } else if (keyword.equals("required")) {
      JsonArray required = (JsonArray) Schema.at(pointer);
      for (Object key : required) {
        if (instance.value instanceof JsonObject json && !json.containsKey((String) key)) {
          mistakes.add(
              Mistakes.child(instance.path, (String) key),
              "is missing: must be " + schema.property((String) key).allowed());
        }
      }
    } else if (keyword.equals("additionalProperties")
        && schema.values() == null
        && !schema.keys().contains(instance.key)) {
      mistakes.add(instance.path, unknown(instance.key, schema));
    }
  }

  static String unknown(String key, Schema schema) {
    String nearest = Words.nearest(key, schema.keys());
    StringBuilder message = new StringBuilder("is not a known key; ");
    if (nearest != null) {
      message.append("did you mean ").append(nearest).append("? ");
    } else {
      List<String> places = Words.placesOf(key);
      if (!places.isEmpty()) {
        message.append("it belongs to ").append(Schema.alternatives(places)).append(". ");
      }
    }
    return message.append("Known here: ").append(String.join(", ", schema.keys())).toString();
  }

  private record Instance(String path, String key, Object value) {}

  /** Resolves a pointer with its own escapes and those of a URI. */
  private Instance instance(String pointer) {
    Instance at = new Instance("", "", config);
    if (pointer.length() > 2) {
      for (String part : pointer.substring(2).split("/", -1)) {
        String key = decoded(part).replace("~1", "/").replace("~0", "~");
        if (at.value instanceof JsonArray list) {
          int index = Integer.parseInt(key);
          at = new Instance(Mistakes.child(at.path, index), key, list.getValue(index));
        } else {
          Object value = at.value instanceof JsonObject object ? object.getValue(key) : null;
          at = new Instance(Mistakes.child(at.path, key), key, value);
        }
      }
    }
    return at;
  }

  /** The validator escapes a character below 16 with one digit, which no decoder reads. */
  private static String decoded(String part) {
    try {
      return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return part;
    }
  }
}

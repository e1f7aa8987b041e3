package io.diemnet.node.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.regex.Pattern;

/**
 * Converts text into the types of the schema. Values that do not fit remain text, and the schema
 * validation reports them.
 */
final class Converter {

  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,18}");

  private Converter() {}

  static Object convert(Tree tree, Schema schema) {
    if (tree instanceof Tree.Mapping mapping) {
      JsonObject json = new JsonObject();
      mapping
          .entries()
          .forEach(
              (key, value) ->
                  json.put(key, convert(value, schema == null ? null : schema.property(key))));
      return json;
    }
    if (tree instanceof Tree.Sequence sequence) {
      JsonArray json = new JsonArray();
      sequence
          .items()
          .forEach(item -> json.add(convert(item, schema == null ? null : schema.items())));
      return json;
    }
    return scalar((Tree.Scalar) tree, schema);
  }

  private static Object scalar(Tree.Scalar scalar, Schema schema) {
    String text = scalar.text();
    if (schema == null) {
      return text;
    }
    if (scalar.isEmpty()) {
      if (schema.allows("null")) {
        return null;
      }
      if (schema.allows("array")) {
        return new JsonArray();
      }
      return schema.allows("object") ? new JsonObject() : null; // the schema refuses null
    }
    if (schema.allows("integer") && INTEGER.matcher(text).matches()) {
      long number = Long.parseLong(text);
      return (int) number == number ? (Object) (int) number : (Object) number;
    }
    if (schema.allows("boolean")) {
      return switch (text) {
        case "true", "True", "TRUE" -> true;
        case "false", "False", "FALSE" -> false;
        default -> text;
      };
    }
    return text;
  }
}

package io.diemnet.node.config;

import io.diemnet.vertx.DiemNetOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** What a configuration comes to: its overrides and defaults, without its secrets. */
final class EffectiveConfig {

  static final String MASK = "********";

  private EffectiveConfig() {}

  static JsonObject of(JsonObject config) {
    JsonObject effective = defaults(config, Schema.ROOT);
    JsonArray networks = new JsonArray();
    for (Object network : config.getJsonArray("networks")) {
      networks.add(network((JsonObject) network));
    }
    return effective.put("networks", networks);
  }

  /** All keys of a network, as its options have them. */
  private static JsonObject network(JsonObject configured) {
    DiemNetOptions options = new DiemNetOptions(configured);
    JsonObject network =
        options
            .toJson()
            .put("name", options.getName())
            .put("role", options.getRole().toString())
            .put("mutualAuthentication", options.isMutualAuthentication())
            .put("metricsPerPeer", options.isMetricsPerPeer());
    JsonObject identity = network.getJsonObject("identity");
    identity.remove("keyLeftOut");
    if (configured.getJsonObject("identity", new JsonObject()).containsKey("privateKey")) {
      identity.put("privateKey", MASK);
    }
    if (configured.getValue("addressKeys") instanceof JsonObject keys && !keys.isEmpty()) {
      JsonObject masked = new JsonObject();
      keys.fieldNames().forEach(version -> masked.put(version, MASK));
      network.put("addressKeys", masked);
    }
    network.remove("crypto"); // a key of the whole file
    return network;
  }

  /** A section with the defaults of its keys; an absent section stays absent. */
  private static JsonObject defaults(JsonObject section, Schema schema) {
    JsonObject result = new JsonObject();
    for (String key : schema.keys()) {
      Schema property = schema.property(key);
      if (!section.containsKey(key) && property.defaultValue() != null) {
        result.put(key, property.defaultValue());
      }
    }
    for (Map.Entry<String, Object> entry : section) {
      Schema property = schema.property(entry.getKey());
      Object value = entry.getValue();
      if (property.isSecret()) {
        result.put(entry.getKey(), MASK);
      } else if (value instanceof JsonObject nested) {
        result.put(entry.getKey(), defaults(nested, property));
      } else {
        result.put(entry.getKey(), value);
      }
    }
    return result;
  }
}

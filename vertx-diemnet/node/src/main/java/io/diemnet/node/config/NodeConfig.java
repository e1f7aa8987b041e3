package io.diemnet.node.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * A checked configuration. Paths of files are absolute.
 *
 * @param networks the configurations, each for one {@code DiemNetVerticle}
 * @param bridge null for none
 * @param metrics null for none
 * @param maxBytes the memory budget of the process in bytes, or 0 for the default
 * @param cluster null for an event bus of this process only
 */
public record NodeConfig(
    List<JsonObject> networks,
    JsonObject bridge,
    JsonObject metrics,
    JsonObject cluster,
    long maxBytes) {

  static NodeConfig of(JsonObject config) {
    String crypto = config.getString("crypto", "auto");
    JsonArray networks = config.getJsonArray("networks");
    return new NodeConfig(
        networks.stream().map(n -> ((JsonObject) n).copy().put("crypto", crypto)).toList(),
        config.getJsonObject("bridge"),
        config.getJsonObject("metrics"),
        config.getValue("cluster") instanceof Boolean on
            ? (on ? new JsonObject() : null)
            : config.getJsonObject("cluster"),
        config.getJsonObject("limits", new JsonObject()).getLong("maxBytes", 0L));
  }
}

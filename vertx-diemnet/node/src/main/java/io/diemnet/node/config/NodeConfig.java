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
 * @param service how the process reports that it is ready, and how it ends
 * @param maxBytes the memory budget of the process in bytes, or 0 for the default
 * @param cluster null for an event bus of this process only
 * @param controlSocket the file of the control socket; null for none
 */
public record NodeConfig(
    List<JsonObject> networks,
    JsonObject bridge,
    JsonObject metrics,
    JsonObject cluster,
    Service service,
    long maxBytes,
    String controlSocket) {

  /**
   * How the process reports that it is ready, and how it ends.
   *
   * @param minPeers connected peers that each network needs to be ready
   * @param shutdownDelay milliseconds from a signal to the beginning of the end
   */
  public record Service(int minPeers, int shutdownDelay) {

    /** No peers and no delay. */
    public static final Service DEFAULT = new Service(0, 0);

    static Service of(JsonObject config) {
      return new Service(
          config.getJsonObject("health", new JsonObject()).getInteger("minPeers", 0),
          config.getJsonObject("shutdown", new JsonObject()).getInteger("delay", 0));
    }
  }

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
        Service.of(config),
        config.getJsonObject("limits", new JsonObject()).getLong("maxBytes", 0L),
        config.getJsonObject("control", new JsonObject()).getString("socket"));
  }
}

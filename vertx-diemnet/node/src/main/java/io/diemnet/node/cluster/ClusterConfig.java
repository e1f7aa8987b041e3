package io.diemnet.node.cluster;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;

/**
 * The section {@code cluster} of a configuration.
 *
 * @param host the address on which this member listens, and which it announces
 * @param port the port of the event bus; 0 picks a free port
 * @param configFile an Infinispan configuration; null for the built-in one
 */
public record ClusterConfig(String host, int port, Path configFile) {

  /** The default, which is not reachable from other machines. */
  static final String DEFAULT_HOST = "127.0.0.1";

  /** Reads a checked section. */
  public static ClusterConfig of(JsonObject json) {
    String file = json.getString("configFile");
    return new ClusterConfig(
        json.getString("host", DEFAULT_HOST),
        json.getInteger("port", 0),
        file == null ? null : Path.of(file));
  }
}

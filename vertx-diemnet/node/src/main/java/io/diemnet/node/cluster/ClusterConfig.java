package io.diemnet.node.cluster;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;

/**
 * The section {@code cluster} of a configuration.
 *
 * @param host where this member listens, and what the others reach it by
 * @param port of the event bus; 0 picks one
 * @param configFile an Infinispan configuration; null for the one that is built in
 */
public record ClusterConfig(String host, int port, Path configFile) {

  /** Nothing is open to the outside unless asked for. */
  static final String DEFAULT_HOST = "127.0.0.1";

  /** From a section in which nothing is wrong. */
  public static ClusterConfig of(JsonObject json) {
    String file = json.getString("configFile");
    return new ClusterConfig(
        json.getString("host", DEFAULT_HOST),
        json.getInteger("port", 0),
        file == null ? null : Path.of(file));
  }
}

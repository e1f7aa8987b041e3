package io.diemnet.node.cluster;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;

/**
 * The section {@code cluster} of a configuration.
 *
 * @param host the address on which this member listens, and which it announces
 * @param port the port of the event bus; 0 picks a free port
 * @param configFile an Infinispan configuration; null for the built-in one
 * @param tls null for connections that are neither encrypted nor authenticated
 */
public record ClusterConfig(String host, int port, Path configFile, ClusterTls tls) {

  /** The default, which is not reachable from other machines. */
  static final String DEFAULT_HOST = "127.0.0.1";

  /** Without TLS. */
  public ClusterConfig(String host, int port, Path configFile) {
    this(host, port, configFile, null);
  }

  /**
   * Reads a checked section. An application in another JVM passes the section of its own
   * configuration, with absolute paths or paths relative to its working directory.
   */
  public static ClusterConfig of(JsonObject json) {
    String file = json.getString("configFile");
    JsonObject tls = json.getJsonObject("tls");
    return new ClusterConfig(
        json.getString("host", DEFAULT_HOST),
        json.getInteger("port", 0),
        file == null ? null : Path.of(file),
        tls == null ? null : ClusterTls.of(tls));
  }
}

package io.diemnet.node.cluster;

/** Joining the cluster failed. The message has the reason. */
public final class ClusterException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean configuration;

  private ClusterException(String message, boolean configuration) {
    super(message, null, false, false);
    this.configuration = configuration;
  }

  /** The Infinispan configuration cannot be used. */
  static ClusterException configuration(ClusterConfig config, String reason) {
    return new ClusterException("cluster.configFile: " + config.configFile() + reason, true);
  }

  /** The files of {@code cluster.tls}, or the configuration together with them, cannot be used. */
  static ClusterException tls(String reason) {
    return new ClusterException("cluster.tls: " + reason, true);
  }

  /** The configuration has no visible mistake, and joining failed. */
  static ClusterException joining(ClusterConfig config, String reason) {
    return new ClusterException(
        "cluster: could not join with host " + config.host() + ": " + reason, false);
  }

  /** Returns whether a file is wrong. */
  public boolean isConfiguration() {
    return configuration;
  }
}

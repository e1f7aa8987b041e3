package io.diemnet.node.config;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Checks of the bridge, the metrics endpoint, the cluster and the control socket that a schema
 * cannot express.
 */
final class ServiceChecks {

  private static final String LOOPBACK = "127.0.0.1";

  /** The system's limit is 107, and the socket is made in a directory beside its place. */
  private static final int MAX_SOCKET_PATH = 90;

  private final Mistakes mistakes;
  private final ConfigFiles files;
  private final Ports ports;

  ServiceChecks(Mistakes mistakes, ConfigFiles files, Ports ports) {
    this.mistakes = mistakes;
    this.files = files;
    this.ports = ports;
  }

  void check(JsonObject config) {
    if (config.getValue("bridge") instanceof JsonObject bridge) {
      checkBridge(bridge);
    }
    if (config.getValue("metrics") instanceof JsonObject metrics) {
      port(metrics, "metrics", "port", 9090);
    }
    if (config.getValue("cluster") instanceof JsonObject cluster) {
      checkCluster(cluster);
    }
    if (config.getValue("control") instanceof JsonObject control) {
      checkControl(control);
    }
  }

  private void checkControl(JsonObject control) {
    Path socket = files.absolute(control, "control", "socket");
    if (socket == null) {
      return;
    }
    int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
    Path directory = socket.getParent();
    String problem = null;
    if (length > MAX_SOCKET_PATH) {
      problem =
          "has "
              + length
              + " bytes as an absolute path, and a socket can have "
              + MAX_SOCKET_PATH
              + ": "
              + socket;
    } else if (directory == null || !Files.isDirectory(directory)) {
      problem = "must be in a directory that exists: " + socket;
    } else if (Files.isRegularFile(socket) || Files.isDirectory(socket)) {
      problem = "names something that is not a socket: " + socket;
    }
    if (problem != null) {
      mistakes.add("control.socket", problem);
    }
  }

  private void checkCluster(JsonObject cluster) {
    files.readable(cluster, "cluster", "configFile");
    if (Ports.isWildcard(host(cluster))) {
      mistakes.add(
          "cluster.host",
          "must be an address of this machine that other members can reach, not "
              + Words.show(host(cluster), false));
    } else if (!Loopback.is(host(cluster))
        && !cluster.containsKey("tls")
        && !Boolean.TRUE.equals(cluster.getValue("insecure"))) {
      mistakes.add(
          "cluster.tls",
          "is missing: it is required unless host is loopback, and host is "
              + Words.show(host(cluster), false)
              + "; insecure: true allows a cluster that every program which reaches its ports can"
              + " join, read and control");
    }
    if (cluster.getValue("tls") instanceof JsonObject tls) {
      files.readable(tls, "cluster.tls", "certificate");
      files.secret(tls, "cluster.tls", "key");
      files.readable(tls, "cluster.tls", "trust");
    }
    if (cluster.getValue("port") instanceof Integer port) {
      ports.take(host(cluster), port, "cluster.port");
    }
  }

  private void checkBridge(JsonObject bridge) {
    if (!bridge.containsKey("token") && !Loopback.is(host(bridge))) {
      mistakes.add(
          "bridge.token",
          "is missing: it is required unless host is loopback, and host is "
              + Words.show(host(bridge), false));
    }
    port(bridge, "bridge", "tcpPort", 7000);
    port(bridge, "bridge", "webPort", 8080);
    if (bridge.getValue("tls") instanceof JsonObject tls) {
      files.readable(tls, "bridge.tls", "certificate");
      files.secret(tls, "bridge.tls", "key");
    }
  }

  private void port(JsonObject json, String path, String key, int byDefault) {
    if (!json.containsKey(key)) {
      ports.take(host(json), byDefault, Mistakes.child(path, key));
    } else if (json.getValue(key) instanceof Integer port) {
      ports.take(host(json), port, Mistakes.child(path, key));
    }
  }

  private static String host(JsonObject json) {
    return json.getValue("host") instanceof String host ? host : LOOPBACK;
  }
}

package io.diemnet.node.config;

import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.InvalidOptionsException;
import io.diemnet.vertx.NetworkAddress;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks of networks that a schema cannot express: the options of each, and their combination. */
final class NetworkChecks {

  private final Mistakes mistakes;
  private final ConfigFiles files;
  private final Map<String, String> names = new HashMap<>();
  private final Ports ports;

  NetworkChecks(Mistakes mistakes, ConfigFiles files, Ports ports) {
    this.mistakes = mistakes;
    this.files = files;
    this.ports = ports;
  }

  void check(JsonObject config) {
    if (!(config.getValue("networks") instanceof JsonArray networks)) {
      return;
    }
    boolean clustered =
        config.containsKey("cluster") && !Boolean.FALSE.equals(config.getValue("cluster"));
    for (int i = 0; i < networks.size(); i++) {
      if (networks.getValue(i) instanceof JsonObject network) {
        check(network, Mistakes.child("networks", i), clustered);
      }
    }
  }

  private void check(JsonObject network, String path, boolean clustered) {
    try {
      new DiemNetOptions(network);
    } catch (InvalidOptionsException e) {
      e.mistakes().forEach(m -> mistakes.add(Mistakes.child(path, m.path()), m.message()));
    }
    if (network.getValue("identity") instanceof JsonObject identity) {
      files.privateKey(identity, Mistakes.child(path, "identity"), "privateKeyFile");
    }
    if (network.getValue("discovery") instanceof JsonArray discovery) {
      for (int i = 0; i < discovery.size(); i++) {
        if (discovery.getValue(i) instanceof JsonObject source) {
          // The file may appear later. A missing peers file is reported at run time.
          files.absolute(source, Mistakes.child(Mistakes.child(path, "discovery"), i), "path");
        }
      }
    }
    DiemNetOptions known = whatIsRight(network, path);
    if (clustered && !network.containsKey("name")) {
      mistakes.add(
          Mistakes.child(path, "name"),
          "is missing: with a clustered event bus each network needs its own name");
    }
    if (!mistakes.has(Mistakes.child(path, "name"))
        && !mistakes.has(Mistakes.child(path, "networkId"))) {
      String other = names.putIfAbsent(known.getName(), path);
      if (other != null) {
        mistakes.add(
            Mistakes.child(path, "name"),
            "must be unique, but "
                + other
                + " is named "
                + known.getName()
                + " too"
                + (network.containsKey("name") ? "" : " (both by default, from networkId)"));
      }
    }
    NetworkAddress listen = known.getListenAddress();
    if (listen != null && !mistakes.has(Mistakes.child(path, "listenAddress"))) {
      ports.take(listen, Mistakes.child(path, "listenAddress"));
    }
  }

  /** Returns the values that are compared between networks, without invalid ones. */
  private DiemNetOptions whatIsRight(JsonObject network, String path) {
    JsonObject right = new JsonObject();
    for (String key : List.of("profile", "name", "networkId", "listenAddress")) {
      if (network.containsKey(key) && !mistakes.has(Mistakes.child(path, key))) {
        right.put(key, network.getValue(key));
      }
    }
    return new DiemNetOptions(right);
  }
}

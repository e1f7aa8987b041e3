package io.diemnet.node.metrics;

import io.diemnet.vertx.DiemNet;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The health of the node's networks. Thread-safe. */
public final class NodeHealth {

  private final List<String> names;
  private final Map<String, DiemNet> running = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  /**
   * @param names the names of all configured networks
   */
  public NodeHealth(List<String> names) {
    this.names = List.copyOf(names);
  }

  /** Called when a network is ready. */
  public void up(DiemNet network) {
    running.put(network.info().network(), network);
  }

  /** Called when the node shuts down. It is not healthy from then on. */
  public void stopping() {
    stopping = true;
  }

  /** Returns whether all networks are up and the node is not shutting down. */
  public boolean allUp() {
    return !stopping && running.keySet().containsAll(names);
  }

  /** Returns {@code {up, networks: {<name>: {up, connectedPeers}}}}. */
  public JsonObject toJson() {
    JsonObject networks = new JsonObject();
    for (String name : names) {
      DiemNet network = running.get(name);
      networks.put(
          name,
          new JsonObject()
              .put("up", network != null && !stopping)
              .put("connectedPeers", network == null ? 0 : network.peers().size()));
    }
    return new JsonObject().put("up", allUp()).put("networks", networks);
  }
}

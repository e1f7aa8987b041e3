package io.diemnet.node.metrics;

import io.diemnet.vertx.DiemNet;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The health of the node's networks. Thread-safe. */
public final class NodeHealth {

  private final List<String> names;
  private final Map<String, DiemNet> running = new ConcurrentHashMap<>();
  private final int minPeers;
  private volatile boolean stopping;

  /**
   * Health without a minimum of peers.
   *
   * @param names the names of all configured networks
   */
  public NodeHealth(List<String> names) {
    this(names, 0);
  }

  /**
   * Health with a minimum of peers.
   *
   * @param names of all networks that should be up
   * @param minPeers connected peers that each network needs to be ready
   */
  public NodeHealth(List<String> names, int minPeers) {
    this.names = List.copyOf(names);
    this.minPeers = minPeers;
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

  /** Why the node should get no work now; empty if it is ready. */
  public List<String> notReady() {
    if (stopping) {
      return List.of("the node is shutting down");
    }
    List<String> reasons = new ArrayList<>();
    for (String name : names) {
      DiemNet network = running.get(name);
      int connected = network == null ? 0 : network.peers().size();
      if (network == null) {
        reasons.add("network " + name + " is not up");
      } else if (connected < minPeers) {
        reasons.add(
            "network "
                + name
                + " has "
                + connected
                + " connected peers, fewer than health.minPeers ("
                + minPeers
                + ")");
      }
    }
    return reasons;
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

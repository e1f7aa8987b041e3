package io.diemnet.node.metrics;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.KnownPeer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The health of the node's networks. Thread-safe. */
public final class NodeHealth {

  /** The maximum number of missing peers that are named for each network. */
  static final int MAX_NAMED = 100;

  private static final long PATIENCE_MILLIS = 2_000;

  /** Fields of a known peer that are the same for all missing ones or too long here. */
  private static final List<String> NOT_SHOWN = List.of("missing", "trusted", "addresses");

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

  /** Whether {@link #stopping} was called. */
  boolean isStopping() {
    return stopping;
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

  /**
   * Returns the same with {@code missingPeers} and {@code missing}, the first {@value #MAX_NAMED}
   * missing peers, for each network that misses peers. A network that does not answer in time is
   * left as it is.
   */
  public Future<JsonObject> withMissing() {
    JsonObject health = toJson();
    List<Future<?>> answers = new ArrayList<>();
    for (String name : names) {
      DiemNet network = running.get(name);
      if (network != null && !stopping) {
        answers.add(
            network
                .knownPeers()
                .timeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .onSuccess(
                    known ->
                        addMissing(health.getJsonObject("networks").getJsonObject(name), known)));
      }
    }
    return answers.isEmpty()
        ? Future.succeededFuture(health)
        : Future.join(answers).transform(any -> Future.succeededFuture(health));
  }

  private static void addMissing(JsonObject network, List<KnownPeer> known) {
    List<KnownPeer> missing = known.stream().filter(KnownPeer::missing).toList();
    if (missing.isEmpty()) {
      return;
    }
    JsonArray named = new JsonArray();
    missing.stream()
        .limit(MAX_NAMED)
        .forEach(
            peer -> {
              JsonObject json = peer.toJson();
              NOT_SHOWN.forEach(json::remove);
              named.add(json);
            });
    network.put("missingPeers", missing.size()).put("missing", named);
  }
}

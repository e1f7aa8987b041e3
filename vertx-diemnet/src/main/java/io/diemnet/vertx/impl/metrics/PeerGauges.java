package io.diemnet.vertx.impl.metrics;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.PeerId;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The meters of single peers: two gauges for each peer of a set that is replaced as a whole. Only
 * trusted peers may be in the set, because remotes must not be able to create meters. Not
 * thread-safe; the owner of the binding locks the registry.
 */
final class PeerGauges {

  private final MeterRegistry registry;
  private final Tags network;
  private final NetworkGauges gauges;
  private final Map<PeerId, List<Meter>> meters = new HashMap<>();
  private boolean closed;

  PeerGauges(MeterRegistry registry, Tags network, NetworkGauges gauges) {
    this.registry = registry;
    this.network = network;
    this.gauges = gauges;
  }

  /** Adds the gauges of new peers and removes those of peers that have left the set. */
  void set(Set<PeerId> peers) {
    if (closed) {
      return;
    }
    Set<PeerId> gone = new HashSet<>(meters.keySet());
    gone.removeAll(peers);
    gone.forEach(peer -> meters.remove(peer).forEach(registry::remove));
    peers.forEach(peer -> meters.computeIfAbsent(peer, this::register));
  }

  /** Removes all gauges. Later sets are ignored. */
  void close() {
    set(Set.of());
    closed = true;
  }

  private List<Meter> register(PeerId peer) {
    List<Meter> added = new ArrayList<>();
    for (ConnectionOrigin direction : ConnectionOrigin.values()) {
      added.add(
          Gauge.builder("diemnet.peer.connected", () -> gauges.connected(peer, direction) ? 1 : 0)
              .tags(network.and("peer", peer.toString(), "direction", direction.toString()))
              .description("1 if the trusted peer has a connection of this direction")
              .strongReference(true)
              .register(registry));
    }
    return added;
  }
}

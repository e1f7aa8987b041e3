package io.diemnet.vertx.impl;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.KnownPeer;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.connectivity.ConnectivityManagerVerticle;
import io.diemnet.vertx.impl.connectivity.DiscoverySource;
import io.diemnet.vertx.impl.discovery.DiscoveryVerticle;
import io.diemnet.vertx.impl.memory.MemoryClass;
import io.diemnet.vertx.impl.memory.NetworkMemory;
import io.diemnet.vertx.impl.metrics.NetworkGauges;
import io.diemnet.vertx.impl.peer.Peer;
import io.diemnet.vertx.impl.peermanager.PeerRegistry;
import java.util.function.ToLongFunction;

/** Reads the gauge values from the components of a network. */
record RuntimeGauges(
    PeerRegistry registry,
    NetworkMemory memory,
    ConnectivityManagerVerticle connectivity,
    DiscoveryVerticle discovery)
    implements NetworkGauges {

  @Override
  public long connections(ConnectionOrigin direction) {
    return sum(peer -> peer.metadata().origin() == direction ? 1 : 0);
  }

  @Override
  public long queueMessages(ConnectionOrigin direction) {
    return sum(direction == ConnectionOrigin.OUTBOUND ? Peer::queuedMessages : Peer::heldMessages);
  }

  @Override
  public long queueBytes(ConnectionOrigin direction) {
    return sum(direction == ConnectionOrigin.OUTBOUND ? Peer::queuedBytes : Peer::heldBytes);
  }

  @Override
  public long memoryBytes(MemoryClass of) {
    return memory.held(of);
  }

  @Override
  public long memoryLimit(MemoryClass of) {
    return memory.budget().limit(of);
  }

  @Override
  public long discoveryPeers(DiscoverySource source) {
    return connectivity.peers(source);
  }

  @Override
  public long discoveryFailures(DiscoverySource source) {
    return discovery.failures(source);
  }

  @Override
  public long knownPeers(KnownPeer.State state) {
    return connectivity.knownPeers(state);
  }

  @Override
  public long missingPeers() {
    return connectivity.missingPeers();
  }

  @Override
  public boolean connected(PeerId peer, ConnectionOrigin direction) {
    Peer connected = registry.get(peer);
    return connected != null && connected.metadata().origin() == direction;
  }

  @Override
  public boolean keyMismatch() {
    return discovery.keyMismatch() != 0;
  }

  private long sum(ToLongFunction<Peer> part) {
    return registry.all().stream().mapToLong(part).sum();
  }
}

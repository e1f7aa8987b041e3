package io.diemnet.vertx.impl;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerInfo;
import io.diemnet.vertx.impl.connectivity.ConnectivityManagerVerticle;
import io.diemnet.vertx.impl.discovery.DiscoveryVerticle;
import io.diemnet.vertx.impl.eventbus.EventBusService;
import io.diemnet.vertx.impl.health.HealthCheckerVerticle;
import io.diemnet.vertx.impl.health.LatencyMonitorVerticle;
import io.diemnet.vertx.impl.metrics.CloseReason;
import io.diemnet.vertx.impl.metrics.NetworkMeters;
import io.diemnet.vertx.impl.peermanager.PeerManagerVerticle;
import io.diemnet.vertx.impl.profile.Addresses;
import io.diemnet.vertx.impl.profile.Profile;
import io.diemnet.vertx.impl.transport.ListenSocket;
import io.diemnet.vertx.impl.transport.TransportSettings;
import io.vertx.core.Future;

/**
 * The components of a network. They are created together when it starts and exist until it is
 * closed.
 *
 * @param latency null in a profile without latency pings
 */
record RunningNetwork(
    Profile profile,
    OwnIdentity identity,
    TransportSettings transport,
    NetworkLoops loops,
    ListenSocket listenSocket,
    PeerManagerVerticle peerManager,
    ConnectivityManagerVerticle connectivity,
    HealthCheckerVerticle health,
    LatencyMonitorVerticle latency,
    DiscoveryVerticle discovery,
    EventBusService eventBus,
    NetworkMeters.Binding meters) {

  /** Dials for the application. The connectivity manager does not close such a connection. */
  Future<PeerInfo> dial(PeerId peer, NetworkAddress address) {
    connectivity.onHandDialed(peer);
    return peerManager.dial(peer, address).onFailure(failed -> connectivity.onHandDialFailed(peer));
  }

  /**
   * Disconnects for the application. The connectivity manager dials the peer again if it is
   * eligible.
   */
  Future<Void> disconnect(PeerId peer) {
    connectivity.onHandDisconnected(peer);
    return peerManager.disconnect(peer, CloseReason.DISCONNECTED);
  }

  /** The bound address with the current key of this node, or null if no address is bound. */
  NetworkAddress listenAddress() {
    NetworkAddress bound = listenSocket.address();
    return bound == null
        ? null
        : Addresses.with(bound, profile.addresses())
            .withNoise(identity.publicKey(), NetworkAddress.HANDSHAKE_VERSION);
  }

  /**
   * Accepts nothing new, drains the connections, then unregisters from the event bus. Components
   * that are not deployed yet are skipped.
   */
  Future<Void> drain() {
    peerManager.endDials();
    Future<Void> unbound = listenSocket.close();
    return loops
        .endUpgrades()
        .eventually(peerManager::closeAll)
        .eventually(() -> unbound)
        .eventually(eventBus::close)
        .onComplete(left -> meters.close());
  }
}

package io.diemnet.vertx.impl;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerInfo;
import io.diemnet.vertx.impl.connectivity.ConnectivityManagerVerticle;
import io.diemnet.vertx.impl.discovery.DiscoveryVerticle;
import io.diemnet.vertx.impl.eventbus.EventBusService;
import io.diemnet.vertx.impl.health.HealthCheckerVerticle;
import io.diemnet.vertx.impl.metrics.NetworkMeters;
import io.diemnet.vertx.impl.peermanager.PeerManagerVerticle;
import io.diemnet.vertx.impl.profile.Addresses;
import io.diemnet.vertx.impl.profile.Profile;
import io.diemnet.vertx.impl.transport.ListenSocket;
import io.diemnet.vertx.impl.transport.TransportSettings;
import io.vertx.core.Future;

/** The rooms of a network. They are made together when it starts and exist until it is closed. */
record RunningNetwork(
    Profile profile,
    OwnIdentity identity,
    TransportSettings transport,
    NetworkLoops loops,
    ListenSocket listenSocket,
    PeerManagerVerticle peerManager,
    ConnectivityManagerVerticle connectivity,
    HealthCheckerVerticle health,
    DiscoveryVerticle discovery,
    EventBusService eventBus,
    NetworkMeters.Binding meters) {

  /** Dials for the application: the connection is then left alone by the connectivity manager. */
  Future<PeerInfo> dial(PeerId peer, NetworkAddress address) {
    connectivity.onHandDialed(peer);
    return peerManager.dial(peer, address).onFailure(failed -> connectivity.onHandDialFailed(peer));
  }

  /** Disconnects for the application: the connectivity manager does not dial the peer again. */
  Future<Void> disconnect(PeerId peer) {
    connectivity.onHandDisconnected(peer);
    return peerManager.disconnect(peer);
  }

  /** The bound address with the key that this node has now; null while nothing is bound. */
  NetworkAddress listenAddress() {
    NetworkAddress bound = listenSocket.address();
    return bound == null
        ? null
        : Addresses.with(bound, profile.addresses())
            .withNoise(identity.publicKey(), NetworkAddress.HANDSHAKE_VERSION);
  }

  /**
   * Accepts nothing new, lets connections drain, then leaves the event bus. Rooms that are not
   * deployed yet have nothing to end.
   */
  Future<Void> drain() {
    Future<Void> unbound = listenSocket.close();
    return loops
        .endUpgrades()
        .eventually(peerManager::closeAll)
        .eventually(() -> unbound)
        .eventually(eventBus::close)
        .onComplete(left -> meters.close());
  }
}

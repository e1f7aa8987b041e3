package io.diemnet.vertx.impl;

import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.impl.memory.MemoryBudgets;
import io.diemnet.vertx.impl.memory.NetworkMemory;
import io.diemnet.vertx.impl.metrics.NetworkMeters;
import io.diemnet.vertx.impl.metrics.NetworkMetrics;
import io.diemnet.vertx.impl.metrics.VertxRegistry;
import io.diemnet.vertx.impl.noise.crypto.CryptoProvider;
import io.diemnet.vertx.impl.noise.crypto.CryptoProviders;
import io.diemnet.vertx.impl.peer.ProtocolHandlers;
import io.diemnet.vertx.impl.peermanager.PeerEvents;
import io.diemnet.vertx.impl.peermanager.PeerRegistry;
import io.diemnet.vertx.impl.profile.Profile;
import io.diemnet.vertx.impl.util.Clock;
import io.diemnet.vertx.impl.wire.ProtocolRegistry;
import io.vertx.core.internal.VertxInternal;

/**
 * The parts of a network that exist from its creation, whether it runs or not.
 *
 * @param profile the profile that the options name, or one without a public name
 * @param memory the account that the channels of this network charge
 * @param meters the destination of the meters while the network runs
 */
record NetworkCore(
    VertxInternal vertx,
    DiemNetOptions options,
    Profile profile,
    NetworkMemory memory,
    NetworkMeters meters,
    ProtocolRegistry protocols,
    PeerRegistry registry,
    ProtocolHandlers handlers,
    PeerEvents events,
    NetworkMetrics metrics,
    CryptoProvider crypto,
    Clock clock) {

  /**
   * @param meters the destination of the meters, or null for the registry of Vert.x, if it has one
   */
  static NetworkCore of(
      VertxInternal vertx, DiemNetOptions options, Profile profile, NetworkMeters meters) {
    return new NetworkCore(
        vertx,
        options,
        profile,
        new NetworkMemory(MemoryBudgets.budget(vertx)),
        meters != null ? meters : VertxRegistry.of(vertx),
        ProtocolRegistry.of(profile.protocols(), options.getProtocols()),
        new PeerRegistry(),
        new ProtocolHandlers(options.getName()),
        new PeerEvents(),
        new NetworkMetrics(),
        CryptoProviders.of(options.getCrypto()),
        Clock.SYSTEM);
  }

  String name() {
    return options.getName();
  }
}

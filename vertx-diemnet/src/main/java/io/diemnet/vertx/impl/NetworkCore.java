package io.diemnet.vertx.impl;

import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.impl.metrics.NetworkMetrics;
import io.diemnet.vertx.impl.metrics.VertxRegistry;
import io.diemnet.vertx.impl.noise.crypto.CryptoProvider;
import io.diemnet.vertx.impl.noise.crypto.CryptoProviders;
import io.diemnet.vertx.impl.peer.ProtocolHandlers;
import io.diemnet.vertx.impl.peermanager.PeerEvents;
import io.diemnet.vertx.impl.peermanager.PeerRegistry;
import io.diemnet.vertx.impl.wire.ProtocolRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.internal.VertxInternal;

/**
 * What a network has from its creation on, whether it runs or not.
 *
 * @param meters gets the meters while the network runs; null for none
 */
record NetworkCore(
    VertxInternal vertx,
    DiemNetOptions options,
    MeterRegistry meters,
    ProtocolRegistry protocols,
    PeerRegistry registry,
    ProtocolHandlers handlers,
    PeerEvents events,
    NetworkMetrics metrics,
    CryptoProvider crypto,
    Clock clock) {

  /**
   * @param meters null for the registry of Vert.x, if it has one
   */
  static NetworkCore of(VertxInternal vertx, DiemNetOptions options, MeterRegistry meters) {
    return new NetworkCore(
        vertx,
        options,
        meters != null ? meters : VertxRegistry.of(vertx),
        ProtocolRegistry.of(options.getProtocols()),
        new PeerRegistry(),
        new ProtocolHandlers(),
        new PeerEvents(),
        new NetworkMetrics(),
        CryptoProviders.of(options.getCrypto()),
        Clock.SYSTEM);
  }

  String name() {
    return options.getName();
  }
}

package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.impl.Clock;
import io.diemnet.vertx.impl.metrics.NetworkMetrics;

/** What all connections of one network share. */
public record PeerEnvironment(
    PeerSettings settings,
    ProtocolHandlers handlers,
    NetworkMetrics metrics,
    Clock clock,
    PeerListener listener) {}

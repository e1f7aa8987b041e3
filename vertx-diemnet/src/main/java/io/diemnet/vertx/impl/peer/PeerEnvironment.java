package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.impl.metrics.NetworkMetrics;
import io.diemnet.vertx.impl.util.Clock;

/**
 * What all connections of one network share.
 *
 * @param rateLimits null when there are none
 */
public record PeerEnvironment(
    PeerSettings settings,
    ProtocolHandlers handlers,
    NetworkMetrics metrics,
    Clock clock,
    RateLimits rateLimits) {}

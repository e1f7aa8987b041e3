package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.impl.health.MonitoringService;
import io.diemnet.vertx.impl.metrics.NetworkMetrics;
import io.diemnet.vertx.impl.util.Clock;

/**
 * What all connections of one network share.
 *
 * @param rateLimits null when there are none
 * @param monitoring answers the peer monitoring service; null in a profile without it
 */
public record PeerEnvironment(
    PeerSettings settings,
    ProtocolHandlers handlers,
    NetworkMetrics metrics,
    Clock clock,
    RateLimits rateLimits,
    MonitoringService monitoring) {

  /** The environment of a network whose profile has no monitoring service. */
  public PeerEnvironment(
      PeerSettings settings,
      ProtocolHandlers handlers,
      NetworkMetrics metrics,
      Clock clock,
      RateLimits rateLimits) {
    this(settings, handlers, metrics, clock, rateLimits, null);
  }
}

package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.impl.health.MonitoringService;
import io.diemnet.vertx.impl.metrics.MessageState;
import io.diemnet.vertx.impl.metrics.NetworkMetrics;
import io.diemnet.vertx.impl.util.Clock;

/**
 * What all connections of one network share.
 *
 * @param rateLimits null when there are none
 * @param services answers what the network serves itself
 * @param sent the meters of messages that are written
 * @param failed the meters of messages that will not be written
 */
public record PeerEnvironment(
    PeerSettings settings,
    ProtocolHandlers handlers,
    NetworkMetrics metrics,
    Clock clock,
    RateLimits rateLimits,
    NetworkServices services,
    MessageMeters sent,
    MessageMeters failed) {

  /**
   * @param rateLimits null when there are none
   * @param monitoring null in a profile without it
   */
  public PeerEnvironment(
      PeerSettings settings,
      ProtocolHandlers handlers,
      NetworkMetrics metrics,
      Clock clock,
      RateLimits rateLimits,
      MonitoringService monitoring) {
    this(
        settings,
        handlers,
        metrics,
        clock,
        rateLimits,
        new NetworkServices(metrics, monitoring, settings.protocols().closeReasons()),
        new MessageMeters(metrics, MessageState.SENT),
        new MessageMeters(metrics, MessageState.FAILED));
  }

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

package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.impl.metrics.MessageState;
import io.diemnet.vertx.impl.metrics.NetworkMetrics;
import io.diemnet.vertx.impl.util.Clock;

/**
 * What all connections of one network share.
 *
 * @param rateLimits null when there are none
 * @param sent the meters of messages that are written
 * @param failed the meters of messages that will not be written
 */
public record PeerEnvironment(
    PeerSettings settings,
    ProtocolHandlers handlers,
    NetworkMetrics metrics,
    Clock clock,
    RateLimits rateLimits,
    MessageMeters sent,
    MessageMeters failed) {

  /**
   * @param rateLimits null when there are none
   */
  public PeerEnvironment(
      PeerSettings settings,
      ProtocolHandlers handlers,
      NetworkMetrics metrics,
      Clock clock,
      RateLimits rateLimits) {
    this(
        settings,
        handlers,
        metrics,
        clock,
        rateLimits,
        new MessageMeters(metrics, MessageState.SENT),
        new MessageMeters(metrics, MessageState.FAILED));
  }
}

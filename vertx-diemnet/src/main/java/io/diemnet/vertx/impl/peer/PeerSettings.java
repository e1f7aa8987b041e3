package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.impl.wire.ProtocolRegistry;
import java.util.concurrent.TimeUnit;

/**
 * The bounds of every connection of a network; sizes in bytes, times in nanoseconds.
 *
 * @param protocolNumbers one more than the highest protocol number in use
 */
public record PeerSettings(
    ProtocolRegistry protocols,
    int maxFrameSize,
    int maxPendingRpcs,
    long inboundRpcTimeout,
    long closeTimeout,
    long outboundQueueBytes,
    long inboundQueueBytes,
    int queueMessages,
    long readPause,
    int protocolNumbers) {

  public static PeerSettings of(LimitsOptions limits, ProtocolRegistry protocols) {
    int highest = 0;
    for (var protocol : protocols.all()) {
      highest = Math.max(highest, protocol.number());
    }
    return new PeerSettings(
        protocols,
        limits.getMaxFrameSize(),
        limits.getMaxPendingRpcs(),
        TimeUnit.MILLISECONDS.toNanos(limits.getRpcTimeout()),
        TimeUnit.MILLISECONDS.toNanos(limits.getCloseTimeout()),
        limits.getOutboundQueueBytes(),
        limits.getInboundQueueBytes(),
        limits.getQueueMessages(),
        TimeUnit.MILLISECONDS.toNanos(limits.getReadPause()),
        highest + 1);
  }

  /** Responses, pongs and errors that may wait to be written. */
  int maxReplies() {
    return Math.max(queueMessages, maxPendingRpcs);
  }

  /** What may wait while the largest message still fits on top, but at most half of the bound. */
  long outboundHighBytes() {
    return Math.max(
        0, Math.min(outboundQueueBytes / 2, outboundQueueBytes - maxFrameSize - Integer.BYTES));
  }
}

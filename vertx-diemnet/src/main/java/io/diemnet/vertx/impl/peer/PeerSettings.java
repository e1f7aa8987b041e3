package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.impl.wire.MessageCodec;
import io.diemnet.vertx.impl.wire.ProtocolRegistry;
import java.util.concurrent.TimeUnit;

/**
 * The bounds of every connection of a network; sizes in bytes, times in nanoseconds.
 *
 * @param codec the message format of the network's profile
 * @param maxMessageSize more than maxFrameSize in a profile that divides messages
 * @param maxPayload the longest payload of a message; 2^31-1 if only its size is bounded
 * @param outboundQueueBytes holds at least two of the largest messages
 * @param protocolNumbers one more than the highest protocol number in use
 */
public record PeerSettings(
    ProtocolRegistry protocols,
    MessageCodec codec,
    int maxFrameSize,
    int maxMessageSize,
    int maxPayload,
    int maxPendingRpcs,
    long inboundRpcTimeout,
    long closeTimeout,
    long outboundQueueBytes,
    long inboundQueueBytes,
    int queueMessages,
    long readPause,
    int protocolNumbers) {

  public static PeerSettings of(
      LimitsOptions limits, ProtocolRegistry protocols, MessageCodec codec) {
    int maxMessageSize = codec.maxMessageSize(limits.getMaxFrameSize());
    int highest = 0;
    for (var protocol : protocols.all()) {
      highest = Math.max(highest, protocol.number());
    }
    return new PeerSettings(
        protocols,
        codec,
        limits.getMaxFrameSize(),
        maxMessageSize,
        codec.maxPayload(limits.getMaxFrameSize()),
        limits.getMaxPendingRpcs(),
        TimeUnit.MILLISECONDS.toNanos(limits.getRpcTimeout()),
        TimeUnit.MILLISECONDS.toNanos(limits.getCloseTimeout()),
        Math.max(limits.getOutboundQueueBytes(), 2 * (maxMessageSize + (long) Integer.BYTES)),
        limits.getInboundQueueBytes(),
        limits.getQueueMessages(),
        TimeUnit.MILLISECONDS.toNanos(limits.getReadPause()),
        highest + 1);
  }

  /** Why a message is not sent whose size or payload is over its limit. */
  String tooLarge(int size, int payload) {
    return payload > maxPayload
        ? "a payload of " + payload + " bytes is over the limit of " + maxPayload
        : "a message of " + size + " bytes is over the limit of " + maxMessageSize;
  }

  /** Responses, pongs and errors that may wait to be written. */
  int maxReplies() {
    return Math.max(queueMessages, maxPendingRpcs);
  }

  /**
   * Calls of the application that may be pending. A remote counts the health ping among its pending
   * requests, and drops what is too many, so each ping needs a slot of its own; a limit of one call
   * stays one.
   *
   * @param pings how many pings of the network's own may be pending
   */
  int maxCalls(int pings) {
    return Math.max(1, maxPendingRpcs - pings);
  }

  /** What may wait while the largest message still fits on top. */
  long outboundHighBytes() {
    return outboundQueueBytes / 2;
  }
}

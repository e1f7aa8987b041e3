package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.NoiseException;
import io.netty.channel.Channel;

/** Says to users of the public face what went wrong on a channel. */
final class NoiseErrors {

  private NoiseErrors() {}

  static NoiseException of(FrameFailure failure, Channel channel) {
    return new NoiseException(
        failure.tag(),
        "the Noise session with " + channel.remoteAddress() + " ended: " + failure.description());
  }

  static NoiseException of(NoiseRejection rejection, Channel channel) {
    String claim =
        rejection.claimedPeer() == null ? "" : " (peer id " + rejection.claimedPeer() + ")";
    return new NoiseException(
        rejection.failure().tag(),
        "the Noise handshake with "
            + channel.remoteAddress()
            + claim
            + " failed: "
            + rejection.getMessage(),
        rejection.getCause());
  }
}

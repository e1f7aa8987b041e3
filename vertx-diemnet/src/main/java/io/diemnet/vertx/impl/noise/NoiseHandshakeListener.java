package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.PeerId;
import io.netty.channel.ChannelHandlerContext;

/** Told once how a handshake ended, on the event loop of its channel. */
public interface NoiseHandshakeListener {

  /**
   * The session stands. The listener adds the next handlers before it returns, behind the one of
   * {@code ctx}: then what the remote has sent already flows into them, and the handshake's handler
   * removes itself. The listener's own answer to the remote has been written (listener's side).
   */
  void established(ChannelHandlerContext ctx, NoiseSession session);

  /**
   * Listener's side: the dialer says, unproved, that it is this peer, and its message passed the
   * checks that cost nothing. The agreements are computed next.
   *
   * @return false if the listener has closed the channel instead
   */
  default boolean claimed(PeerId peer) {
    return true;
  }

  /** It failed, or the channel closed first. The channel is closed when this returns. */
  void failed(ChannelHandlerContext ctx, NoiseRejection reason);
}

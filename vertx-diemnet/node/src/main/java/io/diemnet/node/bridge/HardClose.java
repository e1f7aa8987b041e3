package io.diemnet.node.bridge;

import io.netty.channel.Channel;

/**
 * Ends a connection whose other side does not read. What Vert.x calls close waits until everything
 * is written, a WebSocket's even for its closing frame: for such a client, for ever.
 */
final class HardClose {

  private HardClose() {}

  @SuppressWarnings("FutureReturnValueIgnored") // whoever waits for the end has a close handler
  static void of(Channel channel) {
    // From the first handler on, so that no other one delays it.
    channel.pipeline().firstContext().close();
  }
}

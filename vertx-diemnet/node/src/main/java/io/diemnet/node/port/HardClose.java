package io.diemnet.node.port;

import io.netty.channel.Channel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;

/**
 * Closes a connection whose remote does not read. Vert.x's close waits until all data is written,
 * and for a WebSocket until the close frame is written. A client that does not read would delay it
 * forever.
 */
public final class HardClose {

  private HardClose() {}

  /** Closes a TCP connection. */
  public static void of(NetSocket socket) {
    of(((NetSocketInternal) socket).channelHandlerContext().channel());
  }

  /** Closes the connection of an HTTP request or a WebSocket. */
  public static void of(HttpConnection connection) {
    if (connection instanceof HttpServerConnection server) {
      of(server.channelHandlerContext().channel());
    } else {
      connection.close();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the close handler reports the end
  private static void of(Channel channel) {
    // Starts at the first handler, so that no other handler delays the close.
    channel.pipeline().firstContext().close();
  }
}

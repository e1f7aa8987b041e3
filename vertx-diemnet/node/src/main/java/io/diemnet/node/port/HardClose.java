package io.diemnet.node.port;

import io.netty.channel.Channel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;

/**
 * Ends a connection whose other side does not read. The close of Vert.x waits until everything is
 * written, and for a WebSocket until the closing frame is written. A client that does not read
 * would delay it forever.
 */
public final class HardClose {

  private HardClose() {}

  /** Ends a TCP connection. */
  public static void of(NetSocket socket) {
    of(((NetSocketInternal) socket).channelHandlerContext().channel());
  }

  /** Ends the connection of an HTTP request or a WebSocket. */
  public static void of(HttpConnection connection) {
    if (connection instanceof HttpServerConnection server) {
      of(server.channelHandlerContext().channel());
    } else {
      connection.close();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the close handler tells of the end
  private static void of(Channel channel) {
    // From the first handler on, so that no other handler delays it.
    channel.pipeline().firstContext().close();
  }
}

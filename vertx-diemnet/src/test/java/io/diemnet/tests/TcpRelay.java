package io.diemnet.tests;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Stands between a client and a server, keeps all that the client sends, and may change it on the
 * way: what somebody on the wire sees and can do.
 */
final class TcpRelay {

  private final NetServer server;
  private final NetClient client;
  private final Buffer seen = Buffer.buffer();
  private volatile UnaryOperator<Buffer> toServer = UnaryOperator.identity();
  private volatile NetSocket fromClient;
  private volatile NetSocket onward;

  private TcpRelay(NetServer server, NetClient client) {
    this.server = server;
    this.client = client;
  }

  static TcpRelay start(Vertx vertx, int port) throws Exception {
    TcpRelay relay = new TcpRelay(vertx.createNetServer(), vertx.createNetClient());
    relay.server.connectHandler(socket -> relay.accept(socket, port));
    relay.server.listen(0, "127.0.0.1").await(30, TimeUnit.SECONDS);
    return relay;
  }

  private void accept(NetSocket socket, int port) {
    socket.pause();
    client
        .connect(port, "127.0.0.1")
        .onComplete(
            connected -> {
              fromClient = socket;
              onward = connected;
              connected.handler(socket::write);
              connected.closeHandler(closed -> socket.close());
              socket.closeHandler(closed -> connected.close());
              socket.handler(
                  bytes -> {
                    synchronized (seen) {
                      seen.appendBuffer(bytes);
                    }
                    connected.write(toServer.apply(bytes));
                  });
              socket.resume();
            },
            failure -> socket.close());
  }

  int port() {
    return server.actualPort();
  }

  /** What the client has sent so far. */
  Buffer seen() {
    synchronized (seen) {
      return seen.copy();
    }
  }

  /** From now on changes what goes to the server. */
  void alter(UnaryOperator<Buffer> change) {
    toServer = change;
  }

  /** Says something to the server that the client did not say, and ends the connection. */
  void injectAndEnd(Buffer bytes) {
    onward.write(bytes).onComplete(done -> onward.close());
  }

  boolean isConnected() {
    return fromClient != null;
  }
}

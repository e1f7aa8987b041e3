package io.diemnet.node.bridge;

import io.diemnet.node.bridge.BridgeMeters.Event;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;

/**
 * The event bus over TCP, in the frames of vertx-tcp-eventbus-bridge. One instance; ends, with all
 * its clients, when it is undeployed.
 */
final class TcpBridge extends VerticleBase {

  private final BridgeConfig config;
  private final BridgeScope scope;
  private final Clients clients;
  private volatile int port;
  private NetServer server;

  TcpBridge(BridgeConfig config, BridgeScope scope) {
    this.config = config;
    this.scope = scope;
    this.clients = new Clients(scope);
  }

  /** Where it listens, once it is deployed. */
  int port() {
    return port;
  }

  @Override
  public Future<?> start() {
    NetServerOptions options =
        new NetServerOptions()
            .setHost(config.host())
            .setPort(config.tcpPort())
            .setTcpKeepAlive(true);
    if (config.tls() != null) {
      options.setSsl(true).setKeyCertOptions(config.tls());
    }
    server = vertx.createNetServer(options).connectHandler(this::connected);
    clients.watch(vertx);
    return server.listen().onSuccess(up -> port = up.actualPort());
  }

  private void connected(NetSocket socket) {
    if (!clients.hasRoom()) {
      scope.meters().count(Event.TOO_MANY_CLIENTS, String.valueOf(socket.remoteAddress()));
      socket.close();
      return;
    }
    TcpClient client = new TcpClient(scope, socket);
    clients.add(client);
    socket.exceptionHandler(broken -> {}); // the close that follows is what matters
    socket.closeHandler(gone -> clients.remove(client));
  }

  @Override
  public Future<?> stop() {
    return server == null ? Future.succeededFuture() : server.close();
  }
}

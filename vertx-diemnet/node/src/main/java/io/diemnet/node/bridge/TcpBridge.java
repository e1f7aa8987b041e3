package io.diemnet.node.bridge;

import io.diemnet.node.bridge.BridgeMeters.Event;
import io.diemnet.node.port.HardClose;
import io.diemnet.node.port.Port;
import io.vertx.core.Future;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;

/**
 * The event bus over TCP, with the frames of vertx-tcp-eventbus-bridge. Deploy one instance. It
 * ends with all its clients when it is undeployed.
 */
final class TcpBridge extends Port {

  private static final int TLS_HANDSHAKE_SECONDS = 5;

  private final BridgeConfig config;
  private final BridgeScope scope;
  private final Clients clients;
  private volatile int port;

  TcpBridge(BridgeConfig config, BridgeScope scope) {
    super("tcp-bridge", scope.limits().maxClients() + scope.limits().maxStrangers());
    this.config = config;
    this.scope = scope;
    this.clients = new Clients(scope);
  }

  /** Returns the port after the deployment. */
  int port() {
    return port;
  }

  @Override
  protected Future<?> open() {
    NetServerOptions options =
        new NetServerOptions()
            .setHost(config.host())
            .setPort(config.tcpPort())
            .setSslHandshakeTimeout(TLS_HANDSHAKE_SECONDS)
            .setTcpKeepAlive(true);
    if (config.tls() != null) {
      options.setSsl(true).setKeyCertOptions(config.tls());
    }
    clients.watch(vertx);
    return vertx
        .createNetServer(options)
        .connectHandler(this::connected)
        .exceptionHandler(odd -> {}) // failed TLS handshakes are not logged
        .listen()
        .onSuccess(up -> port = up.actualPort());
  }

  private void connected(NetSocket socket) {
    if (scope.departure().refusing()) {
      HardClose.of(socket);
      return;
    }
    boolean stranger = scope.gate().required();
    if (!stranger && !clients.hasRoom()) {
      scope.meters().count(Event.TOO_MANY_CLIENTS, String.valueOf(socket.remoteAddress()));
      HardClose.of(socket);
      return;
    }
    TcpClient client = new TcpClient(scope, socket, clients::admit);
    if (stranger) {
      clients.addStranger(client);
    } else {
      clients.add(client);
    }
    socket.exceptionHandler(broken -> {}); // the close handler follows
    socket.closeHandler(gone -> clients.remove(client));
  }

  @Override
  protected void refused(String remote) {
    scope.meters().count(Event.TOO_MANY_CLIENTS, "TCP client " + remote);
  }

  /** Answers that were accepted reach their clients. */
  @Override
  protected Future<Void> settle() {
    return scope.departure().refusing()
        ? clients.settled(vertx, Bridges.SETTLE_MILLIS)
        : Future.succeededFuture();
  }

  @Override
  protected void shut() {
    clients.unwatch();
  }
}

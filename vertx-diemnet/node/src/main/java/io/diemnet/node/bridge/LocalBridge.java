package io.diemnet.node.bridge;

import io.diemnet.node.bridge.BridgeMeters.Event;
import io.diemnet.node.port.Port;
import io.diemnet.vertx.DiemNetOptions;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.Collection;

/**
 * The event bus over a Unix domain socket, with the frames of the TCP bridge. Its clients may also
 * send to administrative addresses, so only the user that runs the node may connect: whoever opens
 * it protects the file. Deploy one instance. It ends with all its clients when it is undeployed.
 *
 * <p>It has its own event loop, clients, limits and memory budget, so that no client of it delays a
 * peer or a client of another port. At most {@value #MAX_CLIENTS} clients are connected. A further
 * one evicts the oldest.
 */
public final class LocalBridge extends Port {

  static final int MAX_CLIENTS = 16;

  /** Maximum bytes of a frame in either direction, and of the output that a client has not read. */
  public static final int MAX_FRAME = 4 * 1024 * 1024;

  private static final int MAX_HANDLERS = 64;
  private static final int MAX_PENDING = 32;
  private static final int PATIENCE_MILLIS = 10_000;
  private static final long BUDGET = 4L * MAX_FRAME;

  private final String path;
  private final BridgeScope scope;
  private final Clients clients;

  /**
   * Creates a port that is not open yet.
   *
   * @param path the file of the socket, which must not exist
   * @param networks the networks whose addresses clients may use
   * @param more further addresses that clients may send to
   * @param registry the registry for the meters; null for none
   */
  public LocalBridge(
      Vertx vertx,
      String path,
      Collection<DiemNetOptions> networks,
      Collection<String> more,
      MeterRegistry registry) {
    super("control", MAX_CLIENTS);
    this.path = path;
    BridgeClock clock = new BridgeClock();
    BridgeMeters meters = new BridgeMeters();
    if (registry != null) {
      meters.bindTo(registry, "control");
    }
    this.scope =
        new BridgeScope(
            new PortBus(vertx),
            Permissions.of(networks, true).and(more),
            new TokenGate(Token.of(null), clock),
            new BridgeLimits(
                MAX_FRAME,
                MAX_FRAME,
                MAX_CLIENTS,
                MAX_CLIENTS,
                MAX_HANDLERS,
                MAX_PENDING,
                PATIENCE_MILLIS,
                0),
            new BytesBudget(BUDGET),
            clock,
            meters,
            new Departure());
    this.clients = new Clients(scope);
  }

  @Override
  protected Future<?> open() {
    clients.watch(vertx);
    return vertx
        .createNetServer(new NetServerOptions())
        .connectHandler(this::connected)
        .exceptionHandler(odd -> {}) // a client that has gone before it was accepted
        .listen(SocketAddress.domainSocketAddress(path));
  }

  private void connected(NetSocket socket) {
    TcpClient client = new TcpClient(scope, socket, clients::admit);
    clients.addStranger(client);
    socket.exceptionHandler(broken -> {}); // the close handler follows
    socket.closeHandler(gone -> clients.remove(client));
  }

  @Override
  protected void refused(String remote) {
    scope.meters().count(Event.TOO_MANY_CLIENTS, "control client");
  }

  @Override
  protected void shut() {
    clients.unwatch();
  }
}

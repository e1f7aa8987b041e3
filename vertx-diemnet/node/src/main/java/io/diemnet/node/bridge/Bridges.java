package io.diemnet.node.bridge;

import io.diemnet.node.dashboard.Recorder;
import io.diemnet.vertx.DiemNetOptions;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.util.Collection;

/**
 * Both open bridges of a node. They end with the Vert.x instance or with {@link #close()}.
 *
 * <p>A graceful end has three steps. {@link #leave} tells the clients. {@link #refuse} refuses new
 * work, and then the networks close: calls in flight finish in both directions, because the clients
 * are still connected. {@link #close} disconnects the clients.
 */
public final class Bridges {

  /**
   * Maximum time after the end of the networks in which answers are still written. It is within the
   * margin of the process's own deadline.
   */
  static final long SETTLE_MILLIS = 2_000;

  private final Vertx vertx;
  private final BridgeConfig config;
  private final BytesBudget budget;
  private final Permissions permissions;
  private final Departure departure = new Departure();
  private final TcpBridge tcp;
  private final WebBridge web;
  private final Recorder recorder;
  private final BridgeMeters tcpMeters = new BridgeMeters();
  private final BridgeMeters webMeters = new BridgeMeters();
  private volatile String tcpDeployment;
  private volatile String webDeployment;
  private volatile String recorderDeployment;

  private Bridges(Vertx vertx, BridgeConfig config, Permissions permissions, BridgeLimits limits) {
    this.vertx = vertx;
    this.config = config;
    this.permissions = permissions;
    Token token = Token.of(config.token());
    this.budget = BytesBudget.of(limits);
    this.tcp = new TcpBridge(config, scope(permissions, token, limits, tcpMeters));
    this.recorder = new Recorder(permissions.networks());
    this.web = new WebBridge(config, scope(permissions, token, limits, webMeters), recorder);
  }

  private BridgeScope scope(
      Permissions permissions, Token token, BridgeLimits limits, BridgeMeters meters) {
    BridgeClock clock = new BridgeClock();
    return new BridgeScope(
        new PortBus(vertx),
        permissions,
        new TokenGate(token, clock),
        limits,
        budget,
        clock,
        meters,
        departure);
  }

  /**
   * Opens both ports.
   *
   * @param networks the networks whose addresses clients may use
   * @param registry the registry for the meters; null for none
   * @return fails if a port cannot be opened, and then neither is open; the message names the port
   */
  public static Future<Bridges> open(
      Vertx vertx,
      BridgeConfig config,
      Collection<DiemNetOptions> networks,
      MeterRegistry registry) {
    Bridges bridges =
        new Bridges(vertx, config, Permissions.of(networks, config.admin()), config.limits());
    if (registry != null) {
      bridges.tcpMeters.bindTo(registry, "tcp");
      bridges.webMeters.bindTo(registry, "web");
    }
    return bridges.deploy();
  }

  /** With limits for a test. */
  static Future<Bridges> open(
      Vertx vertx, BridgeConfig config, Collection<DiemNetOptions> networks, BridgeLimits limits) {
    return new Bridges(vertx, config, Permissions.of(networks, config.admin()), limits).deploy();
  }

  private Future<Bridges> deploy() {
    Future<String> tcpUp =
        vertx
            .deployVerticle(tcp)
            .onSuccess(id -> tcpDeployment = id)
            .recover(failure -> cannotListen(config.tcpPort(), failure));
    Future<String> webUp =
        vertx
            // A worker: its JSON is no work for a loop that carries peers.
            .deployVerticle(
                recorder, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER))
            .onSuccess(id -> recorderDeployment = id)
            .compose(recording -> vertx.deployVerticle(web))
            .onSuccess(id -> webDeployment = id)
            .recover(failure -> cannotListen(config.webPort(), failure));
    return Future.join(tcpUp, webUp)
        .map(this)
        .recover(failure -> close().transform(done -> Future.failedFuture(failure)));
  }

  private Future<String> cannotListen(int port, Throwable failure) {
    return Future.failedFuture(
        new VertxException(
            "bridge: cannot listen on " + authority(port) + ": " + failure.getMessage(), true));
  }

  /** Returns the address of the event bus over TCP: {@code host:port}. */
  public String tcpAddress() {
    return authority(tcp.port());
  }

  /** Returns the URL of the dashboard. SockJS is at {@code eventbus} below it. */
  public String webUrl() {
    return (config.tls() == null ? "http://" : "https://") + authority(web.port()) + "/";
  }

  public int tcpPort() {
    return tcp.port();
  }

  public int webPort() {
    return web.port();
  }

  BridgeMeters tcpMeters() {
    return tcpMeters;
  }

  BridgeMeters webMeters() {
    return webMeters;
  }

  /** For tests: the sum over all clients. */
  long heldBytes() {
    return budget.taken();
  }

  private String authority(int port) {
    return (config.host().contains(":") ? "[" + config.host() + "]" : config.host()) + ":" + port;
  }

  /**
   * Tells the clients that the node goes away. They are served until {@link #refuse}. Does not
   * block; on any thread.
   *
   * @param delayMillis from now until new work is refused
   */
  public void leave(long delayMillis) {
    JsonObject notice = departure.begin(delayMillis);
    if (notice != null) {
      DeliveryOptions local = new DeliveryOptions().setLocalOnly(true);
      permissions
          .notices()
          .forEach(address -> vertx.eventBus().publish(address, notice.copy(), local));
    }
  }

  /**
   * Refuses new registrations and calls with 503, and new connections. What was accepted continues.
   */
  public void refuse() {
    leave(0);
    departure.refuse();
  }

  /**
   * Closes the connections of all clients. After {@link #refuse} it waits until the answers to
   * accepted calls are written, for at most {@value #SETTLE_MILLIS} ms.
   */
  public Future<Void> close() {
    return Future.join(
            undeploy(tcpDeployment), undeploy(webDeployment), undeploy(recorderDeployment))
        .mapEmpty();
  }

  private Future<Void> undeploy(String deployment) {
    return deployment == null || !vertx.deploymentIDs().contains(deployment)
        ? Future.succeededFuture()
        : vertx.undeploy(deployment);
  }
}

package io.diemnet.node.run;

import io.diemnet.node.bridge.BridgeConfig;
import io.diemnet.node.bridge.Bridges;
import io.diemnet.node.cluster.Cluster;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetMeters;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.DiemNetVerticle;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The networks of this process and the bridges to them. Each network is a verticle; all share one
 * Vert.x instance.
 */
public final class Networks {

  private static final Logger LOG = LoggerFactory.getLogger(Networks.class);

  /** For names that the networks do not resolve: the members of a cluster. */
  private static final int HOSTS_REFRESH_MILLIS = 10_000;

  private final Vertx vertx;
  private final Cluster cluster;
  private final Queue<String> deployments = new ConcurrentLinkedQueue<>();
  private final Queue<DiemNetOptions> started = new ConcurrentLinkedQueue<>();
  private final MeterRegistry meters;
  private volatile Bridges bridges;

  /** Creates networks without meters and without a cluster. */
  public Networks() {
    this(null, null);
  }

  /**
   * Creates the Vert.x instance, or takes that of the cluster.
   *
   * @param meters the registry for the networks' meters; null for none
   * @param cluster the cluster that this process has joined; {@link #stop} leaves it; null for none
   */
  public Networks(MeterRegistry meters, Cluster cluster) {
    this.meters = meters;
    this.cluster = cluster;
    this.vertx =
        start(cluster == null ? Vertx.builder().with(vertxOptions()).build() : cluster.vertx());
  }

  /**
   * The options for each Vert.x instance of a command. Vert.x writes no file, so a read-only file
   * system is enough, and reads the hosts file again when it has changed.
   */
  public static VertxOptions vertxOptions() {
    return new VertxOptions()
        .setPreferNativeTransport(true)
        .setAddressResolverOptions(
            new AddressResolverOptions().setHostsRefreshPeriod(HOSTS_REFRESH_MILLIS))
        .setFileSystemOptions(
            new FileSystemOptions()
                .setFileCachingEnabled(false)
                .setClassPathResolvingEnabled(false));
  }

  private static Vertx start(Vertx vertx) {
    if (!vertx.isNativeTransportEnabled()) {
      Throwable cause = vertx.unavailableNativeTransportCause();
      LOG.info("NIO is used, since there is no native transport: {}", reason(cause));
    }
    return vertx;
  }

  private static String reason(Throwable cause) {
    Throwable root = cause;
    while (root != null && root.getCause() != null) {
      root = root.getCause();
    }
    return root == null ? "none for this system" : root.toString().lines().findFirst().orElse("");
  }

  /** The Vert.x instance that all networks share. */
  public Vertx vertx() {
    return vertx;
  }

  /** Starts a network. */
  public Future<DiemNet> start(JsonObject options) {
    DiemNetVerticle verticle =
        meters == null ? new DiemNetVerticle() : DiemNetMeters.verticle(meters);
    return vertx
        .deployVerticle(verticle, new DeploymentOptions().setConfig(options))
        .map(
            id -> {
              deployments.add(id);
              started.add(new DiemNetOptions(options));
              return verticle.network();
            });
  }

  /** Opens the bridges to the networks that were started. */
  public Future<Bridges> open(BridgeConfig config) {
    return open(config, List.copyOf(started));
  }

  /** Opens the bridges to networks that may start later. */
  public Future<Bridges> open(BridgeConfig config, List<DiemNetOptions> networks) {
    return Bridges.open(vertx, config, networks, meters).onSuccess(open -> bridges = open);
  }

  /**
   * Tells the clients of the bridges that this node goes away. Does not block.
   *
   * @param delayMillis from now until {@link #stop}
   */
  public void leave(long delayMillis) {
    Bridges open = bridges;
    if (open != null) {
      open.leave(delayMillis);
    }
  }

  /**
   * Closes all networks gracefully, then the bridges, then the Vert.x instance. New calls of bridge
   * clients fail at once. Calls in flight finish first, because the clients that serve them or wait
   * for them are still connected.
   */
  public Future<Void> stop() {
    Bridges open = bridges;
    if (open != null) {
      open.refuse();
    }
    // Not a future of an event loop: that could not complete after the loop has ended.
    Promise<Void> ended = Promise.promise();
    stopNetworks(open, ended);
    return ended.future();
  }

  private void stopNetworks(Bridges open, Promise<Void> ended) {
    List<Future<Void>> gone = new ArrayList<>();
    String id;
    while ((id = deployments.poll()) != null) {
      gone.add(vertx.undeploy(id));
    }
    Future.join(gone)
        .eventually(() -> open == null ? Future.succeededFuture() : open.close())
        .onComplete(over -> (cluster == null ? vertx.close() : cluster.leave()).onComplete(ended));
  }
}

package io.diemnet.node;

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
 * The networks that run in this process, a verticle each on one Vert.x instance, and the bridges to
 * them.
 */
public final class Networks {

  private static final Logger LOG = LoggerFactory.getLogger(Networks.class);

  /** For what is not a network and has names: the members of a cluster. */
  private static final int HOSTS_REFRESH_MILLIS = 10_000;

  private final Vertx vertx;
  private final Cluster cluster;
  private final Queue<String> deployments = new ConcurrentLinkedQueue<>();
  private final Queue<DiemNetOptions> started = new ConcurrentLinkedQueue<>();
  private final MeterRegistry meters;
  private volatile Bridges bridges;

  /** Networks that nobody measures. */
  public Networks() {
    this(null, null);
  }

  /**
   * @param meters gets the networks' meters; null for none
   * @param cluster that the networks are reached from, and left in the end; null for none
   */
  public Networks(MeterRegistry meters, Cluster cluster) {
    this.meters = meters;
    this.cluster = cluster;
    this.vertx =
        start(cluster == null ? Vertx.builder().with(vertxOptions()).build() : cluster.vertx());
  }

  /**
   * What the Vert.x instances of commands are made with. They write no file, so that a read-only
   * file system will do, and read a changed hosts file.
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

  /** The instance they share. */
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

  /** Opens the bridges to the networks that are up. */
  public Future<Bridges> open(BridgeConfig config) {
    return Bridges.open(vertx, config, List.copyOf(started), meters)
        .onSuccess(open -> bridges = open);
  }

  /** Ends the bridges and all networks gracefully, and then the Vert.x instance. */
  public Future<Void> stop() {
    Bridges open = bridges;
    // The clients first: they need not hear of the end as of so many failures.
    Future<Void> closed = open == null ? Future.succeededFuture() : open.close();
    // A future of its own: one that belongs to a loop cannot tell of the end of that loop.
    Promise<Void> ended = Promise.promise();
    closed.onComplete(any -> stopNetworks(ended));
    return ended.future();
  }

  private void stopNetworks(Promise<Void> ended) {
    List<Future<Void>> gone = new ArrayList<>();
    String id;
    while ((id = deployments.poll()) != null) {
      gone.add(vertx.undeploy(id));
    }
    Future.join(gone)
        .onComplete(over -> (cluster == null ? vertx.close() : cluster.leave()).onComplete(ended));
  }
}

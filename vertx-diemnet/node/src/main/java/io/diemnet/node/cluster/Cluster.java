package io.diemnet.node.cluster;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.infinispan.manager.DefaultCacheManager;

/** This process as a member of a cluster, with a clustered Vert.x instance. */
public final class Cluster {

  /** The time limit for joining. */
  private static final long JOIN_SECONDS = 60;

  /**
   * Time-out of a connection to another member, in milliseconds. Messages wait for it in memory.
   */
  private static final int CONNECT_TIMEOUT = 5_000;

  /** A member whose event bus does not answer is dropped after twice this time, in milliseconds. */
  private static final int PING = 5_000;

  private final DefaultCacheManager caches;
  private final Vertx vertx;

  private Cluster(DefaultCacheManager caches, Vertx vertx) {
    this.caches = caches;
    this.vertx = vertx;
  }

  /**
   * Joins or forms a cluster. Blocks for at most 60 s.
   *
   * @param options the options of the Vert.x instance; host, port, TLS and time-outs of the event
   *     bus are set by this method
   * @throws ClusterException with the reason; the process should end then, because the attempt may
   *     still be in progress
   */
  public static Cluster join(ClusterConfig config, VertxOptions options)
      throws ClusterException, InterruptedException {
    DefaultCacheManager caches = Caches.of(config);
    requireFree(config);
    CompletableFuture<Vertx> joined = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                joined.complete(start(caches, config, options));
              } catch (RuntimeException failure) {
                joined.completeExceptionally(failure);
              }
            },
            "join-cluster");
    thread.setDaemon(true);
    thread.start();
    try {
      return new Cluster(caches, joined.get(JOIN_SECONDS, TimeUnit.SECONDS));
    } catch (TimeoutException late) {
      throw ClusterException.joining(
          config,
          "no answer within "
              + JOIN_SECONDS
              + " s; a member may hang, or a firewall may be between the members");
    } catch (ExecutionException failure) {
      if (caches.getStatus().allowInvocations()) {
        caches.stop();
      }
      throw ClusterException.joining(config, reason(failure));
    }
  }

  /** Checks the port first, because Vert.x does not return from an event bus that cannot listen. */
  private static void requireFree(ClusterConfig config) throws ClusterException {
    if (config.port() != 0) {
      try (ServerSocket probe = new ServerSocket()) {
        probe.bind(new InetSocketAddress(config.host(), config.port()));
      } catch (IOException taken) {
        throw ClusterException.joining(config, "port " + config.port() + ": " + reason(taken));
      }
    }
  }

  private static Vertx start(
      DefaultCacheManager caches, ClusterConfig config, VertxOptions options) {
    caches.start();
    MemberLog.log(caches.getMembers(), caches.getAddress());
    caches.addListener(new MemberLog());
    EventBusOptions bus =
        new EventBusOptions(options.getEventBusOptions())
            .setHost(config.host())
            .setPort(config.port())
            .setConnectTimeout(CONNECT_TIMEOUT)
            .setClusterPingInterval(PING)
            .setClusterPingReplyInterval(PING);
    if (config.tls() != null) {
      config.tls().secure(bus);
    }
    return Vertx.builder()
        .with(new VertxOptions(options).setEventBusOptions(bus))
        .withClusterManager(new DiemNetClusterManager(caches))
        .buildClustered()
        .await();
  }

  /** Returns the clustered instance. */
  public Vertx vertx() {
    return vertx;
  }

  /** Closes the Vert.x instance, then leaves the cluster. */
  public Future<Void> leave() {
    Promise<Void> left = Promise.promise();
    // Leaving blocks, and the closed Vert.x has no thread for it.
    vertx.close().onComplete(closed -> new Thread(() -> stop(left), "leave-cluster").start());
    return left.future();
  }

  private void stop(Promise<Void> left) {
    try {
      caches.stop();
      left.complete();
    } catch (RuntimeException failure) {
      left.fail(failure);
    }
  }

  /** Returns the root cause. The outer exceptions only say that the start failed. */
  static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}

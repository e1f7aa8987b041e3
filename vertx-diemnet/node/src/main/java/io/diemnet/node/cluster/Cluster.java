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

/** This process as a member of a cluster: a Vert.x instance whose event bus reaches the others. */
public final class Cluster {

  /** For all of joining. */
  private static final long JOIN_SECONDS = 60;

  /** For a connection to another member, in milliseconds; what waits for it is held. */
  private static final int CONNECT_TIMEOUT = 5_000;

  /** A member whose event bus does not answer is given up after twice this, in milliseconds. */
  private static final int PING = 5_000;

  private final DefaultCacheManager caches;
  private final Vertx vertx;

  private Cluster(DefaultCacheManager caches, Vertx vertx) {
    this.caches = caches;
    this.vertx = vertx;
  }

  /**
   * Joins, or begins, a cluster. Blocks for at most 60 s.
   *
   * @throws ClusterException says why it was not joined; the process had better end then, since
   *     what was begun may still be under way
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
          "not within "
              + JOIN_SECONDS
              + " s; is a member there that hangs, or a firewall between the members?");
    } catch (ExecutionException failure) {
      if (caches.getStatus().allowInvocations()) {
        caches.stop();
      }
      throw ClusterException.joining(config, reason(failure));
    }
  }

  /** Vert.x does not come back from an event bus that cannot listen. */
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
    return Vertx.builder()
        .with(
            new VertxOptions(options)
                .setEventBusOptions(
                    new EventBusOptions()
                        .setHost(config.host())
                        .setPort(config.port())
                        .setConnectTimeout(CONNECT_TIMEOUT)
                        .setClusterPingInterval(PING)
                        .setClusterPingReplyInterval(PING)))
        .withClusterManager(new DiemNetClusterManager(caches))
        .buildClustered()
        .await();
  }

  /** The clustered instance. */
  public Vertx vertx() {
    return vertx;
  }

  /** Closes the Vert.x instance, then leaves the cluster. */
  public Future<Void> leave() {
    Promise<Void> left = Promise.promise();
    // Leaving blocks, and Vert.x has no thread left for that.
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

  /** What is behind it all: the outer ones only say that starting failed. */
  static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}

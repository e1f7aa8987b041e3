package io.diemnet.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path dir;

  /** A file that says how members find each other and nothing of what Vert.x keeps there. */
  private ClusterConfig ownCluster(int port) throws Exception {
    int members = ThreadLocalRandom.current().nextInt(20_000, 30_000);
    return config(
        port,
        """
        <infinispan xmlns="urn:infinispan:config:15.2">
          <jgroups>
            <stack name="own" extends="tcp">
              <TCP bind_addr="${diemnet.cluster.host}" bind_port="%d" stack.combine="COMBINE"/>
              <TCPPING initial_hosts="127.0.0.1[%d]" port_range="10"
                  stack.combine="REPLACE" stack.position="MPING"/>
            </stack>
          </jgroups>
          <cache-container><transport cluster="%s" stack="own"/></cache-container>
        </infinispan>
        """
            .formatted(members, members, UUID.randomUUID()));
  }

  private ClusterConfig config(int port, String infinispan) throws Exception {
    Path file = Files.writeString(dir.resolve("infinispan.xml"), infinispan);
    return new ClusterConfig("127.0.0.1", port, file);
  }

  private static Cluster join(ClusterConfig config) throws Exception {
    return Cluster.join(config, new VertxOptions());
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.await(LONG.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void members_reach_each_other_until_one_leaves() throws Exception {
    ClusterConfig config = ownCluster(0);
    Cluster one = join(config);
    JsonObject section =
        new JsonObject()
            .put("host", config.host())
            .put("configFile", config.configFile().toString());
    // tag::join[]
    Cluster cluster = Cluster.join(ClusterConfig.of(section), new VertxOptions());
    Vertx vertx = cluster.vertx();
    // end::join[]
    try {
      done(
          vertx
              .eventBus()
              .consumer("there", message -> message.reply("got " + message.body()))
              .completion());
      assertThat(done(one.vertx().eventBus().request("there", "it")).body()).isEqualTo("got it");
    } finally {
      done(cluster.leave());
    }
    try {
      await()
          .atMost(LONG)
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> done(one.vertx().eventBus().request("there", "it")))
                      .isInstanceOfSatisfying(
                          ReplyException.class,
                          failure ->
                              assertThat(failure.failureType())
                                  .isEqualTo(ReplyFailure.NO_HANDLERS)));
    } finally {
      done(one.leave());
    }
  }

  @Test
  void a_port_that_is_taken_is_told() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ClusterConfig config = ownCluster(taken.getLocalPort());
      assertThatThrownBy(() -> join(config))
          .isInstanceOf(ClusterException.class)
          .hasMessageContaining("cluster: could not join with host 127.0.0.1: ")
          .hasMessageContaining("in use");
    }
  }

  @Test
  void a_host_that_is_not_of_this_machine_is_told() {
    assertThatThrownBy(() -> join(new ClusterConfig("192.0.2.1", 0, null)))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("cluster: could not join with host 192.0.2.1: ");
  }

  @Test
  void a_file_that_makes_no_cluster_is_told() throws Exception {
    ClusterConfig noXml = config(0, "cluster: true");
    assertThatThrownBy(() -> join(noXml))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("cluster.configFile: ")
        .hasMessageContaining("infinispan.xml is not an Infinispan configuration: ");
    ClusterConfig unknown =
        config(0, "<infinispan xmlns=\"urn:infinispan:config:15.2\"><nonsense/></infinispan>");
    assertThatThrownBy(() -> join(unknown))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("nonsense");
    ClusterConfig alone =
        config(
            0, "<infinispan xmlns=\"urn:infinispan:config:15.2\"><cache-container/></infinispan>");
    assertThatThrownBy(() -> join(alone))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("has no <transport>");
  }
}

package io.diemnet.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.IdentityOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.ProtocolId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node with a heap of 96 MB that lets strangers in, and strangers that fill its memory. */
class MemoryPressureTest {

  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int MIB = 1024 * 1024;
  private static final int SLOW_RPC = 100;

  @TempDir Path dir;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicReference<Throwable> lost = new AtomicReference<>();
  private NetworkAddress address;
  private String web;

  @Test
  void strangers_that_fill_the_memory_are_closed_and_a_trusted_peer_loses_nothing()
      throws Exception {
    PrivateKey trusted = PrivateKey.generate();
    try (NodeProcess node = start(List.of(System.getProperty("diemnet.pressure.options", "-Xmx96m").split(",")), trusted)) {
      callAllTheTime(trusted);

      // Each stops in the middle of a message of 8 MiB.
      List<Stranger> halfway = attack(95, SLOW_RPC, 8 * MIB - 64, 4 * MIB);
      served();
      assertThat(metric("diemnet_connections_closed_total", "reason=\"memory\"")).isPositive();
      assertThat(halfway).anyMatch(Stranger::isClosed);
      long limit = metric("diemnet_memory_limit_bytes", "class=\"strangers\"");
      assertThat(limit).isGreaterThan(8L * MIB);
      assertThat(metric("diemnet_memory_bytes", "class=\"strangers\"")).isBetween(1L, limit);

      // Whole requests that the application does not answer.
      attack(60, SLOW_RPC, 7 * MIB, 7 * MIB);
      served();
      assertThat(metric("diemnet_memory_bytes", "class=\"strangers\""))
          .isLessThanOrEqualTo(limit + limit / 2);

      node.terminate();
      assertThat(node.awaitExit()).as("%s", node).isZero();
      assertThat(node.err()).noneMatch(line -> line.contains("OutOfMemory"));
      assertThat(node.err()).anyMatch(line -> line.contains("ended (memory)"));
    } finally {
      vertx.close().await(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  @Test
  void a_heap_that_cannot_keep_the_promise_is_refused_with_the_numbers() throws Exception {
    Path config = config("a", PrivateKey.generate());
    try (NodeProcess node =
        NodeProcess.run(dir, List.of("-Xmx48m"), Main.class, "node", "--config", config.toString())) {
      assertThat(node.awaitExit()).as("%s", node).isEqualTo(2);
      assertThat(node.err())
          .anyMatch(
              line ->
                  line.contains("networks[0].limits.maxFrameSize")
                      && line.contains("8388608")
                      && line.contains("18 MiB")
                      && line.contains("-Xmx54m"));
    } finally {
      vertx.close().await(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private NodeProcess start(List<String> options, PrivateKey trusted) throws Exception {
    Path config = config("pressed", trusted);
    NodeProcess node = NodeProcess.run(dir, options, PressedNode.class, config.toString());
    web = node.awaitOut(line -> line.startsWith("metrics ")).substring("metrics ".length());
    address =
        NetworkAddress.parse(
            node.awaitOut(line -> line.startsWith("listening "))
                .substring("listening ".length()));
    return node;
  }

  private Path config(String name, PrivateKey trusted) throws Exception {
    return Files.writeString(
        dir.resolve(name + ".yaml"),
        """
        networks:
          - name: %s
            mutualAuthentication: false
            listenAddress: /ip4/127.0.0.1/tcp/0
            protocols: [{name: SlowRpc, id: %d}]
            limits: {rpcTimeout: 5000, closeTimeout: 10000}
            seeds:
              %s: {keys: [%s], role: Validator}
        metrics: {port: 0}
        """
            .formatted(
                name,
                SLOW_RPC,
                PeerId.fromPublicKey(trusted.publicKey()),
                trusted.publicKey()));
  }

  private void callAllTheTime(PrivateKey key) throws Exception {
    PeerId node = PeerId.fromPublicKey(address.noiseKey());
    DiemNet network =
        DiemNet.create(
            vertx,
            new DiemNetOptions()
                .setName("trusted")
                .setIdentity(new IdentityOptions().setPrivateKey(key))
                .setListenAddress(null)
                .addSeed(node, PeerConfig.of(address, PeerRole.VALIDATOR)));
    network.start().await(LIMIT.toSeconds(), TimeUnit.SECONDS);
    await().atMost(LIMIT).until(() -> !network.peers().isEmpty());
    for (int i = 0; i < 4; i++) {
      call(network, node);
    }
    served();
  }

  private void call(DiemNet network, PeerId node) {
    network
        .rpc(node, ProtocolId.CONSENSUS_RPC, Buffer.buffer(new byte[1000]))
        .onComplete(
            outcome -> {
              if (outcome.failed()) {
                lost.compareAndSet(null, outcome.cause());
              } else {
                answered.incrementAndGet();
                vertx.setTimer(5, pause -> call(network, node));
              }
            });
  }

  /** Calls of the trusted peer go on and none was lost; the node says that it is up. */
  private void served() throws Exception {
    int before = answered.get();
    await().atMost(LIMIT).until(() -> lost.get() != null || answered.get() > before + 100);
    assertThat(lost.get()).isNull();
    assertThat(get("/health").statusCode()).isEqualTo(200);
  }

  private List<Stranger> attack(int count, int protocol, int announced, int sent) {
    List<Stranger> strangers = new ArrayList<>();
    List<Future<Void>> over = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Stranger stranger = new Stranger(vertx, NetworkId.VALIDATOR);
      strangers.add(stranger);
      over.add(stranger.send(address, protocol, announced, sent));
    }
    await().atMost(LIMIT).until(() -> over.stream().allMatch(Future::isComplete));
    return strangers;
  }

  private long metric(String name, String tag) throws Exception {
    Matcher line =
        Pattern.compile("^" + name + "\\{[^}]*" + tag + "[^}]*} (\\S+)$", Pattern.MULTILINE)
            .matcher(get("/metrics").body());
    assertThat(line.find()).as(name).isTrue();
    return (long) Double.parseDouble(line.group(1));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(web + path)).timeout(LIMIT).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}

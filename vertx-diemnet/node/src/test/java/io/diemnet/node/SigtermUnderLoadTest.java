package io.diemnet.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.diemnet.vertx.ChainId;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.IdentityOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.ProtocolId;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process under RPC load from two others gets SIGTERM: no accepted call is lost or hangs. */
class SigtermUnderLoadTest {

  private static final Duration LIMIT = Duration.ofSeconds(90);

  @TempDir Path dir;

  @Test
  void every_accepted_call_is_answered_or_fails_and_none_hangs() throws Exception {
    PrivateKey key = PrivateKey.generate();
    List<PrivateKey> callers = List.of(PrivateKey.generate(), PrivateKey.generate());
    JsonObject seeds = new JsonObject();
    for (PrivateKey caller : callers) {
      seeds.put(
          PeerId.fromPublicKey(caller.publicKey()).toString(),
          new JsonObject()
              .put("keys", new JsonArray().add(caller.publicKey().toString()))
              .put("role", "Validator"));
    }
    Path config =
        Files.writeString(
            dir.resolve("loaded.json"),
            options("loaded")
                .toJson()
                .put(
                    "identity",
                    new JsonObject().put("privateKey", HexFormat.of().formatHex(key.toBytes())))
                .put("seeds", seeds)
                .encode());
    Vertx vertx = Vertx.vertx();
    try (NodeProcess node = NodeProcess.run(dir, LoadedNode.class, config.toString())) {
      NetworkAddress address =
          NetworkAddress.parse(
              node.awaitOut(line -> line.startsWith("listening "))
                  .substring("listening ".length()));
      PeerId to = PeerId.fromPublicKey(key.publicKey());
      List<Caller> loads = new ArrayList<>();
      for (PrivateKey caller : callers) {
        DiemNet network =
            DiemNet.create(
                vertx,
                options("caller" + loads.size())
                    .setIdentity(new IdentityOptions().setPrivateKey(caller))
                    .addSeed(to, PeerConfig.of(address, PeerRole.VALIDATOR)));
        network.start().await(LIMIT.toSeconds(), TimeUnit.SECONDS);
        await().atMost(LIMIT).until(() -> !network.peers().isEmpty());
        loads.add(new Caller(network, to));
      }
      loads.forEach(Caller::begin);
      await().atMost(LIMIT).until(() -> loads.stream().allMatch(load -> load.answered.get() > 500));

      node.terminate();

      assertThat(node.awaitExit()).as("%s", node).isZero();
      for (Caller load : loads) {
        await().atMost(LIMIT).until(() -> load.ended.get() == load.made.get());
        assertThat(load.failures.keySet())
            .isSubsetOf(
                FailureCode.CONNECTION_LOST, FailureCode.TIMED_OUT, FailureCode.NOT_CONNECTED);
      }
      int answered = loads.stream().mapToInt(load -> load.answered.get()).sum();
      // What the application there was asked, it has answered, and each answer has arrived.
      assertThat(node.out()).contains("asked " + answered);
    } finally {
      vertx.close().await(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static DiemNetOptions options(String name) {
    return new DiemNetOptions()
        .setName(name)
        .setNetworkId(NetworkId.VALIDATOR)
        .setChainId(ChainId.parse("testing"))
        .setListenAddress(NetworkAddress.parse("/ip4/127.0.0.1/tcp/0"));
  }

  /** Keeps fifty calls pending until the first fails. */
  private static final class Caller {
    private final DiemNet network;
    private final PeerId to;
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final Map<FailureCode, Integer> failures = new ConcurrentHashMap<>();

    Caller(DiemNet network, PeerId to) {
      this.network = network;
      this.to = to;
    }

    void begin() {
      for (int i = 0; i < 50; i++) {
        next();
      }
    }

    private void next() {
      made.incrementAndGet();
      network
          .rpc(to, ProtocolId.CONSENSUS_RPC, Buffer.buffer("x"))
          .onComplete(
              outcome -> {
                if (outcome.succeeded()) {
                  answered.incrementAndGet();
                  next();
                } else {
                  failures.merge(((DiemNetException) outcome.cause()).code(), 1, Integer::sum);
                }
                ended.incrementAndGet();
              });
    }
  }
}

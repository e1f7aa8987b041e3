package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NoiseServer;
import io.diemnet.vertx.NoiseServerOptions;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A remote that lets everybody in and throws them out again. */
class QuickCloserTest {

  /** Version 1 with HealthCheckerRpc alone, chain 4, the validator network; two bytes of length. */
  private static final Buffer HANDSHAKE = Buffer.buffer(new byte[] {0, 6, 1, 0, 1, 4, 4, 0});

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void a_peer_that_completes_each_handshake_and_closes_is_dialed_with_growing_pauses() {
    List<Long> dialed = new CopyOnWriteArrayList<>();
    NoiseServer server =
        NoiseServer.create(
                vertx,
                new NoiseServerOptions().setPrivateKey(PrivateKey.generate()).setHost("127.0.0.1"))
            .connectHandler(
                socket -> {
                  dialed.add(System.nanoTime());
                  socket.write(HANDSHAKE);
                  // The dialer's own handshake shows that ours is on its way.
                  socket.handler(theirs -> socket.end());
                });
    await(server.listen());

    AtomicInteger met = new AtomicInteger();
    DiemNet network =
        DiemNet.create(
            vertx,
            TestNetwork.validator("dialer", PrivateKey.generate())
                .addSeed(
                    server.peerId(),
                    PeerConfig.of(
                        NetworkAddress.parse("/ip4/127.0.0.1/tcp/" + server.actualPort())
                            .withNoise(server.publicKey(), 0),
                        PeerRole.VALIDATOR)));
    network.peerHandler(
        event -> {
          if (event instanceof PeerEvent.NewPeer) {
            met.incrementAndGet();
          }
        });
    await(network.start());

    waitFor("four dials", () -> dialed.size() >= 4);
    waitFor("four connections", () -> met.get() >= 4);
    for (int attempt = 1; attempt < 4; attempt++) {
      assertThat(TimeUnit.NANOSECONDS.toMillis(dialed.get(attempt) - dialed.get(attempt - 1)))
          .as("milliseconds before attempt %d", attempt + 1)
          .isGreaterThanOrEqualTo((1L << attempt) * 1_000 - 100);
    }
  }
}

package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.dial;
import static io.diemnet.tests.TestNetwork.failure;
import static io.diemnet.tests.TestNetwork.id;
import static io.diemnet.tests.TestNetwork.start;
import static io.diemnet.tests.TestNetwork.trust;
import static io.diemnet.tests.TestNetwork.validator;
import static io.diemnet.tests.TestNetwork.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetClient;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.KnownPeer;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is missing and why, and waiting for peers, on real networks. */
class KnownPeersNetworkTest {

  private static final Duration LONG = Duration.ofSeconds(TestNetwork.WAIT_SECONDS);
  private static final Duration SHORT = Duration.ofMillis(50);

  private final Vertx vertx = Vertx.vertx();
  private final PrivateKey keyA = PrivateKey.generate();
  private final PrivateKey keyB = PrivateKey.generate();
  private final PrivateKey keyC = PrivateKey.generate();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  /** An address where nothing listens. */
  private static NetworkAddress deadAddress(PrivateKey key) throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return NetworkAddress.parse("/ip4/127.0.0.1/tcp/" + free.getLocalPort())
          .withNoise(key.publicKey(), NetworkAddress.HANDSHAKE_VERSION);
    }
  }

  private static DiemNetException refused(Future<Void> wait) {
    return (DiemNetException) failure(wait);
  }

  private KnownPeer known(DiemNet network, PrivateKey of) {
    return await(network.knownPeers()).stream()
        .filter(peer -> peer.peer().equals(id(of)))
        .findAny()
        .orElseThrow();
  }

  @Test
  void who_is_missing_is_told_with_the_reason_and_waits_end_when_peers_come() throws IOException {
    DiemNet a = start(vertx, validator("a", keyA).addSeed(id(keyB), trust(keyB)));
    DiemNetClient client = DiemNetClient.create(vertx, "a");
    Future<Void> one = a.whenConnected(id(keyB), LONG);
    Future<Void> count = client.whenConnected(1, LONG);
    Future<Void> all = client.whenConnected(LONG);
    assertThat(refused(a.whenConnected(id(keyB), SHORT)))
        .hasMessageContaining("must dial this node")
        .extracting(DiemNetException::code)
        .isEqualTo(FailureCode.TIMED_OUT);
    assertThat(known(a, keyB).state()).isEqualTo(KnownPeer.State.NEVER);

    Map<PeerId, PeerConfig> seeds = new LinkedHashMap<>();
    seeds.put(id(keyA), dial(a));
    NetworkAddress dead = deadAddress(keyC);
    seeds.put(id(keyC), PeerConfig.of(dead, PeerRole.VALIDATOR));
    DiemNet b = start(vertx, validator("b", keyB).setSeeds(seeds));
    await(one);
    await(count);
    await(all);
    await(b.whenConnected(id(keyA), LONG));
    assertThat(known(a, keyB).state()).isEqualTo(KnownPeer.State.CONNECTED);
    assertThat(known(a, keyB).connection()).isNotNull();

    waitFor("a failed dial", () -> known(b, keyC).lastError() != null);
    KnownPeer missing = known(b, keyC);
    assertThat(missing.lastError()).startsWith(dead.base() + ": TCP connect: ");
    assertThat(missing.missing()).isTrue();
    assertThat(missing.addresses()).containsExactly(dead);
    assertThat(await(DiemNetClient.create(vertx, "b").knownPeers()))
        .extracting(KnownPeer::peer)
        .isSorted()
        .containsExactlyInAnyOrder(id(keyA), id(keyC));
    assertThat(refused(b.whenConnected(SHORT)))
        .hasMessageContaining(id(keyC) + " is ")
        .hasMessageContaining("last error: " + dead.base())
        .hasMessageNotContaining(id(keyA).toString());
    assertThat(refused(DiemNetClient.create(vertx, "b").whenConnected(2, SHORT)).code())
        .isEqualTo(FailureCode.TIMED_OUT);

    // The wait for all ends when the missing peer leaves the trusted set.
    Future<Void> others = b.whenConnected(LONG);
    assertThat(others.isComplete()).isFalse();
    await(b.updateSeeds(Map.of(id(keyA), dial(a))));
    await(others);
    assertThat(await(b.knownPeers())).extracting(KnownPeer::peer).containsExactly(id(keyA));

    // A lost peer has the end of its connection as its error.
    await(b.close());
    waitFor("the loss", () -> known(a, keyB).state() != KnownPeer.State.CONNECTED);
    assertThat(known(a, keyB).lastError()).startsWith("the connection ended (");
  }

  @Test
  void wrong_waits_are_refused_and_the_end_of_the_network_ends_the_others() {
    DiemNet a = DiemNet.create(vertx, validator("a", keyA));
    assertThat(refused(a.whenConnected(1, LONG)).code()).isEqualTo(FailureCode.CONNECTION_LOST);
    await(a.start());
    DiemNetClient client = DiemNetClient.create(vertx, "a");
    List<Future<Void>> wrong =
        List.of(
            a.whenConnected((PeerId) null, LONG),
            a.whenConnected(id(keyA), LONG),
            a.whenConnected(-1, LONG),
            a.whenConnected((Duration) null),
            a.whenConnected(Duration.ZERO),
            client.whenConnected((PeerId) null, LONG),
            client.whenConnected(id(keyA), LONG),
            client.whenConnected(-1, LONG),
            client.whenConnected(Duration.ofNanos(1)));
    for (Future<Void> each : wrong) {
      assertThat(refused(each).code()).isEqualTo(FailureCode.INVALID_REQUEST);
    }
    await(a.whenConnected(0, LONG));

    Future<Void> waiting = a.whenConnected(id(keyB), LONG);
    Future<Void> overTheBus = client.whenConnected(LONG);
    await(client.info()); // the message before it has arrived
    await(a.close());
    assertThat(refused(waiting).code()).isEqualTo(FailureCode.CONNECTION_LOST);
    assertThat(refused(overTheBus).code()).isEqualTo(FailureCode.CONNECTION_LOST);
    assertThat(refused(a.whenConnected(LONG)).code()).isEqualTo(FailureCode.CONNECTION_LOST);
    assertThat(failure(a.knownPeers())).isInstanceOf(DiemNetException.class);
  }
}

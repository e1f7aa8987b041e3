package io.diemnet.vertx.impl.peermanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.noise.TrustedPeers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Without connections. KnownPeersNetworkTest has them. */
class ConnectionWaitsTest {

  private static final PeerId PEER = PeerId.parse("a1".repeat(16));
  private static final long LONG = 600_000;

  private final Vertx vertx = Vertx.vertx();
  private final ConnectionWaits waits =
      new ConnectionWaits("test", vertx, new PeerRegistry(), new TrustedPeers());

  @AfterEach
  void close() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  private static DiemNetException failureOf(Future<Void> wait) {
    return (DiemNetException) catchThrowable(() -> wait.await(30, TimeUnit.SECONDS));
  }

  @Test
  void a_wait_ends_with_its_time_and_frees_its_place() {
    assertThat(failureOf(waits.peer(PEER, 1)))
        .hasMessage("test: " + PEER + " is not connected after 1 ms")
        .extracting(DiemNetException::code)
        .isEqualTo(FailureCode.TIMED_OUT);
    assertThat(failureOf(waits.count(2, 1)))
        .hasMessage("test: fewer than 2 peers are connected after 1 ms");
    assertThat(failureOf(waits.all(1)))
        .as("an empty trusted set")
        .hasMessage("test: not all trusted peers are connected after 1 ms");
    assertThat(waits.size()).isZero();
    assertThat(waits.count(0, LONG).succeeded()).isTrue();
    assertThat(waits.size()).isZero();
  }

  @Test
  void so_many_may_wait_and_the_end_of_the_network_ends_them_all() {
    List<Future<Void>> waiting = new ArrayList<>();
    for (int i = 0; i < ConnectionWaits.MAX; i++) {
      waiting.add(waits.peer(PEER, LONG));
    }
    assertThat(failureOf(waits.all(LONG)).code()).isEqualTo(FailureCode.TOO_MANY_PENDING);
    waits.check();
    assertThat(waiting).noneMatch(Future::isComplete);

    waits.close(new DiemNetException(FailureCode.CONNECTION_LOST, "the end"));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> waiting.stream().allMatch(wait -> wait.failed()));
    assertThat(failureOf(waits.count(1, LONG))).hasMessage("the end");
    assertThat(waits.size()).isZero();
  }
}

package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.failure;
import static io.diemnet.tests.TestNetwork.validator;
import static io.diemnet.tests.TestNetwork.waitFor;
import static io.diemnet.vertx.ProtocolId.CONSENSUS_RPC;
import static io.diemnet.vertx.ProtocolId.MEMPOOL_DIRECT_SEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.DisconnectReason;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.impl.wire.MessageEncoder;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One memory budget for all connections of a process, over real sockets. */
class ProcessMemoryTest {

  private static final int KIB = 1024;
  private static final int FRAME = 256 * KIB;
  private static final int BUDGET = 2 * 1024 * KIB;
  private static final Buffer PAYLOAD = Buffer.buffer(new byte[200 * KIB]);
  private static final byte[] REQUEST =
      MessageEncoder.encode(new NetworkMessage.RpcRequest(CONSENSUS_RPC, 1, 0, PAYLOAD));

  private final HostileNode node =
      new HostileNode(
          BUDGET,
          options ->
              options
                  .setMutualAuthentication(false)
                  .setLimits(
                      new LimitsOptions()
                          .setMaxFrameSize(FRAME)
                          .setRpcTimeout(4_000)
                          .setUpgradeTimeout(3_000)));

  @AfterEach
  void close() {
    node.close();
  }

  private HostilePeer stranger() {
    HostilePeer stranger = HostilePeer.connect(node.address(), PrivateKey.generate());
    waitFor("a stranger to be in", () -> TestNetwork.connected(node.network, stranger.id));
    return stranger;
  }

  private double held(String of) {
    return node.meter("diemnet.memory.bytes", "class", of);
  }

  private double closedForMemory() {
    return node.meter("diemnet.connections.closed", "reason", "memory");
  }

  @Test
  void strangers_share_one_half_and_the_one_that_holds_most_goes() {
    node.network.rpcHandler(CONSENSUS_RPC, request -> Promise.<Buffer>promise().future());
    assertThat(node.meter("diemnet.memory.limit.bytes", "class", "strangers"))
        .isEqualTo(BUDGET / 2);
    try (HostilePeer large = stranger();
        HostilePeer small = stranger();
        HostilePeer trusted = node.connect()) {
      small.send(REQUEST);
      waitFor("it to be held", () -> held("strangers") > 190 * KIB);
      for (int i = 0; i < 3; i++) {
        large.send(REQUEST);
      }
      waitFor("much to be held", () -> held("strangers") > 790 * KIB);
      assertThat(closedForMemory()).isZero();
      large.send(REQUEST);
      large.readToEnd();
      waitFor("it to be counted", () -> closedForMemory() == 1);
      waitFor(
          "it to be told",
          () ->
              node.events.stream()
                  .anyMatch(
                      event ->
                          event instanceof PeerEvent.LostPeer lost
                              && lost.reason() == DisconnectReason.MEMORY
                              && lost.peer().peer().equals(large.id)));
      small.assertAlive();
      trusted.assertAlive();

      // What the application still has of it leaves no room for new strangers until its time is
      // over; who is trusted gets in.
      assertThat(held("strangers")).isLessThanOrEqualTo(BUDGET / 2.0);
      waitFor("its requests to be over", () -> held("strangers") == 0);
      stranger().close();
    }
  }

  @Test
  void while_their_share_is_full_new_strangers_are_refused_and_trusted_peers_are_not() {
    node.network.rpcHandler(CONSENSUS_RPC, request -> Promise.<Buffer>promise().future());
    HostilePeer greedy = stranger();
    for (int i = 0; i < 5; i++) {
      greedy.send(i < 4 ? REQUEST : Arrays.copyOf(REQUEST, 90 * KIB));
    }
    waitFor("the share to be full", () -> held("strangers") > BUDGET / 16.0 * 7);
    try (HostilePeer refused = HostilePeer.dial(node.address(), PrivateKey.generate())) {
      refused.write(refused.clientMessage(node.publicKey()));
      refused.assertClosedSilently();
    }
    node.assertRefused("memory", 1);
    assertThat(node.meter("diemnet.connections.rejected", "reason", "memory")).isEqualTo(1);
    node.connect().close();
    greedy.close();
    waitFor("its requests to be over", () -> held("strangers") == 0);
    stranger().close();
  }

  @Test
  void nothing_stays_charged_after_any_end_of_a_connection() {
    node.network.rpcHandler(CONSENSUS_RPC, request -> Future.succeededFuture(request.payload()));
    List<HostilePeer> ended = new ArrayList<>();
    byte[] half = Arrays.copyOf(REQUEST, 150 * KIB);
    for (int way = 0; way < 6; way++) {
      HostilePeer peer = stranger();
      ended.add(peer);
      peer.send(half);
      waitFor("half a message to be held", () -> held("strangers") > 120 * KIB);
      switch (way) {
        case 0 -> peer.close();
        case 1 -> peer.reset();
        case 2 -> peer.shutdownOutput();
        case 3 -> peer.write(new byte[2_000]);
        case 4 -> peer.send(new byte[600 * KIB]);
        default -> await(node.network.disconnect(peer.id));
      }
      waitFor("all to be returned after end " + way, () -> held("strangers") == 0);
    }
    // Before the session stands: half a handshake, and more than one.
    HostilePeer early = HostilePeer.dial(node.address(), PrivateKey.generate());
    early.write(HostilePeer.join(early.clientMessage(node.publicKey()), new byte[300 * KIB]));
    early.readToEnd();
    HostilePeer trickling = HostilePeer.dial(node.address(), PrivateKey.generate());
    trickling.noise(node.publicKey());
    trickling.send(HostilePeer.shortFrame(new byte[30_000]));
    trickling.readToEnd();
    // Answers that nobody reads.
    HostilePeer deaf = stranger();
    try {
      for (int i = 0; i < 40; i++) {
        deaf.send(REQUEST);
      }
    } catch (UncheckedIOException closed) {
      // It held most.
    }
    waitFor("answers to wait", () -> node.queuedBytes() > 0 || closedForMemory() > 0);
    deaf.reset();
    waitFor("all to be returned", () -> held("strangers") == 0 && held("trusted") == 0);
    ended.forEach(HostilePeer::close);
  }

  @Test
  void a_send_beyond_the_budget_fails_at_once_and_the_others_go_on() {
    HostilePeer deaf = node.connect();
    int sent = node.fill(deaf.id, MEMPOOL_DIRECT_SEND, i -> PAYLOAD);
    assertThat(sent).as("2 MiB, and what the kernel takes").isLessThan(60);
    Throwable refused = failure(node.network.directSend(deaf.id, MEMPOOL_DIRECT_SEND, PAYLOAD));
    assertThat(refused).hasMessageContaining("memory budget of the process");
    assertThat(((DiemNetException) refused).code()).isEqualTo(FailureCode.TOO_MANY_PENDING);
    deaf.reset();
    waitFor("all to be returned", () -> held("trusted") == 0);
  }

  @Test
  void a_network_whose_messages_do_not_fit_the_budget_does_not_start() {
    DiemNet other =
        DiemNet.create(
            node.vertx,
            validator("other", PrivateKey.generate())
                .setLimits(new LimitsOptions().setMaxFrameSize(5 * FRAME)));
    assertThat(failure(other.start()))
        .isInstanceOfSatisfying(
            DiemNetException.class,
            failure -> assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST))
        .hasMessageContaining("other: ")
        .hasMessageContaining("1310720 bytes")
        .hasMessageContaining("limits.maxBytes is 2 MiB");
  }

  @Test
  void the_limit_is_set_before_the_first_network_and_fits_the_heap() {
    assertThatThrownBy(() -> DiemNet.limitMemory(node.vertx, BUDGET / 2))
        .isInstanceOf(IllegalStateException.class);
    DiemNet.limitMemory(node.vertx, BUDGET);
    Vertx fresh = Vertx.vertx();
    assertThatThrownBy(() -> DiemNet.limitMemory(fresh, Runtime.getRuntime().maxMemory()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most half of the heap");
    await(fresh.close());
  }
}

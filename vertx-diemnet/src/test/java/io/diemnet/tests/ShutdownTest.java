package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.connected;
import static io.diemnet.tests.TestNetwork.dial;
import static io.diemnet.tests.TestNetwork.failure;
import static io.diemnet.tests.TestNetwork.id;
import static io.diemnet.tests.TestNetwork.start;
import static io.diemnet.tests.TestNetwork.trust;
import static io.diemnet.tests.TestNetwork.validator;
import static io.diemnet.tests.TestNetwork.waitFor;
import static io.diemnet.vertx.FailureCode.CONNECTION_LOST;
import static io.diemnet.vertx.FailureCode.NOT_CONNECTED;
import static io.diemnet.vertx.FailureCode.TIMED_OUT;
import static io.diemnet.vertx.FailureCode.TOO_MANY_PENDING;
import static io.diemnet.vertx.ProtocolId.CONSENSUS_RPC;
import static io.diemnet.vertx.ProtocolId.MEMPOOL_DIRECT_SEND;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.SendOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The graceful end of a network (specification section 8, "Closing"). */
class ShutdownTest {

  private static final long LONG = 24 * 3600 * 1000;

  private Vertx vertx;
  private TestNetwork.Pair pair;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void what_was_accepted_before_arrives() {
    pair = TestNetwork.Pair.start(vertx);
    List<Integer> received = new CopyOnWriteArrayList<>();
    pair.a().directSendHandler(MEMPOOL_DIRECT_SEND, m -> received.add(m.payload().getInt(0)));
    int accepted = 0;
    byte[] rest = new byte[20_000];
    while (accepted < 3000) {
      Buffer message = Buffer.buffer().appendInt(accepted).appendBytes(rest);
      if (pair.b().directSend(pair.idA(), MEMPOOL_DIRECT_SEND, message).failed()) {
        break;
      }
      accepted++;
    }
    int expected = accepted;
    assertThat(expected).isGreaterThan(100);
    await(pair.b().close());
    waitFor("all that was accepted", () -> received.size() == expected);
    assertThat(received).isSorted();
  }

  @Test
  void calls_in_flight_both_ways_finish_and_new_work_is_refused() {
    pair = TestNetwork.Pair.start(vertx);
    Promise<Buffer> fromA = Promise.promise();
    Promise<Buffer> fromB = Promise.promise();
    AtomicInteger asked = new AtomicInteger();
    pair.a().rpcHandler(CONSENSUS_RPC, m -> counted(asked, fromA));
    pair.b().rpcHandler(CONSENSUS_RPC, m -> counted(asked, fromB));
    Future<Buffer> toA = call(pair.b(), pair.idA());
    Future<Buffer> toB = call(pair.a(), pair.idB());
    waitFor("both requests", () -> asked.get() == 2);
    Future<Void> closed = pair.b().close();

    assertThat(code(call(pair.b(), pair.idA()))).isEqualTo(CONNECTION_LOST);
    assertThat(code(pair.b().directSend(pair.idA(), MEMPOOL_DIRECT_SEND, Buffer.buffer())))
        .isEqualTo(CONNECTION_LOST);
    assertThat(code(pair.b().dial(pair.idA(), pair.a().info().address())))
        .isEqualTo(CONNECTION_LOST);
    assertThat(closed.isComplete()).isFalse();

    fromA.complete(Buffer.buffer("from a"));
    assertThat(await(toA).toString()).isEqualTo("from a");
    fromB.complete(Buffer.buffer("from b"));
    assertThat(await(toB).toString()).isEqualTo("from b");
    await(closed);
    waitFor("a to see it", () -> pair.a().peers().isEmpty());
    assertThat(code(call(pair.b(), pair.idA()))).isEqualTo(CONNECTION_LOST);
  }

  @Test
  void a_second_close_gives_the_same_end() {
    pair = TestNetwork.Pair.start(vertx);
    Future<Void> first = pair.b().close();
    Future<Void> second = pair.b().close();
    await(first);
    await(second);
    await(pair.b().close());
  }

  @Test
  void nothing_is_left_and_the_port_is_free() throws IOException {
    pair = TestNetwork.Pair.start(vertx);
    int port = pair.a().info().address().port();
    await(pair.b().close());
    await(pair.a().close());
    assertThat(vertx.deploymentIDs()).isEmpty();
    waitFor("no timer to be left", () -> Leftovers.timers(vertx) == 0);
    new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
  }

  @Test
  void upgrades_in_progress_end_with_the_network() {
    HostileNode node = new HostileNode(options -> options);
    HostilePeer silent = node.dial();
    HostilePeer half = node.dial();
    half.noise(node.publicKey());
    waitFor("both upgrades", () -> node.meter("diemnet.connections.pending.upgrades") == 2);
    await(node.network.close());
    silent.assertClosedSilently();
    half.readToEnd();
    waitFor("no timer to be left", () -> Leftovers.timers(node.vertx) == 0);
    node.close();
  }

  @Test
  void a_remote_that_neither_reads_nor_ends_does_not_outlast_the_deadline() {
    HostileNode node =
        new HostileNode(
            options ->
                options.setLimits(
                    new LimitsOptions().setCloseTimeout(300).setOutboundQueueBytes(9_000_000)));
    HostilePeer stuck = node.connect();
    while (node.network
        .directSend(stuck.id, MEMPOOL_DIRECT_SEND, Buffer.buffer(new byte[100_000]))
        .succeeded()) {
      // Until its queue is full.
    }
    Future<Buffer> call =
        node.network.rpc(
            stuck.id, CONSENSUS_RPC, Buffer.buffer(), SendOptions.DEFAULT.withTimeout(LONG));
    HostilePeer idle = HostilePeer.connect(node.address(), node.good);
    waitFor("the idle one", () -> connected(node.network, idle.id));
    await(node.network.close());
    assertThat(node.network.peers()).isEmpty();
    assertThat(code(call)).isIn(CONNECTION_LOST, TOO_MANY_PENDING);
    waitFor(
        "both losses to be told",
        () -> node.events.stream().filter(PeerEvent.LostPeer.class::isInstance).count() >= 2);
    assertThat(node.events)
        .filteredOn(PeerEvent.LostPeer.class::isInstance)
        .extracting(event -> ((PeerEvent.LostPeer) event).reason().toString())
        .containsExactly("requested", "requested");
    stuck.close();
    idle.close();
    node.close();
  }

  @Test
  void what_the_remote_still_sends_after_our_end_is_discarded() {
    HostileNode node = new HostileNode(options -> options);
    AtomicInteger delivered = new AtomicInteger();
    node.network.directSendHandler(MEMPOOL_DIRECT_SEND, m -> delivered.incrementAndGet());
    HostilePeer peer = node.connect();
    Future<Void> gone = node.network.disconnect(peer.id);
    peer.readToEnd();
    for (int i = 0; i < 100; i++) {
      peer.send(HostilePeer.directSend(2, new byte[100]));
    }
    assertThat(gone.isComplete()).isFalse();
    peer.close();
    await(gone);
    assertThat(delivered).hasValue(0);
    node.close();
  }

  @Test
  void under_load_every_accepted_call_is_answered_or_fails_and_none_hangs() {
    PrivateKey serverKey = PrivateKey.generate();
    List<PrivateKey> keys = List.of(PrivateKey.generate(), PrivateKey.generate());
    DiemNet server =
        start(
            vertx,
            validator("server", serverKey)
                .addSeed(id(keys.get(0)), trust(keys.get(0)))
                .addSeed(id(keys.get(1)), trust(keys.get(1))));
    AtomicInteger handled = new AtomicInteger();
    server.rpcHandler(
        CONSENSUS_RPC,
        m -> {
          handled.incrementAndGet();
          Promise<Buffer> answer = Promise.promise();
          vertx.setTimer(2, fired -> answer.complete(m.payload()));
          return answer.future();
        });
    List<Load> loads = new ArrayList<>();
    for (PrivateKey key : keys) {
      DiemNet client =
          start(vertx, validator("c" + loads.size(), key).addSeed(id(serverKey), dial(server)));
      waitFor("a connection", () -> connected(client, id(serverKey)));
      loads.add(new Load(client, id(serverKey)));
    }
    loads.forEach(Load::begin);
    waitFor("load", () -> handled.get() > 2000);
    await(server.close());
    loads.forEach(Load::end);
    int answered = 0;
    for (Load load : loads) {
      waitFor("every call to have its end", () -> load.pending() == 0);
      assertThat(load.outcomes.keySet()).isSubsetOf(CONNECTION_LOST, TIMED_OUT, NOT_CONNECTED);
      answered += load.answered.get();
    }
    // What the server's application answered has arrived, each once.
    assertThat(answered).isEqualTo(handled.get());
  }

  /** Keeps fifty calls pending on one peer. */
  private static final class Load {
    private final DiemNet from;
    private final PeerId to;
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Map<FailureCode, Integer> outcomes = new EnumMap<>(FailureCode.class);

    Load(DiemNet from, PeerId to) {
      this.from = from;
      this.to = to;
    }

    void begin() {
      for (int i = 0; i < 50; i++) {
        next();
      }
    }

    void end() {
      over.set(true);
    }

    int pending() {
      return made.get() - ended.get();
    }

    private void next() {
      made.incrementAndGet();
      from.rpc(to, CONSENSUS_RPC, Buffer.buffer("x"))
          .onComplete(
              outcome -> {
                if (outcome.succeeded()) {
                  answered.incrementAndGet();
                } else {
                  synchronized (outcomes) {
                    outcomes.merge(((DiemNetException) outcome.cause()).code(), 1, Integer::sum);
                  }
                }
                ended.incrementAndGet();
                if (outcome.succeeded() && !over.get()) {
                  next();
                }
              });
    }
  }

  private static Future<Buffer> counted(AtomicInteger asked, Promise<Buffer> answer) {
    asked.incrementAndGet();
    return answer.future();
  }

  private static Future<Buffer> call(DiemNet from, PeerId to) {
    return from.rpc(to, CONSENSUS_RPC, Buffer.buffer("x"), SendOptions.DEFAULT.withTimeout(LONG));
  }

  private static FailureCode code(Future<?> failing) {
    return ((DiemNetException) failure(failing)).code();
  }
}

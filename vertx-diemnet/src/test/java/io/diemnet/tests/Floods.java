package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.waitFor;
import static io.diemnet.vertx.ProtocolId.CONSENSUS_RPC;
import static io.diemnet.vertx.ProtocolId.MEMPOOL_DIRECT_SEND;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerInfo;
import io.diemnet.vertx.PrivateKey;
import io.netty.util.internal.PlatformDependent;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Peers that send far more than they should, or far less, while an honest peer calls: every call is
 * answered, and what the attack took is given back. How much they send is for the two classes to
 * say that make tests of this.
 */
abstract class Floods {

  /** More than what the garbage of an attack leaves by chance, less than what it would pin. */
  private static final long MARGIN = 24L << 20;

  /** What is small in {@code mvn verify} and large in the soak. */
  abstract int scaled(int small, int large);

  private static final Buffer LAST = Buffer.buffer("the last of the flood");

  private HostileNode node;
  private GoodPeer good;
  private long memoryBefore;
  private volatile boolean lastSeen;

  @BeforeEach
  void connectTheGoodPeer() {
    node(true);
  }

  private void node(boolean mutual) {
    node =
        new HostileNode(
            options -> {
              options.getLimits().setUpgradeTimeout(5_000);
              return options.setMutualAuthentication(mutual);
            });
    node.network.rpcHandler(CONSENSUS_RPC, m -> Future.succeededFuture(m.payload()));
    node.network.directSendHandler(MEMPOOL_DIRECT_SEND, m -> lastSeen |= m.payload().equals(LAST));
    good = GoodPeer.connect(node.network, node.good).call();
    good.assertServed(2_000);
    memoryBefore = memory();
  }

  @AfterEach
  void close() {
    good.close();
    node.close();
  }

  /** Bytes in use after a collection, on the heap and off it. */
  private static long memory() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
        + Math.max(0, PlatformDependent.usedDirectMemory());
  }

  private void assertMemoryReturns() {
    Awaitility.await("memory to return")
        .atMost(60, TimeUnit.SECONDS)
        .pollInterval(200, TimeUnit.MILLISECONDS)
        .untilAsserted(() -> assertThat(memory()).isLessThan(memoryBefore + MARGIN));
  }

  // ---- inside a good session

  @Test
  void pings_whose_answers_nobody_reads() {
    int pings = scaled(200_000, 2_000_000);
    try (HostilePeer hostile = node.connect()) {
      long seen = messagesFrom(hostile.id);
      CompletableFuture<Void> sent =
          sendAll(hostile, pings, n -> HostilePeer.ping((int) n, (int) n));
      BooleanSupplier allRead = () -> messagesFrom(hostile.id) - seen >= pings;
      waitForAllOrStandstill("all pings to be read", allRead, () -> messagesFrom(hostile.id));
      good.assertServed(500);
      // While the attack still holds its end: the answers that it does not read are not kept.
      assertMemoryReturns();
      hostile.discardAnswers();
      waitFor("the rest of the pings to be read", allRead);
      sent.join();
    }
    good.assertServed(500);
  }

  @Test
  void random_messages() {
    int messages = scaled(20_000, 500_000);
    Random random = new Random(7);
    try (HostilePeer hostile = node.connect()) {
      CompletableFuture<Void> sent =
          sendAll(
              hostile,
              messages + 1,
              n -> {
                if (n == messages) {
                  return HostilePeer.directSend(2, LAST.getBytes());
                }
                byte[] content = new byte[random.nextInt(200)];
                random.nextBytes(content);
                return HostilePeer.message(content);
              });
      waitForAllOrStandstill("all of them to be read", () -> lastSeen, this::unparseable);
      good.assertServed(500);
      assertMemoryReturns();
      hostile.discardAnswers();
      waitFor("the rest of them to be read", () -> lastSeen);
      sent.join();
      assertThat(TestNetwork.connected(node.network, hostile.id)).isTrue();
    }
    good.assertServed(500);
  }

  @Test
  void announced_lengths_that_never_come() {
    int peers = scaled(20, 200);
    List<HostilePeer> open = new ArrayList<>();
    try {
      for (int i = 0; i < peers; i++) {
        // The same identity again and again: each connection replaces the one before.
        HostilePeer hostile = HostilePeer.connect(node.address(), node.trusted);
        hostile.send(HostilePeer.bytes("00800000 0302 00 f0ffff03"));
        open.add(hostile);
      }
      good.assertServed(500);
      assertMemoryReturns();
    } finally {
      open.forEach(HostilePeer::close);
    }
  }

  private long messagesFrom(PeerId peer) {
    return node.network.peers().stream()
        .filter(info -> info.peer().equals(peer))
        .mapToLong(PeerInfo::messagesIn)
        .findFirst()
        .orElse(0);
  }

  private long unparseable() {
    return (long) node.meter("diemnet.invalid.messages", "type", "parsing-error");
  }

  /**
   * Waits until all was read, or nothing was for some seconds. With both directions full Linux
   * throws away what finds no room, acknowledgements included, so the attacker's own messages get
   * through ever more slowly until it reads.
   */
  private static void waitForAllOrStandstill(
      String what, BooleanSupplier allRead, LongSupplier read) {
    AtomicLong last = new AtomicLong(-1);
    AtomicLong since = new AtomicLong();
    waitFor(
        what + ", or nothing to move",
        () -> {
          long now = read.getAsLong();
          if (last.getAndSet(now) != now) {
            since.set(System.nanoTime());
          }
          return allRead.getAsBoolean()
              || System.nanoTime() - since.get() > TimeUnit.SECONDS.toNanos(2);
        });
  }

  /** Many messages in each frame, as fast as the node reads, on a thread of its own. */
  private static CompletableFuture<Void> sendAll(
      HostilePeer hostile, int count, LongFunction<byte[]> message) {
    return CompletableFuture.runAsync(
        () -> {
          ByteArrayOutputStream batch = new ByteArrayOutputStream();
          for (int n = 0; n < count; n++) {
            batch.writeBytes(message.apply(n));
            if (batch.size() > 60_000 || n == count - 1) {
              hostile.send(batch.toByteArray());
              batch.reset();
            }
          }
        },
        task -> new Thread(task, "flood").start());
  }

  // ---- before a session

  @Test
  void half_open_connections() {
    int connections = scaled(300, 3_000);
    List<HostilePeer> open = new ArrayList<>();
    try {
      for (int i = 0; i < connections; i++) {
        HostilePeer hostile = node.dial();
        if (i % 2 == 0) {
          hostile.write(new byte[100]);
        }
        open.add(hostile);
      }
      // All but the last 32 have made room for those behind them.
      waitFor(
          "the connections over the limit to be refused",
          () -> node.failures("too-many-upgrades-from-address") >= connections - 32);
      good.assertServed(500);
      // And an honest one from the same address still gets in.
      try (HostilePeer honest = node.connect()) {
        honest.assertAlive();
      }
      waitFor(
          "the rest to run out of time",
          () ->
              node.failures("timeout") + node.failures("too-many-upgrades-from-address")
                  >= connections);
      assertMemoryReturns();
    } finally {
      open.forEach(HostilePeer::close);
    }
  }

  @Test
  void connections_of_random_bytes() {
    int connections = scaled(300, 10_000);
    Random random = new Random(11);
    byte[][] bytes = new byte[64][];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = new byte[1 + random.nextInt(2_000)];
      random.nextBytes(bytes[i]);
    }
    try (Flood flood = Flood.begin(node.address(), 20, n -> bytes[(int) (n % bytes.length)])) {
      waitFor("the flood to come", () -> flood.connections() >= connections);
      good.assertServed(500);
      waitFor("what it says to be refused", () -> node.failures("wrong-key") > 0);
    }
    node.assertServes();
    assertMemoryReturns();
  }

  @Test
  void a_client_that_sends_a_byte_now_and_then() {
    try (HostilePeer slow = node.dial()) {
      byte[] message = slow.clientMessage(node.publicKey());
      Thread drip =
          new Thread(
              () -> {
                for (int i = 0; i < message.length - 1 && node.failures("timeout") == 0; i++) {
                  try {
                    slow.write(new byte[] {message[i]});
                    TimeUnit.MILLISECONDS.sleep(200);
                  } catch (java.io.UncheckedIOException | InterruptedException closed) {
                    return;
                  }
                }
              },
              "drip");
      drip.start();
      slow.assertClosedSilently();
      node.assertRefused("timeout", 1);
    }
    good.assertServed(500);
  }

  // ---- handshakes that look good

  /** Messages that are right in all but who sends them. */
  private byte[][] clientMessages(PrivateKey key, PeerId claimed) {
    byte[][] messages = new byte[200][];
    try (HostilePeer maker = HostilePeer.dial(node.address(), key)) {
      for (int i = 0; i < messages.length; i++) {
        messages[i] = maker.clientMessage(claimed, node.publicKey(), HostilePeer.nextTimestamp());
      }
    }
    return messages;
  }

  /** A core's worth of first messages, made beforehand, while the good peer calls. */
  private void floodOfFirstMessages(byte[][] messages, int connections) {
    try (Flood flood =
        Flood.begin(node.address(), 64, n -> messages[(int) (n % messages.length)])) {
      waitFor("the flood to come", () -> flood.connections() >= connections / 10);
      good.assertServed(1_000);
      // A trusted peer that is not connected yet gets in.
      try (GoodPeer late = GoodPeer.connect(node.network, node.trusted)) {
        late.call().assertServed(100);
      }
      Awaitility.await("the flood to come")
          .atMost(10, TimeUnit.MINUTES)
          .until(() -> flood.connections() >= connections);
      good.assertServed(1_000);
    }
    assertMemoryReturns();
  }

  @Test
  void first_messages_of_unknown_peers() {
    PrivateKey unknown = PrivateKey.generate();
    floodOfFirstMessages(
        clientMessages(unknown, PeerId.fromPublicKey(unknown.publicKey())), scaled(5_000, 300_000));
    assertThat(node.failures("unknown-peer")).isGreaterThan(100);
  }

  @Test
  void first_messages_that_claim_a_trusted_id() {
    floodOfFirstMessages(
        clientMessages(PrivateKey.generate(), PeerId.fromPublicKey(node.good.publicKey())),
        scaled(5_000, 300_000));
    assertThat(node.failures("key-mismatch")).isGreaterThan(100);
  }

  @Test
  void first_messages_of_strangers_to_a_network_that_lets_them_in() {
    close();
    node(false);
    PrivateKey unknown = PrivateKey.generate();
    floodOfFirstMessages(
        clientMessages(unknown, PeerId.fromPublicKey(unknown.publicKey())), scaled(5_000, 300_000));
  }
}

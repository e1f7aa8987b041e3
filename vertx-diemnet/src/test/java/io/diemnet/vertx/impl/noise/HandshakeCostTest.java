package io.diemnet.vertx.impl.noise;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.IdentityOptions;
import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.impl.DiemWire;
import io.diemnet.vertx.impl.noise.crypto.CryptoProviders;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * By hand: what a first message that leads nowhere costs the node, and what it costs whoever sends
 * it, in processor time of their threads, which other work on the machine changes little. Both use
 * the same code for the cryptography.
 */
@Tag("soak")
class HandshakeCostTest {

  private static final int WARM_UP = 6_000;
  private static final int ROUNDS = 5;
  private static final int CONNECTIONS = 2_000;

  /** Connections that are open at a time: the node is never idle, and none is refused for it. */
  private static final int WINDOW = 8;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final PrivateKey nodeKey = PrivateKey.generate();
  private final PrivateKey trustedKey = PrivateKey.generate();
  private final PrivateKey attackerKey = PrivateKey.generate();
  private final Vertx vertx = Vertx.vertx();
  private final Random random = new Random(5);
  private final DiemNet mutual = network("mutual", true);
  private final DiemNet open = network("open", false);

  /** Makes the first message of one connection. */
  private interface Maker {
    byte[] make() throws NoiseRejection;
  }

  /**
   * A way to attack.
   *
   * @param reason why the node refuses it
   */
  private record Attack(String name, DiemNet target, String reason, Maker maker) {

    long refusals() {
      return target.info().inboundFailures().getOrDefault(reason, 0L);
    }
  }

  /** Microseconds of processor time for each connection. */
  private record Cost(double node, double attacker) {}

  private DiemNet network(String name, boolean onlyTrusted) {
    PeerId trusted = PeerId.fromPublicKey(trustedKey.publicKey());
    return DiemNet.create(
        vertx,
        new DiemNetOptions()
            .setName(name)
            .setNetworkId(NetworkId.VALIDATOR)
            .setCrypto("jdk")
            .setIdentity(new IdentityOptions().setPrivateKey(nodeKey))
            .setListenAddress(NetworkAddress.parse("/ip4/127.0.0.1/tcp/0"))
            .setMutualAuthentication(onlyTrusted)
            .setLimits(new LimitsOptions().setMaxUpgradesPerAddress(256))
            .addSeed(
                trusted,
                new PeerConfig(List.of(), List.of(trustedKey.publicKey()), PeerRole.VALIDATOR)));
  }

  @BeforeEach
  void start() throws Exception {
    mutual.start().await(60, TimeUnit.SECONDS);
    open.start().await(60, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  private List<Attack> attacks() throws NoiseRejection {
    NoiseInitiator stranger = initiator(NoiseIdentity.of(attackerKey, DiemWire.PEER_IDS));
    NoiseInitiator impostor =
        initiator(new NoiseIdentity(PeerId.fromPublicKey(trustedKey.publicKey()), attackerKey));
    byte[] once = first(impostor);
    return List.of(
        new Attack(
            "random bytes", mutual, "wrong-key", () -> bytes(ClientMessage.length(PeerId.LENGTH))),
        new Attack("an id that nobody trusts", mutual, "unknown-peer", () -> first(stranger)),
        new Attack(
            "what is in clear is right, the rest is random", mutual, "decrypt-failed", this::noise),
        new Attack("a trusted id, another key", mutual, "key-mismatch", () -> first(impostor)),
        new Attack("the same one, sent again and again", mutual, "key-mismatch", () -> once),
        new Attack(
            "a stranger, where strangers are let in",
            open,
            "closed-in-handshake",
            () -> first(stranger)));
  }

  private static NoiseInitiator initiator(NoiseIdentity identity) {
    return new NoiseInitiator(CryptoProviders.jdk(), identity, new TimestampSource());
  }

  private byte[] first(NoiseInitiator initiator) throws NoiseRejection {
    return initiator
        .dial(PeerId.fromPublicKey(nodeKey.publicKey()), nodeKey.publicKey())
        .clientMessage();
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** What is in clear is right, what is not is noise. */
  private byte[] noise() {
    byte[] message = bytes(ClientMessage.length(PeerId.LENGTH));
    PeerId.fromPublicKey(trustedKey.publicKey()).writeTo(message, 0);
    nodeKey.publicKey().writeTo(message, PeerId.LENGTH);
    return message;
  }

  @Test
  @SuppressWarnings("SystemOut") // the figures are for whoever runs the test
  void what_a_bogus_first_message_costs_the_node_and_the_attacker() throws Exception {
    List<Attack> attacks = attacks();
    List<List<Cost>> costs = new ArrayList<>();
    for (Attack attack : attacks) {
      measure(attack, WARM_UP);
      costs.add(new ArrayList<>());
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < attacks.size(); i++) {
        costs.get(i).add(measure(attacks.get(i), CONNECTIONS));
      }
    }
    System.out.println("| first message | refused as | node, us | attacker, us | ratio |");
    System.out.println("| --- | --- | --- | --- | --- |");
    for (int i = 0; i < attacks.size(); i++) {
      Attack attack = attacks.get(i);
      double node = median(costs.get(i).stream().mapToDouble(Cost::node).toArray());
      double attacker = median(costs.get(i).stream().mapToDouble(Cost::attacker).toArray());
      System.out.printf(
          "| %s | `%s` | %.0f | %.0f | %.1f |%n",
          attack.name(), attack.reason(), node, attacker, node / attacker);
    }
  }

  private static double median(double[] values) {
    java.util.Arrays.sort(values);
    return values[values.length / 2];
  }

  private Cost measure(Attack attack, int connections) throws Exception {
    long refusedBefore = attack.refusals();
    long nodeBefore = nodeNanos();
    long attackerBefore = THREADS.getCurrentThreadCpuTime();
    send(attack, connections);
    long attacker = THREADS.getCurrentThreadCpuTime() - attackerBefore;
    Awaitility.await("all to be refused as " + attack.reason())
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> attack.refusals() >= refusedBefore + connections);
    long node = nodeNanos() - nodeBefore;
    assertThat(attack.refusals()).isEqualTo(refusedBefore + connections);
    return new Cost(node / 1e3 / connections, attacker / 1e3 / connections);
  }

  /** Each on a connection of its own, which ends when the node closes it or answers. */
  private static void send(Attack attack, int connections) throws Exception {
    NetworkAddress address = attack.target().info().address();
    InetSocketAddress target = new InetSocketAddress(address.host(), address.port());
    Deque<Socket> open = new ArrayDeque<>();
    for (int i = 0; i < connections; i++) {
      Socket socket = new Socket();
      // A reset at the end: no port waits for a minute to be free again.
      socket.setSoLinger(true, 0);
      socket.connect(target);
      socket.getOutputStream().write(attack.maker().make());
      open.add(socket);
      if (open.size() == WINDOW) {
        finish(open.remove());
      }
    }
    while (!open.isEmpty()) {
      finish(open.remove());
    }
  }

  private static void finish(Socket socket) throws IOException {
    try (socket) {
      int read = socket.getInputStream().read(new byte[ServerMessage.LENGTH]);
      assertThat(read).isIn(-1, ServerMessage.LENGTH);
    }
  }

  /** The processor time of the threads that serve the node: loops, acceptor, handshakes. */
  private static long nodeNanos() {
    long nanos = 0;
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("vert.x-") || thread.getName().startsWith("diemnet-")) {
        nanos += Math.max(0, THREADS.getThreadCpuTime(thread.getId()));
      }
    }
    return nanos;
  }
}

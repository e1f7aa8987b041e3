package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.id;
import static io.diemnet.tests.TestNetwork.trust;
import static io.diemnet.tests.TestNetwork.validator;
import static io.diemnet.tests.TestNetwork.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.DiemNetMeters;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.HealthOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.PublicKey;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;

/** A node under attack: it trusts two hostile identities and what happened to it can be asked. */
final class HostileNode {

  /** Trusted, and never used by the attack: shows that the node still serves. */
  final PrivateKey good = PrivateKey.generate();

  /** Trusted, and in the attacker's hands. */
  final PrivateKey trusted = PrivateKey.generate();

  final PrivateKey own = PrivateKey.generate();
  final DiemNet network;
  final List<PeerEvent> events = new CopyOnWriteArrayList<>();
  final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  HostileNode(UnaryOperator<DiemNetOptions> change) {
    this(0, change);
  }

  /** With that memory budget; 0 for the default. */
  HostileNode(long maxBytes, UnaryOperator<DiemNetOptions> change) {
    if (maxBytes > 0) {
      DiemNet.limitMemory(vertx, maxBytes);
    }
    DiemNetOptions options =
        validator("node", own)
            .addSeed(id(good), trust(good))
            .addSeed(id(trusted), trust(trusted))
            // Hostile peers answer no pings: on a slow machine a test would lose them halfway.
            .setHealth(new HealthOptions().setInterval(600_000));
    network = DiemNetMeters.create(vertx, change.apply(options), meters);
    network.subscribe(events::add);
    await(network.start());
  }

  NetworkAddress address() {
    return network.info().address();
  }

  PublicKey publicKey() {
    return own.publicKey();
  }

  /** A TCP connection in the name of the trusted identity, nothing said yet. */
  HostilePeer dial() {
    return HostilePeer.dial(address(), trusted);
  }

  /** A connection of the trusted identity with its handshake behind it, registered here. */
  HostilePeer connect() {
    HostilePeer peer = HostilePeer.connect(address(), trusted);
    waitFor("the connection to be registered", () -> TestNetwork.connected(network, peer.id));
    return peer;
  }

  /** Sends until there is no room, and nothing moves any more; gives how many were accepted. */
  int fill(PeerId peer, ProtocolId protocol, IntFunction<Buffer> payload) {
    boolean still = false;
    int accepted = 0;
    while (accepted < 10_000) {
      Future<Void> sent = network.directSend(peer, protocol, payload.apply(accepted));
      if (sent.succeeded()) {
        still = false;
        accepted++;
        continue;
      }
      assertThat(sent.cause())
          .isInstanceOfSatisfying(
              DiemNetException.class,
              refused -> assertThat(refused.code()).isEqualTo(FailureCode.TOO_MANY_PENDING));
      if (still) {
        return accepted;
      }
      // The loop may write more at this very moment: what counts is a refusal when all is still.
      still = queueIsStill();
    }
    throw new AssertionError("10,000 messages were accepted");
  }

  /** Whether the bytes that wait stay the same over many turns of all loops. */
  private boolean queueIsStill() {
    double before = queuedBytes();
    for (int turn = 0; turn < 200; turn++) {
      TestNetwork.settle(vertx);
      if (queuedBytes() != before) {
        return false;
      }
    }
    return true;
  }

  /** Bytes of all messages that wait to be written. */
  double queuedBytes() {
    return meter("diemnet.queue.bytes", "queue", "outbound");
  }

  long failures(String reason) {
    return network.info().inboundFailures().getOrDefault(reason, 0L);
  }

  /** That refusal was counted so often, and no other, and subscribers were told. */
  void assertRefused(String reason, int times) {
    waitFor(
        reason + " to be counted, not " + network.info().inboundFailures(),
        () -> failures(reason) == times);
    if (network.info().inboundFailures().size() != 1) {
      throw new AssertionError("other reasons were counted: " + network.info().inboundFailures());
    }
    waitFor(
        "an event to tell it",
        () ->
            events.stream()
                .anyMatch(
                    event ->
                        event instanceof PeerEvent.Refused refused
                            && refused.reason().equals(reason)));
  }

  /** The sum of a counter or gauge over all meters that have these tags. */
  double meter(String name, String... tags) {
    return meters.find(name).tags(tags).meters().stream()
        .flatMap(meter -> StreamSupport.stream(meter.measure().spliterator(), false))
        .mapToDouble(Measurement::getValue)
        .sum();
  }

  /** The next good peer is served. */
  void assertServes() {
    try (HostilePeer peer = HostilePeer.connect(address(), good)) {
      peer.assertAlive();
    }
  }

  /** For each peer, new and lost strictly by turns, beginning with new. */
  static void assertAlternating(List<PeerEvent> events) {
    Map<PeerId, Boolean> connected = new HashMap<>();
    for (PeerEvent event : events) {
      if (event instanceof PeerEvent.NewPeer fresh) {
        assertThat(connected.put(fresh.peer().peer(), true)).isNotEqualTo(true);
      } else if (event instanceof PeerEvent.LostPeer lost) {
        assertThat(connected.put(lost.peer().peer(), false)).isEqualTo(true);
      }
    }
  }

  void close() {
    await(vertx.close());
  }
}

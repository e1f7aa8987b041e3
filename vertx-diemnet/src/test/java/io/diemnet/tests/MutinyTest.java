package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.waitFor;
import static io.diemnet.vertx.ProtocolId.CONSENSUS_RPC;
import static io.diemnet.vertx.ProtocolId.MEMPOOL_DIRECT_SEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.InboundMessage;
import io.diemnet.vertx.KnownPeer;
import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.SendOptions;
import io.diemnet.vertx.mutiny.DiemNet;
import io.diemnet.vertx.mutiny.DiemNetClient;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The calls as Uni and Multi, on two real nodes. */
class MutinyTest {

  private static final Duration WAIT = Duration.ofSeconds(TestNetwork.WAIT_SECONDS);

  private final PrivateKey keyA = PrivateKey.generate();
  private final PrivateKey keyB = PrivateKey.generate();
  private Vertx vertx;
  private DiemNet a;
  private DiemNet b;
  private AssertSubscriber<PeerEvent> events;

  @BeforeEach
  void connect() {
    vertx = Vertx.vertx();
    a =
        DiemNet.create(
            vertx,
            TestNetwork.validator("a", keyA)
                .addSeed(TestNetwork.id(keyB), TestNetwork.trust(keyB)));
    b =
        DiemNet.create(
            vertx,
            TestNetwork.validator("b", keyB)
                .setLimits(new LimitsOptions().setMaxPendingRpcs(1))
                .addSeed(TestNetwork.id(keyA), TestNetwork.trust(keyA)));
    events = a.peerEvents().subscribe().withSubscriber(AssertSubscriber.create(100));
    await(a.start());
    await(b.start());
    await(b.dial(a.info().peer(), a.info().address()));
    events.awaitItems(1, WAIT);
  }

  @AfterEach
  void close() {
    TestNetwork.await(vertx.close());
  }

  private static <T> T await(Uni<T> uni) {
    return uni.await().atMost(WAIT);
  }

  private Uni<Buffer> call(String payload) {
    return b.rpc(a.info().peer(), CONSENSUS_RPC, Buffer.buffer(payload));
  }

  @Test
  void a_uni_calls_once_for_each_subscription() {
    AtomicInteger requests = new AtomicInteger();
    a.rpcHandler(
        CONSENSUS_RPC,
        message -> {
          requests.incrementAndGet();
          return Uni.createFrom().item(message.payload());
        });
    Uni<Buffer> call = call("x");
    assertThat(requests).hasValue(0);

    assertThat(await(call)).isEqualTo(Buffer.buffer("x"));
    assertThat(await(call)).isEqualTo(Buffer.buffer("x"));
    assertThat(requests).hasValue(2);
  }

  @Test
  void a_failure_is_the_failure_of_the_uni() {
    assertThatThrownBy(() -> await(call("x")))
        .isInstanceOfSatisfying(
            DiemNetException.class,
            failure -> assertThat(failure.code()).isEqualTo(FailureCode.NOT_SUPPORTED));
  }

  @Test
  void cancelling_a_call_frees_its_slot() {
    AtomicInteger requests = new AtomicInteger();
    a.rpcHandler(
        CONSENSUS_RPC,
        message -> {
          requests.incrementAndGet();
          return message.payload().length() == 0
              ? Uni.createFrom().nothing()
              : Uni.createFrom().item(message.payload());
        });
    // Only one call at a time fits.
    Cancellable hanging =
        b.rpc(
                a.info().peer(),
                CONSENSUS_RPC,
                Buffer.buffer(),
                SendOptions.DEFAULT.withTimeout(600_000))
            .subscribe()
            .with(item -> {});
    waitFor("the call to arrive", () -> requests.get() == 1);
    assertThatThrownBy(() -> await(call("x")))
        .isInstanceOfSatisfying(
            DiemNetException.class,
            failure -> assertThat(failure.code()).isEqualTo(FailureCode.TOO_MANY_PENDING));
    hanging.cancel();

    waitFor(
        "the slot to be free",
        () -> {
          try {
            return await(call("x")).equals(Buffer.buffer("x"));
          } catch (DiemNetException full) {
            return false;
          }
        });
  }

  @Test
  void direct_sends_come_as_they_are_asked_for_and_in_order() {
    AssertSubscriber<InboundMessage> slow =
        a.directSends(MEMPOOL_DIRECT_SEND).subscribe().withSubscriber(AssertSubscriber.create(3));
    for (int i = 0; i < 100; i++) {
      await(b.directSend(a.info().peer(), MEMPOOL_DIRECT_SEND, Buffer.buffer().appendInt(i)));
    }
    slow.awaitItems(3, WAIT);
    slow.request(5).awaitItems(8, WAIT);
    assertThat(slow.getItems()).hasSize(8);
    slow.request(Long.MAX_VALUE).awaitItems(100, WAIT);

    List<Integer> numbers = new ArrayList<>();
    slow.getItems().forEach(message -> numbers.add(message.payload().getInt(0)));
    assertThat(numbers).isSorted().hasSize(100);
    assertThat(slow.getItems().get(0).peer()).isEqualTo(b.info().peer());
  }

  @Test
  void a_second_subscriber_is_refused_until_the_first_has_left() {
    var directSends = a.directSends(MEMPOOL_DIRECT_SEND);
    AssertSubscriber<InboundMessage> first =
        directSends.subscribe().withSubscriber(AssertSubscriber.create(10));
    directSends
        .subscribe()
        .withSubscriber(AssertSubscriber.create(10))
        .awaitFailure(
            failure -> assertThat(failure).isInstanceOf(IllegalStateException.class), WAIT);
    await(b.directSend(a.info().peer(), MEMPOOL_DIRECT_SEND, Buffer.buffer("one")));
    first.awaitItems(1, WAIT);
    first.cancel();

    waitFor(
        "a new subscriber to be let in",
        () -> {
          AssertSubscriber<InboundMessage> next =
              directSends.subscribe().withSubscriber(AssertSubscriber.create(10));
          if (next.getFailure() != null) {
            return false;
          }
          await(b.directSend(a.info().peer(), MEMPOOL_DIRECT_SEND, Buffer.buffer("two")));
          next.awaitItems(1, WAIT);
          return true;
        });
  }

  @Test
  void events_and_questions_and_the_end() {
    assertThat(a.peers()).extracting(peer -> peer.peer()).containsExactly(b.info().peer());
    await(a.whenConnected(b.info().peer(), WAIT));
    await(a.whenConnected(1, WAIT));
    await(a.whenConnected(WAIT));
    assertThat(await(a.knownPeers())).extracting(KnownPeer::missing).containsExactly(false);
    Map<?, ?> failed =
        await(
            b.broadcast(
                List.of(a.info().peer()),
                MEMPOOL_DIRECT_SEND,
                Buffer.buffer("x"),
                SendOptions.DEFAULT));
    assertThat(failed).isEmpty();
    assertThat(b.writeQueueFull(a.info().peer())).isFalse();
    await(b.drained(a.info().peer()));
    await(b.disconnect(a.info().peer()));
    events.awaitItems(2, WAIT);
    assertThat(events.getItems().get(0)).isInstanceOf(PeerEvent.NewPeer.class);
    assertThat(events.getItems().get(1)).isInstanceOf(PeerEvent.LostPeer.class);
    await(a.close());
    await(b.close());
  }

  @Test
  void the_client_makes_the_same_calls_over_the_event_bus() {
    DiemNetClient clientA = DiemNetClient.create(vertx, "a");
    DiemNetClient clientB = DiemNetClient.create(vertx, "b");
    AssertSubscriber<PeerEvent> seen =
        clientA.peerEvents().subscribe().withSubscriber(AssertSubscriber.create(10));
    await(clientA.rpcHandler(CONSENSUS_RPC, message -> Uni.createFrom().item(message.payload())));
    AssertSubscriber<InboundMessage> received =
        clientA
            .directSends(MEMPOOL_DIRECT_SEND)
            .subscribe()
            .withSubscriber(AssertSubscriber.create(1));

    assertThat(await(clientB.peers())).hasSize(1);
    await(clientB.whenConnected(a.info().peer(), WAIT));
    await(clientB.whenConnected(1, WAIT));
    await(clientB.whenConnected(WAIT));
    assertThat(await(clientB.knownPeers())).extracting(KnownPeer::missing).containsExactly(false);
    assertThat(await(clientB.info()).peer()).isEqualTo(b.info().peer());
    assertThat(await(clientB.rpc(a.info().peer(), CONSENSUS_RPC, Buffer.buffer("x"))))
        .isEqualTo(Buffer.buffer("x"));
    await(clientB.directSend(a.info().peer(), MEMPOOL_DIRECT_SEND, Buffer.buffer("1")));
    assertThat(
            await(
                clientB.broadcastToAll(
                    MEMPOOL_DIRECT_SEND, Buffer.buffer("2"), SendOptions.DEFAULT)))
        .isEmpty();
    received.awaitItems(1, WAIT).request(1).awaitItems(2, WAIT);
    await(clientB.disconnect(a.info().peer()));
    seen.awaitItems(1, WAIT);
    await(clientB.dial(a.info().peer(), a.info().address()));
    await(clientA.close());
    await(clientB.close());
  }
}

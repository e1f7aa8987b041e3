package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.connected;
import static io.diemnet.tests.TestNetwork.dial;
import static io.diemnet.tests.TestNetwork.id;
import static io.diemnet.tests.TestNetwork.trust;
import static io.diemnet.tests.TestNetwork.validator;
import static io.diemnet.tests.TestNetwork.waitFor;
import static io.diemnet.vertx.ProtocolId.CONSENSUS_RPC;
import static io.diemnet.vertx.ProtocolId.MEMPOOL_DIRECT_SEND;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetClient;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.SendOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each call does in each state of a network: the table in the Javadoc of DiemNet. */
class NetworkStatesTest {

  /** In the order in which a network passes them. */
  private enum State {
    NEW,
    STARTING,
    RUNNING,
    CLOSING,
    CLOSED
  }

  private static final String OK = "ok";
  private static final String LOST = "CONNECTION_LOST";
  private static final String NOT_CONNECTED = "NOT_CONNECTED";
  private static final String INVALID = "INVALID_REQUEST";
  private static final PeerId STRANGER = PeerId.parse("77".repeat(16));
  private static final Buffer PAYLOAD = Buffer.buffer("x");

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setWorkerPoolSize(1));
  private final CountDownLatch workerFree = new CountDownLatch(1);
  private final Promise<Buffer> answer = Promise.promise();
  private final PrivateKey key = PrivateKey.generate();
  private final PrivateKey peerKey = PrivateKey.generate();
  private final PeerId peer = id(peerKey);

  @AfterEach
  void close() {
    workerFree.countDown();
    answer.tryComplete(PAYLOAD);
    await(vertx.close());
  }

  private record Call(String name, Function<DiemNet, Object> call, List<String> outcomes) {}

  /** The calls, and their outcome in each state. */
  private List<Call> table() {
    return List.of(
        row("start", DiemNet::start, null, INVALID, INVALID, LOST, LOST),
        row(
            "rpc",
            n -> n.rpc(peer, MEMPOOL_DIRECT_SEND, PAYLOAD, SendOptions.DEFAULT),
            LOST,
            NOT_CONNECTED,
            "NOT_SUPPORTED",
            LOST,
            LOST),
        row(
            "directSend",
            n -> n.directSend(peer, MEMPOOL_DIRECT_SEND, PAYLOAD, SendOptions.DEFAULT),
            LOST,
            NOT_CONNECTED,
            OK,
            LOST,
            LOST),
        row(
            "broadcast",
            n -> n.broadcast(List.of(peer), MEMPOOL_DIRECT_SEND, PAYLOAD, SendOptions.DEFAULT),
            "[" + LOST + "]",
            "[" + NOT_CONNECTED + "]",
            "[]",
            "[" + LOST + "]",
            "[" + LOST + "]"),
        row(
            "broadcastToAll",
            n -> n.broadcastToAll(MEMPOOL_DIRECT_SEND, PAYLOAD, SendOptions.DEFAULT),
            LOST,
            "[]",
            "[]",
            LOST,
            LOST),
        always("rpcHandler", n -> n.rpcHandler(CONSENSUS_RPC, null)),
        always("directSendHandler", n -> n.directSendHandler(MEMPOOL_DIRECT_SEND, m -> {})),
        always("asyncDirectSendHandler", n -> n.asyncDirectSendHandler(MEMPOOL_DIRECT_SEND, null)),
        always("peerHandler", n -> n.peerHandler(event -> {})),
        always("subscribe", n -> n.subscribe(event -> {}).unregister()),
        row("peers", n -> n.peers().size(), "0", "0", "1", "1", "0"),
        row("knownPeers", n -> n.knownPeers().mapEmpty(), LOST, LOST, OK, LOST, LOST),
        row(
            "whenConnected",
            n -> n.whenConnected(peer, Duration.ofMinutes(1)),
            LOST,
            LOST,
            OK,
            LOST,
            LOST),
        row(
            "whenConnected",
            n -> n.whenConnected(1, Duration.ofMinutes(1)),
            LOST,
            LOST,
            OK,
            LOST,
            LOST),
        row(
            "whenConnected",
            n -> n.whenConnected(Duration.ofMinutes(1)),
            LOST,
            LOST,
            OK,
            LOST,
            LOST),
        row("info", n -> n.info().network(), LOST, LOST, "n", "n", "n"),
        row("protocol", n -> n.protocol("ConsensusRpc").name(), same("ConsensusRpc")),
        row(
            "dial",
            n -> n.dial(peer, NetworkAddress.memory(1).withNoise(peerKey.publicKey(), 0)),
            LOST,
            LOST,
            "ALREADY_CONNECTED",
            LOST,
            LOST),
        row(
            "disconnect",
            n -> n.disconnect(STRANGER),
            LOST,
            NOT_CONNECTED,
            NOT_CONNECTED,
            LOST,
            LOST),
        row("reloadIdentity", DiemNet::reloadIdentity, LOST, LOST, INVALID, LOST, LOST),
        row(
            "updateSeeds",
            n ->
                n.updateSeeds(Map.of(peer, trust(peerKey))).map(counts -> counts.getValue("peers")),
            LOST,
            LOST,
            "1",
            LOST,
            LOST),
        row(
            "updateSeeds",
            n -> n.updateSeeds(PeerConfig.mapToJson(Map.of(peer, trust(peerKey)))).mapEmpty(),
            LOST,
            LOST,
            OK,
            LOST,
            LOST),
        row(
            "updateValidatorSet",
            n -> n.updateValidatorSet(PAYLOAD),
            LOST,
            LOST,
            INVALID,
            LOST,
            LOST),
        row("writeQueueFull", n -> n.writeQueueFull(peer), same("false")),
        always(
            "drainHandler",
            n -> {
              Promise<Void> called = Promise.promise();
              n.drainHandler(peer, called::complete);
              return called.future();
            }));
  }

  private static Call row(String name, Function<DiemNet, Object> call, String... outcomes) {
    assertThat(outcomes).hasSameSizeAs(State.values());
    return new Call(name, call, Arrays.asList(outcomes));
  }

  private static Call always(String name, Function<DiemNet, Object> call) {
    return row(name, call, same(OK));
  }

  private static String[] same(String outcome) {
    return Collections.nCopies(State.values().length, outcome).toArray(String[]::new);
  }

  @ParameterizedTest
  @EnumSource(State.class)
  void every_call_has_its_outcome_in_every_state(State state) {
    DiemNet network = inState(state);
    Map<String, String> wanted = new LinkedHashMap<>();
    Map<String, String> found = new LinkedHashMap<>();
    for (Call call : table()) {
      String expected = call.outcomes().get(List.of(State.values()).indexOf(state));
      if (expected != null) {
        wanted.merge(call.name(), expected, (a, b) -> a + " " + b);
        found.merge(call.name(), outcome(call.call(), network), (a, b) -> a + " " + b);
      }
    }
    assertThat(found).containsExactlyEntriesOf(wanted);

    Future<Void> first = network.close();
    Future<Void> second = network.close();
    if (state == State.STARTING || state == State.CLOSING) {
      assertThat(first.isComplete()).isFalse();
    }
    workerFree.countDown();
    answer.tryComplete(PAYLOAD);
    await(first);
    await(second);
    assertThat(outcome(DiemNet::start, network)).isEqualTo(LOST);
    assertThat(network.peers()).isEmpty();
  }

  @Test
  void the_table_has_every_method_of_the_interface() {
    Set<String> methods =
        Arrays.stream(DiemNet.class.getMethods())
            .filter(method -> Modifier.isAbstract(method.getModifiers()))
            .map(Method::getName)
            .collect(Collectors.toSet());
    methods.remove("close"); // called at the end of each state
    assertThat(table().stream().map(Call::name).collect(Collectors.toSet())).isEqualTo(methods);
  }

  private DiemNet inState(State state) {
    DiemNet network = DiemNet.create(vertx, validator("n", key).addSeed(peer, trust(peerKey)));
    if (state == State.NEW) {
      return network;
    }
    if (state == State.STARTING) {
      // The identity is loaded on the one worker thread.
      var unused = vertx.executeBlocking(this::awaitRelease);
      network.start();
      return network;
    }
    await(network.start());
    DiemNet other =
        DiemNet.create(vertx, validator("other", peerKey).addSeed(id(key), dial(network)));
    await(other.start());
    waitFor("a connection", () -> connected(network, peer) && connected(other, id(key)));
    if (state == State.CLOSING) {
      CountDownLatch asked = new CountDownLatch(1);
      network.rpcHandler(
          CONSENSUS_RPC,
          request -> {
            asked.countDown();
            return answer.future();
          });
      var unused = other.rpc(id(key), CONSENSUS_RPC, PAYLOAD);
      waitFor("the request", () -> asked.getCount() == 0);
      network.close();
    } else if (state == State.CLOSED) {
      await(network.close());
    }
    return network;
  }

  private Void awaitRelease() throws InterruptedException {
    workerFree.await();
    return null;
  }

  private static String outcome(Function<DiemNet, Object> call, DiemNet network) {
    try {
      Object result = call.apply(network);
      if (result instanceof Future<?> future) {
        result = await(future);
      }
      if (result instanceof Map<?, ?> failures && !(result instanceof JsonObject)) {
        return failures.values().stream()
            .map(failure -> ((DiemNetException) failure).code())
            .toList()
            .toString();
      }
      return result instanceof String || result instanceof Number || result instanceof Boolean
          ? result.toString()
          : OK;
    } catch (DiemNetException failure) {
      return failure.code().name();
    }
  }

  // ---- arguments

  @Test
  void an_argument_that_is_null_is_an_invalid_request() {
    DiemNet network = DiemNet.create(vertx, validator("n", key));
    NetworkAddress address = NetworkAddress.memory(1);
    SendOptions options = SendOptions.DEFAULT;
    assertInvalid(
        network,
        n -> n.rpc(null, CONSENSUS_RPC, PAYLOAD),
        n -> n.rpc(STRANGER, null, PAYLOAD),
        n -> n.rpc(STRANGER, CONSENSUS_RPC, null),
        n -> n.rpc(STRANGER, CONSENSUS_RPC, PAYLOAD, null),
        n -> n.directSend(null, MEMPOOL_DIRECT_SEND, PAYLOAD),
        n -> n.directSend(STRANGER, MEMPOOL_DIRECT_SEND, PAYLOAD, null),
        n -> n.broadcast(null, MEMPOOL_DIRECT_SEND, PAYLOAD, options),
        n -> n.broadcast(Arrays.asList(STRANGER, null), MEMPOOL_DIRECT_SEND, PAYLOAD, options),
        n -> n.broadcast(List.of(), MEMPOOL_DIRECT_SEND, PAYLOAD, null),
        n -> n.broadcastToAll(null, PAYLOAD, options),
        n -> n.broadcastToAll(MEMPOOL_DIRECT_SEND, null, options),
        n -> n.broadcastToAll(MEMPOOL_DIRECT_SEND, PAYLOAD, null),
        n -> n.rpcHandler(null, request -> null),
        n -> n.directSendHandler(null, message -> {}),
        n -> n.subscribe(null),
        n -> n.dial(null, address),
        n -> n.dial(STRANGER, null),
        n -> n.disconnect(null),
        n -> n.updateSeeds((JsonObject) null),
        n -> n.updateSeeds((Map<PeerId, PeerConfig>) null),
        n -> n.updateSeeds(Collections.singletonMap(null, trust(key))),
        n -> n.updateSeeds(Collections.singletonMap(STRANGER, null)),
        n -> n.updateValidatorSet(null),
        n -> n.writeQueueFull(null),
        n -> n.drainHandler(null, drained -> {}),
        n -> n.drainHandler(STRANGER, null));
    assertThat(network.protocol(null)).isNull();

    DiemNetClient client = DiemNetClient.create(vertx, "n");
    List<Future<?>> calls =
        List.of(
            client.rpc(null, CONSENSUS_RPC, PAYLOAD),
            client.rpc(STRANGER, null, PAYLOAD),
            client.rpc(STRANGER, CONSENSUS_RPC, null),
            client.rpc(STRANGER, CONSENSUS_RPC, PAYLOAD, null),
            client.directSend(null, MEMPOOL_DIRECT_SEND, PAYLOAD),
            client.broadcast(null, MEMPOOL_DIRECT_SEND, PAYLOAD, options),
            client.broadcast(Arrays.asList(STRANGER, null), MEMPOOL_DIRECT_SEND, PAYLOAD, options),
            client.broadcastToAll(null, PAYLOAD, options),
            client.rpcHandler(null, request -> null),
            client.directSendHandler(null, message -> {}),
            client.subscribe(null),
            client.dial(null, address),
            client.dial(STRANGER, null),
            client.disconnect(null),
            client.updateSeeds((JsonObject) null),
            client.updateSeeds(Collections.singletonMap(STRANGER, null)),
            client.updateValidatorSet(null));
    for (int index = 0; index < calls.size(); index++) {
      int call = index;
      assertThat(outcome(n -> calls.get(call), network)).as("call %s", index).isEqualTo(INVALID);
    }
  }

  @SafeVarargs
  private static void assertInvalid(DiemNet network, Function<DiemNet, Object>... calls) {
    for (int index = 0; index < calls.length; index++) {
      assertThat(outcome(calls[index], network)).as("call %s", index).isEqualTo(INVALID);
    }
  }

  @Test
  void the_text_of_a_failure_names_its_code() {
    assertThat(new DiemNetException(FailureCode.NOT_CONNECTED, "rpc to x: the peer is not there"))
        .hasToString(
            "io.diemnet.vertx.DiemNetException: NOT_CONNECTED (404): rpc to x: the peer is not"
                + " there")
        .hasMessage("rpc to x: the peer is not there");
  }
}

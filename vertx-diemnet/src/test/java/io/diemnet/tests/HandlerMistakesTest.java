package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.dial;
import static io.diemnet.tests.TestNetwork.failure;
import static io.diemnet.tests.TestNetwork.id;
import static io.diemnet.tests.TestNetwork.start;
import static io.diemnet.tests.TestNetwork.trust;
import static io.diemnet.tests.TestNetwork.validator;
import static io.diemnet.tests.TestNetwork.waitFor;
import static io.diemnet.vertx.ProtocolId.CONSENSUS_RPC;
import static io.diemnet.vertx.ProtocolId.HEALTH_CHECKER_RPC;
import static io.diemnet.vertx.ProtocolId.MEMPOOL_DIRECT_SEND;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetClient;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.SendOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a handler does wrong is told in its own log, because the wire has no error response. */
class HandlerMistakesTest {

  private static final List<ProtocolId> PROTOCOLS =
      ProtocolId.builtIn().stream().filter(each -> !each.equals(HEALTH_CHECKER_RPC)).toList();

  private final Vertx vertx = Vertx.vertx();
  private final Logger logger =
      (Logger) LoggerFactory.getLogger("io.diemnet.vertx.impl.peer.ServingLog");
  private final Logger busLogger =
      (Logger) LoggerFactory.getLogger("io.diemnet.vertx.impl.eventbus.AnswerLog");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final PrivateKey keyA = PrivateKey.generate();
  private final PrivateKey keyB = PrivateKey.generate();
  private DiemNet a;
  private DiemNet b;

  @BeforeEach
  void connect() {
    log.start();
    logger.addAppender(log);
    busLogger.addAppender(log);
    a =
        start(
            vertx,
            validator("a", keyA)
                .setLimits(new LimitsOptions().setRpcTimeout(200))
                .addSeed(id(keyB), trust(keyB)));
    b = start(vertx, validator("b", keyB).addSeed(id(keyA), dial(a)));
    await(b.whenConnected(id(keyA), Duration.ofSeconds(TestNetwork.WAIT_SECONDS)));
  }

  @AfterEach
  void close() {
    await(vertx.close());
    logger.detachAppender(log);
    busLogger.detachAppender(log);
  }

  private void call(ProtocolId protocol) {
    DiemNetException late =
        (DiemNetException)
            failure(
                b.rpc(
                    id(keyA),
                    protocol,
                    Buffer.buffer("secret"),
                    SendOptions.DEFAULT.withTimeout(300)));
    assertThat(late.code()).isEqualTo(FailureCode.TIMED_OUT);
  }

  private String line(int number) {
    waitFor("line " + number, () -> List.copyOf(log.list).size() > number);
    ILoggingEvent event = log.list.get(number);
    assertThat(event.getLevel()).isEqualTo(Level.WARN);
    return event.getFormattedMessage();
  }

  @Test
  void failures_and_silence_of_handlers_are_told_with_peer_and_reason_and_not_each_time() {
    ProtocolId failing = PROTOCOLS.get(0);
    a.rpcHandler(failing, message -> Future.failedFuture(new IllegalStateException("no store")));
    call(failing);
    call(failing);
    assertThat(line(0))
        .isEqualTo(
            "a: the handler of "
                + failing
                + " failed a request of "
                + id(keyB)
                + ", and the remote gets no answer: java.lang.IllegalStateException: no store (1"
                + " such messages since the last line)");

    ProtocolId silent = PROTOCOLS.get(1);
    a.rpcHandler(silent, message -> Promise.<Buffer>promise().future());
    call(silent);
    assertThat(line(1))
        .startsWith(
            "a: a request of "
                + id(keyB)
                + " for "
                + silent
                + " was not answered within the 200 ms of rpcTimeout");

    ProtocolId refusing = PROTOCOLS.get(2);
    a.rpcHandler(
        refusing,
        message ->
            Future.failedFuture(new DiemNetException(FailureCode.NOT_SUPPORTED, "not here")));
    failure(b.rpc(id(keyA), refusing, Buffer.buffer()));

    a.asyncDirectSendHandler(
        MEMPOOL_DIRECT_SEND, message -> Future.failedFuture("the store is full"));
    await(b.directSend(id(keyA), MEMPOOL_DIRECT_SEND, Buffer.buffer("secret")));
    assertThat(line(2))
        .startsWith("a: the handler of " + MEMPOOL_DIRECT_SEND + " failed a direct send of ")
        .contains(id(keyB).toString(), "the store is full");
    assertThat(log.list)
        .hasSize(3)
        .noneMatch(each -> each.getFormattedMessage().contains("secret"));
  }

  @Test
  void what_a_consumer_or_a_client_fails_is_told_once_with_address_peer_and_reason() {
    vertx
        .eventBus()
        .consumer("diemnet.a.in." + CONSENSUS_RPC, message -> message.fail(418, "a teapot"));
    call(CONSENSUS_RPC);
    assertThat(line(0))
        .startsWith("diemnet.a.in." + CONSENSUS_RPC + ": a consumer failed a request of ")
        .contains(id(keyB).toString(), "418", "a teapot");

    ProtocolId other =
        PROTOCOLS.stream().filter(each -> !each.equals(CONSENSUS_RPC)).toList().get(0);
    await(
        DiemNetClient.create(vertx, "a")
            .rpcHandler(other, message -> Future.failedFuture("trouble of its own")));
    call(other);
    assertThat(line(1))
        .contains("diemnet.a.in." + other, id(keyB).toString(), "trouble of its own");
    assertThat(log.list).hasSize(2);
  }
}

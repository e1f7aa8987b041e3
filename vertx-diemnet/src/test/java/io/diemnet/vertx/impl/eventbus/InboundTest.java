package io.diemnet.vertx.impl.eventbus;

import static io.diemnet.vertx.impl.eventbus.BusFixture.await;
import static io.diemnet.vertx.impl.eventbus.FakeDiemNet.ALICE;
import static io.diemnet.vertx.impl.eventbus.FakeDiemNet.BOB;
import static io.diemnet.vertx.impl.eventbus.FakeDiemNet.CHAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.InboundMessage;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.peer.InboundHandler;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageConsumerOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class InboundTest {

  private static final ProtocolId RPC = ProtocolId.CONSENSUS_RPC;
  private static final Duration LONG = Duration.ofSeconds(30);

  private static final Buffer LARGE = Buffer.buffer(new byte[4097]);

  private BusFixture fixture;
  private InboundHandler inbound;
  private Context loop;

  @BeforeEach
  void start() {
    fixture = new BusFixture();
    inbound = fixture.service.inbound();
    loop = fixture.vertx.getOrCreateContext();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private <T> Future<T> onLoop(Supplier<Future<T>> call) {
    Promise<T> promise = Promise.promise();
    loop.runOnContext(go -> call.get().onComplete(promise));
    return promise.future();
  }

  private Future<Buffer> rpc(String payload) {
    return onLoop(() -> inbound.rpc(new InboundMessage(ALICE, RPC, 7, Buffer.buffer(payload))));
  }

  private Future<?> directSend(PeerId peer, Buffer payload) {
    return onLoop(() -> inbound.directSend(new InboundMessage(peer, CHAT, 9, payload)).mapEmpty());
  }

  private FailureCode failureOf(Future<?> future) {
    Throwable failure = catchThrowable(() -> await(future));
    assertThat(failure).isInstanceOf(DiemNetException.class);
    return ((DiemNetException) failure).code();
  }

  private MessageConsumer<Object> consume(
      ProtocolId protocol, io.vertx.core.Handler<Message<Object>> handler) {
    MessageConsumer<Object> consumer =
        fixture.bus.consumer(fixture.addresses.inbound(protocol), handler);
    await(consumer.completion());
    return consumer;
  }

  // ---- requests

  @Test
  void a_request_comes_as_a_buffer_with_headers_and_is_answered_with_a_buffer() {
    List<Message<Object>> seen = Collections.synchronizedList(new ArrayList<>());
    consume(
        RPC,
        message -> {
          seen.add(message);
          message.reply(Buffer.buffer("pong"));
        });

    assertThat(await(rpc("ping"))).isEqualTo(Buffer.buffer("pong"));
    Message<Object> message = seen.get(0);
    assertThat(message.body()).isEqualTo(Buffer.buffer("ping"));
    assertThat(message.isSend()).isTrue();
    assertThat(message.headers().names())
        .containsExactlyInAnyOrder("peer", "protocol", "kind", "priority");
    assertThat(message.headers().get("peer")).isEqualTo(ALICE.toString());
    assertThat(message.headers().get("protocol")).isEqualTo(RPC.name());
    assertThat(message.headers().get("kind")).isEqualTo("rpc");
    assertThat(message.headers().get("priority")).isEqualTo("7");
  }

  @Test
  void a_request_may_be_answered_with_json_in_either_alphabet() {
    consume(RPC, message -> message.reply(new JsonObject().put("payload", "-_8")));

    assertThat(await(rpc("ping"))).isEqualTo(Buffer.buffer(new byte[] {(byte) 0xfb, -1}));
  }

  @Test
  void an_answer_of_any_other_form_drops_the_request() {
    List<Object> answers = new ArrayList<>();
    answers.add(null);
    answers.add("text");
    answers.add(new JsonObject());
    answers.add(new JsonObject().put("payload", 1));
    answers.add(new JsonObject().put("payload", "*"));
    AtomicInteger next = new AtomicInteger();
    consume(RPC, message -> message.reply(answers.get(next.getAndIncrement())));

    for (int i = 0; i < answers.size(); i++) {
      assertThat(failureOf(rpc("ping"))).isEqualTo(FailureCode.INVALID_REQUEST);
    }
  }

  @Test
  void a_consumer_whose_answers_cannot_be_sent_is_told_in_the_log_and_not_for_each_of_them() {
    Logger logger = (Logger) LoggerFactory.getLogger(AnswerLog.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try {
      consume(RPC, message -> message.reply("secret text"));
      for (int i = 0; i < 5; i++) {
        assertThat(failureOf(rpc("ping"))).isEqualTo(FailureCode.INVALID_REQUEST);
      }
      consume(CHAT, message -> message.fail(418, "a teapot"));
      for (int i = 0; i < 5; i++) {
        failureOf(onLoop(() -> inbound.rpc(new InboundMessage(ALICE, CHAT, 0, Buffer.buffer()))));
      }
    } finally {
      logger.detachAppender(log);
    }
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .hasSize(2)
        .noneMatch(line -> line.contains("secret"));
    assertThat(log.list.get(0).getLevel()).isEqualTo(Level.WARN);
    assertThat(log.list.get(0).getFormattedMessage())
        .startsWith(fixture.addresses.inbound(RPC))
        .contains("java.lang.String", ALICE.toString());
    assertThat(log.list.get(1).getFormattedMessage())
        .startsWith(fixture.addresses.inbound(CHAT))
        .contains("418", "a teapot", ALICE.toString());
  }

  @Test
  void a_consumer_that_fails_with_501_does_not_support_the_protocol() {
    consume(RPC, message -> message.fail(501, "not here"));

    assertThat(failureOf(rpc("ping"))).isEqualTo(FailureCode.NOT_SUPPORTED);
  }

  @Test
  void any_other_failure_drops_the_request() {
    consume(RPC, message -> message.fail(404, "no"));

    assertThat(failureOf(rpc("ping"))).isNotEqualTo(FailureCode.NOT_SUPPORTED);
  }

  @Test
  void a_protocol_without_a_consumer_is_not_supported() {
    assertThat(failureOf(rpc("ping"))).isEqualTo(FailureCode.NOT_SUPPORTED);
    assertThat(failureOf(directSend(ALICE, Buffer.buffer()))).isEqualTo(FailureCode.NOT_SUPPORTED);
  }

  @Test
  void a_protocol_is_not_supported_any_more_when_its_consumer_is_gone() {
    MessageConsumer<Object> consumer = consume(RPC, message -> message.reply(Buffer.buffer()));
    await(rpc("ping"));
    await(consumer.unregister());

    assertThat(failureOf(rpc("ping"))).isEqualTo(FailureCode.NOT_SUPPORTED);
  }

  // ---- direct sends

  @Test
  void a_direct_send_comes_as_a_buffer_with_headers_and_is_taken_when_the_consumer_has_it() {
    List<Message<Object>> seen = Collections.synchronizedList(new ArrayList<>());
    consume(CHAT, seen::add);

    await(directSend(BOB, Buffer.buffer("hi")));
    await().atMost(LONG).until(() -> seen.size() == 1);
    Message<Object> message = seen.get(0);
    assertThat(message.body()).isEqualTo(Buffer.buffer("hi"));
    assertThat(message.headers().names())
        .containsExactlyInAnyOrder("peer", "protocol", "kind", "priority");
    assertThat(message.headers().get("peer")).isEqualTo(BOB.toString());
    assertThat(message.headers().get("kind")).isEqualTo("direct-send");
    assertThat(message.headers().get("priority")).isEqualTo("9");
  }

  @Test
  void the_payload_is_not_copied_on_its_way_to_a_local_consumer() {
    List<Object> seen = Collections.synchronizedList(new ArrayList<>());
    consume(CHAT, message -> seen.add(message.body()));
    Buffer payload = Buffer.buffer("hi");

    await(directSend(BOB, payload));
    await().atMost(LONG).until(() -> seen.size() == 1);
    assertThat(seen.get(0)).isSameAs(payload);
  }

  @Test
  void direct_sends_of_one_peer_arrive_in_order() {
    int count = 3_000;
    List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
    consume(CHAT, message -> seen.add(((Buffer) message.body()).getInt(0)));

    Future<?> last = Future.succeededFuture();
    for (int i = 0; i < count; i++) {
      last = directSend(ALICE, Buffer.buffer().appendInt(i));
    }
    await(last);
    await().atMost(LONG).until(() -> seen.size() == count);
    for (int i = 0; i < count; i++) {
      assertThat(seen.get(i)).isEqualTo(i);
    }
  }

  @Test
  void what_a_paused_consumer_holds_is_not_taken_until_it_resumes() {
    AtomicInteger handled = new AtomicInteger();
    MessageConsumer<Object> consumer = consume(CHAT, message -> handled.incrementAndGet());
    consumer.pause();

    List<Future<?>> sends = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      sends.add(directSend(ALICE, LARGE));
    }
    consumer.fetch(3);
    await().atMost(LONG).until(() -> sends.stream().filter(Future::isComplete).count() == 3);
    // Each is taken just before its handler is called, on another thread than this one hears of it.
    await().atMost(LONG).until(() -> handled.get() == 3);

    consumer.resume();
    for (Future<?> send : sends) {
      await(send);
    }
    await().atMost(LONG).until(() -> handled.get() == 500);
  }

  @Test
  void thousands_sent_to_a_paused_consumer_wait_and_none_is_lost() {
    int count = 5_000;
    List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
    MessageConsumer<Object> consumer =
        consume(CHAT, message -> seen.add(((Buffer) message.body()).getInt(0)));
    consumer.pause();

    List<Future<?>> sends = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sends.add(directSend(ALICE, Buffer.buffer().appendInt(i).appendBuffer(LARGE)));
    }
    // A round through the loops: whatever would have been thrown away has failed by now.
    await(rpc("nobody").otherwiseEmpty());
    assertThat(sends).noneMatch(Future::isComplete);

    consumer.resume();
    for (Future<?> send : sends) {
      await(send);
    }
    await().atMost(LONG).until(() -> seen.size() == count);
    for (int i = 0; i < count; i++) {
      assertThat(seen.get(i)).isEqualTo(i);
    }
  }

  @Test
  void what_consumers_do_not_take_is_bounded_in_bytes() {
    MessageConsumer<Object> consumer = consume(CHAT, message -> {});
    consumer.pause();
    Buffer payload = Buffer.buffer(new byte[1024 * 1024]);

    List<Future<?>> sends = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      sends.add(directSend(ALICE, payload));
    }
    await().atMost(LONG).until(() -> sends.get(199).isComplete());
    assertThat(sends.stream().filter(Future::failed)).hasSizeBetween(72, 73);
    assertThat(failureOf(sends.get(199))).isEqualTo(FailureCode.TOO_MANY_PENDING);

    consumer.resume();
    await().atMost(LONG).until(() -> sends.stream().allMatch(Future::isComplete));
    await(directSend(ALICE, payload));
  }

  @Test
  void what_a_consumer_throws_away_fails_at_once() {
    MessageConsumer<Object> consumer =
        fixture.bus.consumer(
            new MessageConsumerOptions()
                .setAddress(fixture.addresses.inbound(CHAT))
                .setMaxBufferedMessages(10));
    consumer.handler(message -> {});
    consumer.pause();
    List<Future<?>> sends = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      sends.add(directSend(ALICE, LARGE));
    }

    assertThat(failureOf(sends.get(29))).isEqualTo(FailureCode.TOO_MANY_PENDING);
    assertThat(sends.subList(0, 10)).noneMatch(Future::isComplete);
  }

  @Test
  void what_waits_for_a_consumer_that_unregisters_fails_at_once() {
    MessageConsumer<Object> consumer = consume(CHAT, message -> {});
    consumer.pause();
    List<Future<?>> sends = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      sends.add(directSend(ALICE, LARGE));
    }
    await(consumer.unregister());

    for (Future<?> send : sends) {
      assertThat(failureOf(send)).isIn(FailureCode.TOO_MANY_PENDING, FailureCode.NOT_SUPPORTED);
    }
    assertThat(failureOf(directSend(ALICE, Buffer.buffer()))).isEqualTo(FailureCode.NOT_SUPPORTED);
  }

  @Test
  void small_ones_too_are_not_taken_until_a_paused_consumer_takes_them() {
    AtomicInteger handled = new AtomicInteger();
    MessageConsumer<Object> consumer = consume(CHAT, message -> handled.incrementAndGet());
    consumer.pause();
    List<Future<?>> sends = new ArrayList<>();
    for (int i = 0; i < 65; i++) {
      sends.add(directSend(ALICE, Buffer.buffer()));
    }
    consumer.fetch(64);
    await().atMost(LONG).until(() -> sends.subList(0, 64).stream().allMatch(Future::isComplete));
    await().atMost(LONG).until(() -> handled.get() == 64);
    assertThat(sends.get(64).isComplete()).isFalse();

    await(consumer.unregister());
    assertThat(failureOf(sends.get(64))).isEqualTo(FailureCode.TOO_MANY_PENDING);
  }

  @Test
  void small_and_large_ones_stay_in_order() {
    int count = 2_000;
    List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
    consume(CHAT, message -> seen.add(((Buffer) message.body()).getInt(0)));
    Future<?> last = Future.succeededFuture();
    for (int i = 0; i < count; i++) {
      Buffer payload = Buffer.buffer().appendInt(i);
      last = directSend(ALICE, i % 3 == 0 ? payload.appendBuffer(LARGE) : payload);
    }
    await(last);

    await().atMost(LONG).until(() -> seen.size() == count);
    assertThat(seen).isSorted();
  }

  @Test
  void a_direct_send_counts_as_taken_when_its_handler_throws() {
    consume(
        CHAT,
        message -> {
          throw new IllegalStateException("a handler's own trouble");
        });

    await(directSend(ALICE, Buffer.buffer()));
  }

  @Test
  void other_messages_to_these_addresses_are_left_alone() {
    consume(RPC, message -> message.reply("mine"));

    assertThat(fixture.ask(fixture.addresses.inbound(RPC), "question")).isEqualTo("mine");
  }

  @Test
  void after_the_end_nothing_is_handed_over() {
    consume(RPC, message -> message.reply(Buffer.buffer()));
    await(fixture.service.close());

    assertThat(failureOf(rpc("ping"))).isEqualTo(FailureCode.CONNECTION_LOST);
  }
}

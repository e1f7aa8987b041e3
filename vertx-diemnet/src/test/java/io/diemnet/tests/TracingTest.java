package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.failure;
import static io.diemnet.tests.TestNetwork.waitFor;
import static io.diemnet.vertx.ProtocolId.CONSENSUS_RPC;
import static io.diemnet.vertx.ProtocolId.MEMPOOL_DIRECT_SEND;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.SendOptions;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.tracing.opentelemetry.OpenTelemetryTracingFactory;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Spans of RPCs and direct sends, with OpenTelemetry behind the tracing SPI of Vert.x. */
class TracingTest {

  private static final String PAYLOAD = "payload-marker";

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final OpenTelemetrySdk sdk =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                  .build())
          .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
          .build();
  private final Vertx vertx =
      Vertx.builder().withTracer(new OpenTelemetryTracingFactory(sdk)).build();
  private final TestNetwork.Pair pair = TestNetwork.Pair.start(vertx);
  private final AtomicReference<SpanContext> seenByHandler = new AtomicReference<>();

  @AfterEach
  void close() {
    await(vertx.close());
    sdk.close();
  }

  /** Runs a call on a Vert.x context within a span, and returns that span. */
  @SuppressWarnings("try") // the scope is only closed
  private <T> SpanContext within(Supplier<Future<T>> call, Promise<T> outcome) {
    Span root = sdk.getTracer("test").spanBuilder("root").startSpan();
    vertx.runOnContext(
        here -> {
          try (Scope scope = root.makeCurrent()) {
            call.get().onComplete(outcome);
          }
        });
    outcome.future().onComplete(done -> root.end());
    return root.getSpanContext();
  }

  private SpanData span(String name, SpanKind kind) {
    waitFor(
        name + " of kind " + kind,
        () ->
            exporter.getFinishedSpanItems().stream()
                .anyMatch(span -> span.getName().equals(name) && span.getKind() == kind));
    return exporter.getFinishedSpanItems().stream()
        .filter(span -> span.getName().equals(name) && span.getKind() == kind)
        .findFirst()
        .orElseThrow();
  }

  private static String tag(SpanData span, String name) {
    return span.getAttributes().get(AttributeKey.stringKey(name));
  }

  private void assertNoPayload() {
    assertThat(exporter.getFinishedSpanItems().toString()).doesNotContain(PAYLOAD);
  }

  @Test
  void a_trace_goes_from_the_callers_bus_message_to_the_span_and_from_the_wire_to_the_consumer() {
    vertx
        .eventBus()
        .<Buffer>consumer(
            "diemnet.a.in.ConsensusRpc",
            message -> {
              seenByHandler.set(Span.current().getSpanContext());
              message.reply(message.body());
            });
    DeliveryOptions to =
        new DeliveryOptions()
            .addHeader("peer", pair.idA().toString())
            .addHeader("protocol", "ConsensusRpc");
    Promise<Buffer> outcome = Promise.promise();
    SpanContext root =
        within(
            () ->
                vertx
                    .eventBus()
                    .<Buffer>request("diemnet.b.rpc", Buffer.buffer(PAYLOAD), to)
                    .map(io.vertx.core.eventbus.Message::body),
            outcome);
    assertThat(await(outcome.future())).hasToString(PAYLOAD);

    SpanData client = span("rpc ConsensusRpc", SpanKind.CLIENT);
    assertThat(client.getTraceId()).isEqualTo(root.getTraceId());
    assertThat(client.getParentSpanId()).as("the span of the bus").isNotEqualTo(root.getSpanId());
    assertThat(tag(client, "diemnet.network")).isEqualTo("b");
    assertThat(tag(client, "diemnet.peer")).isEqualTo(pair.idA().toString());
    assertThat(tag(client, "diemnet.protocol")).isEqualTo("ConsensusRpc");
    assertThat(tag(client, "diemnet.bytes")).isEqualTo(Integer.toString(PAYLOAD.length()));

    SpanData server = span("rpc ConsensusRpc", SpanKind.SERVER);
    assertThat(server.getTraceId()).as("none crosses the wire").isNotEqualTo(root.getTraceId());
    assertThat(server.getParentSpanContext().isValid()).isFalse();
    assertThat(tag(server, "diemnet.network")).isEqualTo("a");
    assertThat(tag(server, "diemnet.peer")).isEqualTo(pair.idB().toString());
    assertThat(seenByHandler.get().getTraceId()).isEqualTo(server.getTraceId());
    assertNoPayload();
  }

  @Test
  void a_handler_in_java_runs_within_the_server_span_of_its_message() {
    pair.a()
        .rpcHandler(
            CONSENSUS_RPC,
            message -> {
              seenByHandler.set(Span.current().getSpanContext());
              return Future.succeededFuture(message.payload());
            });
    Promise<Buffer> outcome = Promise.promise();
    SpanContext root =
        within(() -> pair.b().rpc(pair.idA(), CONSENSUS_RPC, Buffer.buffer(PAYLOAD)), outcome);
    await(outcome.future());
    SpanData client = span("rpc ConsensusRpc", SpanKind.CLIENT);
    assertThat(client.getParentSpanId()).isEqualTo(root.getSpanId());
    SpanData server = span("rpc ConsensusRpc", SpanKind.SERVER);
    assertThat(seenByHandler.get().getSpanId()).isEqualTo(server.getSpanId());
    assertThat(server.getEvents()).isEmpty();

    pair.a()
        .directSendHandler(
            MEMPOOL_DIRECT_SEND, message -> seenByHandler.set(Span.current().getSpanContext()));
    Promise<Void> sent = Promise.promise();
    SpanContext second =
        within(
            () -> pair.b().directSend(pair.idA(), MEMPOOL_DIRECT_SEND, Buffer.buffer(PAYLOAD)),
            sent);
    await(sent.future());
    SpanData producer = span("direct-send MempoolDirectSend", SpanKind.PRODUCER);
    assertThat(producer.getParentSpanId()).isEqualTo(second.getSpanId());
    SpanData consumer = span("direct-send MempoolDirectSend", SpanKind.CONSUMER);
    assertThat(seenByHandler.get().getSpanId()).isEqualTo(consumer.getSpanId());

    Promise<Object> all = Promise.promise();
    within(
        () ->
            pair.b()
                .broadcast(
                    List.of(pair.idA()),
                    MEMPOOL_DIRECT_SEND,
                    Buffer.buffer(PAYLOAD),
                    SendOptions.DEFAULT)
                .map(failed -> (Object) failed),
        all);
    await(all.future());
    waitFor(
        "the span of the broadcast",
        () ->
            exporter.getFinishedSpanItems().stream()
                .anyMatch(span -> "1 peers".equals(tag(span, "diemnet.peer"))));
    assertNoPayload();
  }

  @Test
  void a_failed_call_fails_its_spans_and_a_call_without_a_trace_makes_no_client_span() {
    pair.a().rpcHandler(CONSENSUS_RPC, message -> Future.failedFuture("no " + PAYLOAD.length()));
    failure(
        pair.b()
            .rpc(
                pair.idA(),
                CONSENSUS_RPC,
                Buffer.buffer(PAYLOAD),
                SendOptions.DEFAULT.withTimeout(200)));
    assertThat(span("rpc ConsensusRpc", SpanKind.SERVER).getEvents())
        .anyMatch(event -> event.getName().equals("exception"));
    assertThat(exporter.getFinishedSpanItems())
        .noneMatch(span -> span.getKind() == SpanKind.CLIENT);

    Promise<Buffer> outcome = Promise.promise();
    within(() -> pair.b().rpc(pair.idB(), CONSENSUS_RPC, Buffer.buffer(PAYLOAD)), outcome);
    failure(outcome.future());
    assertThat(span("rpc ConsensusRpc", SpanKind.CLIENT).getEvents())
        .anyMatch(event -> event.getName().equals("exception"));
    assertNoPayload();
  }
}

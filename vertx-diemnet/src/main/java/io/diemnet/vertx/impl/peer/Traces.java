package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.InboundMessage;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.ProtocolId;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;
import java.util.List;
import java.util.function.Supplier;

/**
 * Spans for RPCs and direct sends, with the tracing SPI of Vert.x. A span has the kind, the
 * protocol, the network and the peer, but nothing of the payload.
 *
 * <p>A client span is made when the caller's context has a trace. The messages of DiemNet have no
 * room for a trace context, so none crosses the wire: a server span begins a trace of its own.
 */
public final class Traces {

  private static final List<String> TAGS =
      List.of("diemnet.network", "diemnet.peer", "diemnet.protocol", "diemnet.bytes");

  private static final TagExtractor<Subject> EXTRACTOR =
      new TagExtractor<>() {
        @Override
        public int len(Subject subject) {
          return TAGS.size();
        }

        @Override
        public String name(Subject subject, int index) {
          return TAGS.get(index);
        }

        @Override
        public String value(Subject subject, int index) {
          return switch (index) {
            case 0 -> subject.network;
            case 1 -> subject.peers;
            case 2 -> subject.protocol.name();
            default -> Integer.toString(subject.bytes);
          };
        }
      };

  /**
   * What a span is about.
   *
   * @param peers the id of the peer, or the number of peers of a broadcast
   * @param bytes the length of the payload
   */
  private record Subject(
      SpanKind kind, String network, String peers, ProtocolId protocol, int bytes) {

    String operation() {
      return (kind == SpanKind.RPC ? "rpc " : "direct-send ") + protocol;
    }
  }

  private Traces() {}

  /**
   * Makes an RPC within a client span of the context, which ends with the returned future.
   *
   * @param context the context of the caller
   */
  public static <T> Future<T> call(
      VertxTracer<?, ?> tracer,
      ContextInternal context,
      String network,
      PeerId peer,
      ProtocolId protocol,
      int bytes,
      Supplier<Future<T>> call) {
    return client(
        tracer,
        context,
        new Subject(SpanKind.RPC, network, String.valueOf(peer), protocol, bytes),
        call);
  }

  /**
   * As {@link #call}, for a direct send.
   *
   * @param peers the id of the peer, or the number of peers of a broadcast
   */
  public static <T> Future<T> send(
      VertxTracer<?, ?> tracer,
      ContextInternal context,
      String network,
      Object peers,
      ProtocolId protocol,
      int bytes,
      Supplier<Future<T>> send) {
    return client(
        tracer,
        context,
        new Subject(SpanKind.MESSAGING, network, String.valueOf(peers), protocol, bytes),
        send);
  }

  /**
   * Serves a message within a server span of the context. The span ends with the returned future,
   * or at once if that is null.
   *
   * @param context a context for this message alone, on which the handler runs
   */
  public static <T> Future<T> serve(
      VertxTracer<?, ?> tracer,
      ContextInternal context,
      String network,
      InboundMessage message,
      boolean rpc,
      Supplier<Future<T>> handler) {
    return server(
        tracer,
        context,
        new Subject(
            rpc ? SpanKind.RPC : SpanKind.MESSAGING,
            network,
            message.peer().toString(),
            message.protocol(),
            message.payload().length()),
        handler);
  }

  private static <I, O, T> Future<T> client(
      VertxTracer<I, O> tracer,
      ContextInternal context,
      Subject subject,
      Supplier<Future<T>> call) {
    O span =
        subject.protocol == null
            ? null
            : tracer.sendRequest(
                context,
                subject.kind,
                TracingPolicy.PROPAGATE,
                subject,
                subject.operation(),
                (name, value) -> {
                  // Nothing of it can be sent.
                },
                EXTRACTOR);
    Future<T> outcome = call.get();
    return span == null
        ? outcome
        : outcome.onComplete(
            done ->
                tracer.receiveResponse(
                    context, done.result(), span, done.cause(), TagExtractor.empty()));
  }

  private static <I, O, T> Future<T> server(
      VertxTracer<I, O> tracer,
      ContextInternal context,
      Subject subject,
      Supplier<Future<T>> handler) {
    I span =
        tracer.receiveRequest(
            context,
            subject.kind,
            TracingPolicy.ALWAYS,
            subject,
            subject.operation(),
            List.of(),
            EXTRACTOR);
    Future<T> outcome = handler.get();
    if (span == null) {
      return outcome;
    }
    if (outcome == null) {
      tracer.sendResponse(context, null, span, null, TagExtractor.empty());
      return null;
    }
    return outcome.onComplete(
        done ->
            tracer.sendResponse(context, done.result(), span, done.cause(), TagExtractor.empty()));
  }
}

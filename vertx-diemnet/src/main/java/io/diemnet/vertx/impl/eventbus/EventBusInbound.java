package io.diemnet.vertx.impl.eventbus;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.EventBusAddresses;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.InboundMessage;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.peer.InboundHandler;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends requests and direct sends of the network to the consumers of {@code <n>.in.<Protocol>}.
 * Called on the event loop of each connection. Direct sends wait in a {@link DirectSendWindow} of
 * that loop and protocol when the consumers do not keep up. Vert.x keeps the order of what one loop
 * sends to one consumer.
 */
final class EventBusInbound implements InboundHandler {

  /** Bytes of direct sends that are not acknowledged, over all connections of the network. */
  static final long MAX_IN_FLIGHT_BYTES = 128L * 1024 * 1024;

  /** What a message counts as in addition to its payload, in bytes. */
  private static final int OVERHEAD = 512;

  /** All windows of a protocol; less than the 1000 messages that a paused consumer buffers. */
  private static final int WINDOW = 900;

  private static final int PROTOCOLS = 256;

  /** What belongs to one event loop: its context for sending, and a window for each protocol. */
  private static final class Loop {
    final ContextInternal context;
    final DirectSendWindow[] windows = new DirectSendWindow[PROTOCOLS];

    Loop(ContextInternal context) {
      this.context = context;
    }
  }

  private final VertxInternal vertx;
  private final EventBusAddresses addresses;
  private final InboundDelivery delivery;
  private final Map<Thread, Loop> loops = new ConcurrentHashMap<>();
  private final AtomicLong inFlightBytes = new AtomicLong();
  private final AnswerLog answers = new AnswerLog();
  private final int window;

  EventBusInbound(Vertx vertx, EventBusSettings settings, SharedBus shared) {
    this.vertx = (VertxInternal) vertx;
    this.addresses = settings.addresses();
    this.delivery = new InboundDelivery(vertx, settings, shared);
    int count = 0;
    for (Object loop : this.vertx.nettyEventLoopGroup()) {
      count += loop == null ? 0 : 1;
    }
    this.window = Math.max(1, WINDOW / Math.max(1, count));
  }

  @Override
  public Future<Buffer> rpc(InboundMessage message) {
    return delivery
        .request(loop().context, message)
        .transform(
            answer -> {
              if (answer.succeeded()) {
                return response(message, answer.result().body());
              }
              ProtocolId protocol = message.protocol();
              answers.failed(message, addresses.inbound(protocol), answer.cause());
              return Future.failedFuture(failure(message, answer.cause()));
            });
  }

  @Override
  public Future<?> directSend(InboundMessage message) {
    int size = message.payload().length() + OVERHEAD;
    long before = inFlightBytes.getAndAdd(size);
    if (before > 0 && before + size > MAX_IN_FLIGHT_BYTES) {
      inFlightBytes.addAndGet(-size);
      return Future.failedFuture(
          new DiemNetException(
              FailureCode.TOO_MANY_PENDING,
              "no room for " + subject(message) + ": the consumers do not keep up"));
    }
    return window(message.protocol())
        .add(message)
        .transform(
            acknowledged -> {
              inFlightBytes.addAndGet(-size);
              return acknowledged.succeeded()
                  ? Future.succeededFuture()
                  : Future.failedFuture(failure(message, acknowledged.cause()));
            });
  }

  @Override
  public boolean reportsFailures() {
    return true;
  }

  /** Messages that arrive from now on are not sent. */
  void close() {
    delivery.close();
    loops.clear();
  }

  /**
   * Of the calling thread. A connection calls from outside of any context, where Vert.x would
   * create one for each message.
   */
  private Loop loop() {
    return loops.computeIfAbsent(
        Thread.currentThread(),
        thread ->
            new Loop(
                vertx
                    .contextBuilder()
                    .withEventLoop(vertx.getOrCreateContext().nettyEventLoop())
                    .build()));
  }

  private DirectSendWindow window(ProtocolId protocol) {
    Loop loop = loop();
    DirectSendWindow current = loop.windows[protocol.number()];
    if (current == null) {
      current = new DirectSendWindow(window, message -> delivery.directSend(loop.context, message));
      loop.windows[protocol.number()] = current;
    }
    return current;
  }

  private Future<Buffer> response(InboundMessage message, Object body) {
    if (body instanceof Buffer payload) {
      return Future.succeededFuture(payload);
    }
    String reason = "it is neither a Buffer nor JSON with a payload";
    if (body instanceof JsonObject json) {
      try {
        Buffer payload = RequestFields.Fields.payloadOf(json);
        if (payload != null) {
          return Future.succeededFuture(payload);
        }
      } catch (IllegalArgumentException malformed) {
        reason = malformed.getMessage();
      }
    }
    ProtocolId protocol = message.protocol();
    answers.unusable(message, addresses.inbound(protocol), body, reason);
    return Future.failedFuture(
        new DiemNetException(
            FailureCode.INVALID_REQUEST,
            "the consumer's answer to " + subject(message) + " is unusable: " + reason));
  }

  /** What a failure of the event bus means for the connection. */
  private static DiemNetException failure(InboundMessage message, Throwable cause) {
    if (cause instanceof DiemNetException known) {
      return known;
    }
    if (Failures.notSupported(cause)) {
      return new DiemNetException(
          FailureCode.NOT_SUPPORTED, "nobody here serves " + subject(message));
    }
    if (cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.TIMEOUT) {
      return new DiemNetException(
          FailureCode.TOO_MANY_PENDING, "no consumer took " + subject(message));
    }
    return new DiemNetException(
        FailureCode.TIMED_OUT, subject(message) + " failed: " + cause.getMessage());
  }

  private static String subject(InboundMessage message) {
    return message.protocol() + " of " + message.peer();
  }
}

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
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Hands requests and direct sends of the network to the consumers of {@code <n>.in.<Protocol>}.
 * Called on any connection's loop; direct sends wait in a lane of that loop and protocol when the
 * consumers do not keep up. Vert.x keeps the order of what is sent from one loop to one consumer.
 */
final class EventBusInbound implements InboundHandler {

  /** Bytes of direct sends that consumers have not taken, over all connections of the network. */
  static final long MAX_HELD_BYTES = 128L * 1024 * 1024;

  /** What a message is counted as beside its payload, in bytes. */
  private static final int OVERHEAD = 512;

  /** Less than the 1000 messages that a paused consumer of Vert.x holds. */
  private static final int WINDOW = 900;

  /** What a consumer has beyond the time that the connection gives it, in milliseconds. */
  private static final long SPARE = 500;

  private final InboundDelivery delivery;
  private final long rpcTimeout;
  private final Map<Thread, InboundLane[]> lanes = new ConcurrentHashMap<>();
  private final AtomicLong heldBytes = new AtomicLong();
  private final int window;
  private final AnswerLog answers = new AnswerLog();
  private final EventBusAddresses addresses;

  EventBusInbound(Vertx vertx, EventBusSettings settings, SharedBus shared) {
    this.delivery = new InboundDelivery(vertx, settings, shared);
    this.addresses = settings.addresses();
    this.rpcTimeout = settings.inboundRpcTimeout() + SPARE;
    int loops = 0;
    for (Object loop : ((VertxInternal) vertx).nettyEventLoopGroup()) {
      loops += loop == null ? 0 : 1;
    }
    this.window = Math.max(1, WINDOW / Math.max(1, loops));
  }

  @Override
  public Future<Buffer> rpc(InboundMessage message) {
    return delivery
        .request(message, InboundHeaders.RPC, rpcTimeout)
        .transform(
            answer -> {
              if (answer.succeeded()) {
                return response(message, answer.result().body());
              }
              ProtocolId protocol = message.protocol();
              answers.failed(protocol.number(), addresses.inbound(protocol), answer.cause());
              return Future.failedFuture(failure(message, answer.cause()));
            });
  }

  @Override
  public Future<?> directSend(InboundMessage message) {
    int size = message.payload().length() + OVERHEAD;
    long before = heldBytes.getAndAdd(size);
    if (before > 0 && before + size > MAX_HELD_BYTES) {
      heldBytes.addAndGet(-size);
      return Future.failedFuture(
          new DiemNetException(
              FailureCode.TOO_MANY_PENDING,
              "no room for " + subject(message) + ": the consumers do not keep up"));
    }
    return lane(message.protocol()).add(message).onComplete(done -> heldBytes.addAndGet(-size));
  }

  /** What comes from now on is not served. */
  void close() {
    delivery.close();
    lanes.clear();
  }

  private InboundLane lane(ProtocolId protocol) {
    InboundLane[] ofThisLoop =
        lanes.computeIfAbsent(Thread.currentThread(), loop -> new InboundLane[256]);
    InboundLane lane = ofThisLoop[protocol.number()];
    if (lane == null) {
      lane = new InboundLane(window, delivery);
      ofThisLoop[protocol.number()] = lane;
    }
    return lane;
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
    answers.unusable(protocol.number(), addresses.inbound(protocol), body, reason);
    return Future.failedFuture(
        new DiemNetException(
            FailureCode.INVALID_REQUEST,
            "the consumer's answer to " + subject(message) + " is unusable: " + reason));
  }

  /** What a failure of the event bus means for the connection. */
  static DiemNetException failure(InboundMessage message, Throwable cause) {
    if (cause instanceof DiemNetException known) {
      return known;
    }
    if (Failures.notSupported(cause)) {
      return new DiemNetException(
          FailureCode.NOT_SUPPORTED, "nobody here serves " + subject(message));
    }
    if (discarded(cause)) {
      return new DiemNetException(
          FailureCode.TOO_MANY_PENDING, "the consumer of " + subject(message) + " discarded it");
    }
    return new DiemNetException(
        FailureCode.TIMED_OUT, subject(message) + " failed: " + cause.getMessage());
  }

  /** Vert.x tells a discarded message from one that nobody answered by the text alone. */
  static boolean discarded(Throwable cause) {
    return cause instanceof ReplyException reply
        && reply.failureType() == ReplyFailure.TIMEOUT
        && reply.getMessage() != null
        && reply.getMessage().startsWith("Discarded");
  }

  private static String subject(InboundMessage message) {
    return message.protocol() + " of " + message.peer();
  }
}

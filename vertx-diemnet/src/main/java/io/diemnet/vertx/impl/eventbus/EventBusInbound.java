package io.diemnet.vertx.impl.eventbus;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.InboundMessage;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.peer.InboundHandler;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Hands requests and direct sends of the network to the consumers of {@code <n>.in.<Protocol>}.
 * Called on any connection's loop.
 *
 * <p>A direct send, too, is sent with a reply address. The interceptor of {@link SharedBus}
 * acknowledges it when a local consumer takes it, a consumer in another JVM does so itself, and
 * Vert.x fails it at once when it is discarded (more than the consumer's buffer holds while paused,
 * or the consumer unregistered with messages waiting). So a message is not forgotten while a paused
 * consumer still holds it. Vert.x keeps the order of what is sent from one loop to one consumer.
 */
final class EventBusInbound implements InboundHandler {

  /** A remote consumer that does not acknowledge is taken to have it after this time, in ms. */
  static final long REMOTE_TAKEN = 10_000;

  /** As {@link #REMOTE_TAKEN} for local ones, of which the interceptor tells: only a safety net. */
  static final long LOCAL_TAKEN = 600_000;

  /** What a consumer has beyond the time that the connection gives it, in milliseconds. */
  private static final long SPARE = 500;

  /** Bytes of direct sends that consumers have not taken, over all connections of the network. */
  static final long MAX_HELD_BYTES = 128L * 1024 * 1024;

  /** What a message is counted as beside its payload, in bytes. */
  private static final int OVERHEAD = 512;

  /** Less than the 1000 messages that a paused consumer of Vert.x holds. */
  private static final int WINDOW = 900;

  private static final String DISCARDED = "Discarded";
  private static final String SLOW = "the consumers do not keep up";

  private final EventBus bus;
  private final SharedBus shared;
  private final EventBusSettings settings;
  private final AtomicReferenceArray<String> addresses = new AtomicReferenceArray<>(256);
  private final Map<Thread, InboundLane[]> lanes = new ConcurrentHashMap<>();
  private final AtomicLong heldBytes = new AtomicLong();
  private final int window;
  private volatile boolean closed;

  EventBusInbound(Vertx vertx, EventBusSettings settings, SharedBus shared) {
    this.bus = vertx.eventBus();
    this.shared = shared;
    this.settings = settings;
    int loops = 0;
    for (Object loop : ((VertxInternal) vertx).nettyEventLoopGroup()) {
      loops += loop == null ? 0 : 1;
    }
    this.window = Math.max(1, WINDOW / Math.max(1, loops));
  }

  @Override
  public Future<Buffer> rpc(InboundMessage message) {
    return request(message, InboundHeaders.RPC, settings.inboundRpcTimeout() + SPARE)
        .transform(
            answer ->
                answer.succeeded()
                    ? response(message, answer.result())
                    : Future.failedFuture(failure(message, answer.cause())));
  }

  @Override
  public Future<?> directSend(InboundMessage message) {
    int size = message.payload().length() + OVERHEAD;
    long before = heldBytes.getAndAdd(size);
    if (before > 0 && before + size > MAX_HELD_BYTES) {
      heldBytes.addAndGet(-size);
      return Future.failedFuture(
          new DiemNetException(
              FailureCode.TOO_MANY_PENDING, "no room for " + subject(message) + ": " + SLOW));
    }
    return lane(message.protocol()).add(message).onComplete(done -> heldBytes.addAndGet(-size));
  }

  private InboundLane lane(ProtocolId protocol) {
    InboundLane[] ofThisLoop =
        lanes.computeIfAbsent(Thread.currentThread(), loop -> new InboundLane[256]);
    InboundLane lane = ofThisLoop[protocol.number()];
    if (lane == null) {
      lane = new InboundLane(window, this::handOver);
      ofThisLoop[protocol.number()] = lane;
    }
    return lane;
  }

  private Future<Void> handOver(InboundMessage message) {
    return request(
            message, InboundHeaders.DIRECT_SEND, settings.clustered() ? REMOTE_TAKEN : LOCAL_TAKEN)
        .transform(
            answer ->
                answer.succeeded() || taken(answer.cause())
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure(message, answer.cause())));
  }

  /** Forgets the addresses; what comes afterwards is not served. */
  void close() {
    closed = true;
    lanes.clear();
    for (int number = 0; number < addresses.length(); number++) {
      String address = addresses.getAndSet(number, null);
      if (address != null) {
        shared.unwatch(address);
      }
    }
  }

  private Future<Object> request(InboundMessage message, String kind, long timeout) {
    if (closed) {
      return Future.failedFuture(
          new DiemNetException(FailureCode.CONNECTION_LOST, "the event bus is closed here"));
    }
    DeliveryOptions options =
        new DeliveryOptions()
            .setSendTimeout(timeout)
            .addHeader(InboundHeaders.PEER, message.peer().toString())
            .addHeader(InboundHeaders.PROTOCOL, message.protocol().name())
            .addHeader(InboundHeaders.KIND, kind)
            .addHeader(InboundHeaders.PRIORITY, Integer.toString(message.priority()));
    if (!settings.clustered()) {
      options.setLocalOnly(true).setCodecName(BufferByReference.NAME);
    }
    return bus.request(address(message.protocol()), message.payload(), options).map(Message::body);
  }

  private String address(ProtocolId protocol) {
    String address = addresses.get(protocol.number());
    if (address == null) {
      address = settings.addresses().inbound(protocol);
      shared.watch(address);
      addresses.set(protocol.number(), address);
      if (closed) {
        shared.unwatch(address);
      }
    }
    return address;
  }

  private static Future<Buffer> response(InboundMessage message, Object body) {
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
    return Future.failedFuture(
        new DiemNetException(
            FailureCode.INVALID_REQUEST,
            "the consumer's answer to " + subject(message) + " is unusable: " + reason));
  }

  /** Whether no acknowledgement means that the consumer has it by now. */
  private static boolean taken(Throwable cause) {
    return cause instanceof ReplyException reply
        && reply.failureType() == ReplyFailure.TIMEOUT
        && !discarded(reply);
  }

  /** The text is all that tells a discarded message from one that nobody answered. */
  private static boolean discarded(ReplyException reply) {
    return reply.getMessage() != null && reply.getMessage().startsWith(DISCARDED);
  }

  private static DiemNetException failure(InboundMessage message, Throwable cause) {
    if (cause instanceof DiemNetException known) {
      return known;
    }
    if (Failures.notSupported(cause)) {
      return new DiemNetException(
          FailureCode.NOT_SUPPORTED, "nobody here serves " + subject(message));
    }
    if (cause instanceof ReplyException reply && discarded(reply)) {
      return new DiemNetException(
          FailureCode.TOO_MANY_PENDING, "the consumer of " + subject(message) + " discarded it");
    }
    return new DiemNetException(
        FailureCode.TIMED_OUT, subject(message) + " failed: " + cause.getMessage());
  }

  private static String subject(InboundMessage message) {
    return message.protocol() + " of " + message.peer();
  }
}

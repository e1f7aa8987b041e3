package io.diemnet.vertx.impl.eventbus;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.InboundMessage;
import io.diemnet.vertx.ProtocolId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/**
 * Sends messages of the network to the consumers of {@code <n>.in.<Protocol>}, all of them with a
 * reply address: the reply is the answer to a request, or the acknowledgement of a direct send.
 * Thread-safe.
 *
 * <p>A direct send is acknowledged when a consumer in this JVM takes it ({@link SharedBus} does
 * that), or by the consumer itself in another JVM. Vert.x fails it at once with a time-out when a
 * consumer discards it: its buffer is full, or it is unregistered while messages wait. To tell that
 * apart from a message to which nobody replied, the time-outs of the bus are longer than anybody
 * here waits. So a time-out of the bus always means that no consumer took the message.
 *
 * <p>Sending small messages without a reply address, with a number that the interceptor reports,
 * took 0.6 of the time for each message while a consumer kept up (1.5 us instead of 2.4 us), but
 * made no difference behind a connection (0.95 and 0.90 of the messages per second, for 32 and 200
 * bytes). It could not see discarded messages.
 */
final class InboundDelivery {

  /** Added to how long somebody waits, for the bus's own time-out, in milliseconds. */
  private static final long SPARE = 1_000;

  /**
   * For direct sends to consumers in this JVM, in milliseconds: as long as they may be paused. It
   * only matters where an interceptor of the application stops a message.
   */
  private static final long LOCAL_TIMEOUT = 600_000;

  private static final String[] PRIORITIES =
      IntStream.range(0, 256).mapToObj(Integer::toString).toArray(String[]::new);

  private final EventBus bus;
  private final EventBusSettings settings;
  private final SharedBus shared;
  private final AtomicReferenceArray<String> addresses = new AtomicReferenceArray<>(256);
  private volatile boolean closed;

  InboundDelivery(Vertx vertx, EventBusSettings settings, SharedBus shared) {
    this.bus = vertx.eventBus();
    this.settings = settings;
    this.shared = shared;
  }

  /** Sends a request; completes with the consumer's answer or the failure of the bus. */
  Future<Message<Object>> request(ContextInternal context, InboundMessage message) {
    String address = address(message.protocol());
    return send(
        context, address, message, InboundHeaders.RPC, settings.inboundRpcTimeout() + SPARE);
  }

  /** Sends a direct send; completes with its acknowledgement or the failure of the bus. */
  Future<Void> directSend(ContextInternal context, InboundMessage message) {
    String address = address(message.protocol());
    shared.acknowledge(address);
    if (closed) {
      shared.ignore(address);
    }
    long timeout = settings.clustered() ? settings.acknowledgementTimeout() + SPARE : LOCAL_TIMEOUT;
    Future<Void> acknowledged =
        send(context, address, message, InboundHeaders.DIRECT_SEND, timeout).mapEmpty();
    return settings.clustered() ? withinTimeout(context, acknowledged) : acknowledged;
  }

  private Future<Void> withinTimeout(ContextInternal context, Future<Void> acknowledged) {
    Promise<Void> done = context.promise();
    long timer = context.setTimer(settings.acknowledgementTimeout(), late -> done.tryComplete());
    acknowledged.onComplete(
        outcome -> {
          context.owner().cancelTimer(timer);
          if (outcome.succeeded()) {
            done.tryComplete();
          } else {
            done.tryFail(outcome.cause());
          }
        });
    return done.future();
  }

  private Future<Message<Object>> send(
      ContextInternal context, String address, InboundMessage message, String kind, long timeout) {
    if (closed) {
      return context.failedFuture(
          new DiemNetException(FailureCode.CONNECTION_LOST, "the event bus is closed here"));
    }
    DeliveryOptions options =
        new DeliveryOptions()
            .addHeader(InboundHeaders.PEER, message.peer().toString())
            .addHeader(InboundHeaders.PROTOCOL, message.protocol().name())
            .addHeader(InboundHeaders.KIND, kind)
            .addHeader(InboundHeaders.PRIORITY, PRIORITIES[message.priority() & 0xff])
            .setSendTimeout(timeout);
    if (!settings.clustered()) {
      options.setLocalOnly(true).setCodecName(BufferByReference.NAME);
    }
    ContextInternal previous = context.beginDispatch();
    try {
      return bus.request(address, message.payload(), options);
    } finally {
      context.endDispatch(previous);
    }
  }

  /** Messages that arrive from now on are not sent. */
  void close() {
    closed = true;
    for (int number = 0; number < addresses.length(); number++) {
      String address = addresses.get(number);
      if (address != null) {
        shared.ignore(address);
      }
    }
  }

  private String address(ProtocolId protocol) {
    String address = addresses.get(protocol.number());
    if (address == null) {
      address = settings.addresses().inbound(protocol);
      addresses.set(protocol.number(), address);
    }
    return address;
  }
}

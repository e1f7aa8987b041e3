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
import io.vertx.core.internal.VertxInternal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/** Puts messages of the network on {@code <n>.in.<Protocol>}. Thread-safe. */
final class InboundDelivery {

  private static final String[] PRIORITIES =
      IntStream.range(0, 256).mapToObj(Integer::toString).toArray(String[]::new);

  private final VertxInternal vertx;
  private final EventBus bus;
  private final EventBusSettings settings;
  private final SharedBus shared;
  private final AtomicReferenceArray<String> addresses = new AtomicReferenceArray<>(256);
  private final AtomicReferenceArray<String> watched = new AtomicReferenceArray<>(256);
  private final Map<Thread, ContextInternal> contexts = new ConcurrentHashMap<>();
  private volatile boolean closed;

  InboundDelivery(Vertx vertx, EventBusSettings settings, SharedBus shared) {
    this.vertx = (VertxInternal) vertx;
    this.bus = vertx.eventBus();
    this.settings = settings;
    this.shared = shared;
  }

  boolean clustered() {
    return settings.clustered();
  }

  /** Sends with a reply address; the reply, or the bus's own failure. */
  Future<Message<Object>> request(InboundMessage message, String kind, long timeout) {
    if (closed) {
      return isClosed();
    }
    String address =
        InboundHeaders.RPC.equals(kind)
            ? address(message.protocol())
            : watchedAddress(message.protocol());
    DeliveryOptions options = options(message, kind).setSendTimeout(timeout);
    ContextInternal context = context();
    ContextInternal previous = context.beginDispatch();
    try {
      return bus.request(address, message.payload(), options);
    } finally {
      context.endDispatch(previous);
    }
  }

  /**
   * Sends a direct send to a local consumer, without a reply address.
   *
   * @return true when the consumer took it, false when it was not heard of for too long, or the
   *     bus's own failure
   */
  Future<Boolean> send(InboundMessage message) {
    if (closed) {
      return isClosed();
    }
    ContextInternal context = context();
    Promise<Boolean> taken = context.promise();
    TakenNotices notices = shared.notices();
    String number = notices.add(taken);
    DeliveryOptions options =
        options(message, InboundHeaders.DIRECT_SEND).addHeader(InboundHeaders.NUMBER, number);
    Future<Void> written;
    ContextInternal previous = context.beginDispatch();
    try {
      written = bus.sender(watchedAddress(message.protocol()), options).write(message.payload());
    } finally {
      context.endDispatch(previous);
    }
    if (!written.succeeded()) {
      written.onFailure(failure -> notices.failed(number, failure));
    }
    return taken.future();
  }

  /** What comes from now on is not delivered. */
  void close() {
    closed = true;
    contexts.clear();
    for (int number = 0; number < watched.length(); number++) {
      String address = watched.getAndSet(number, null);
      if (address != null) {
        shared.unwatch(address);
      }
    }
  }

  /**
   * The context of this loop. A connection's loop calls from outside of any, where Vert.x would
   * create one for each message.
   */
  private ContextInternal context() {
    ContextInternal context = vertx.getContext();
    return context != null
        ? context
        : contexts.computeIfAbsent(Thread.currentThread(), loop -> vertx.getOrCreateContext());
  }

  private DeliveryOptions options(InboundMessage message, String kind) {
    DeliveryOptions options =
        new DeliveryOptions()
            .addHeader(InboundHeaders.PEER, message.peer().toString())
            .addHeader(InboundHeaders.PROTOCOL, message.protocol().name())
            .addHeader(InboundHeaders.KIND, kind)
            .addHeader(InboundHeaders.PRIORITY, PRIORITIES[message.priority() & 0xff]);
    if (!settings.clustered()) {
      options.setLocalOnly(true).setCodecName(BufferByReference.NAME);
    }
    return options;
  }

  private String address(ProtocolId protocol) {
    String address = addresses.get(protocol.number());
    if (address == null) {
      address = settings.addresses().inbound(protocol);
      addresses.set(protocol.number(), address);
    }
    return address;
  }

  /** Of direct sends alone is it watched when they are taken: to watch slows all messages. */
  private String watchedAddress(ProtocolId protocol) {
    String address = watched.get(protocol.number());
    if (address == null) {
      address = address(protocol);
      shared.watch(address);
      watched.set(protocol.number(), address);
      if (closed) {
        shared.unwatch(address);
      }
    }
    return address;
  }

  private static <T> Future<T> isClosed() {
    return Future.failedFuture(
        new DiemNetException(FailureCode.CONNECTION_LOST, "the event bus is closed here"));
  }
}

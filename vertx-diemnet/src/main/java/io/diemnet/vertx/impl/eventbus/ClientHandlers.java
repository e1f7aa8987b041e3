package io.diemnet.vertx.impl.eventbus;

import io.diemnet.vertx.EventBusAddresses;
import io.diemnet.vertx.InboundMessage;
import io.diemnet.vertx.PeerSubscription;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.util.VerticleBound;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The consumers that a client has registered. Thread-safe. */
final class ClientHandlers {

  private static final Logger LOG = LoggerFactory.getLogger(ClientHandlers.class);

  private final VertxInternal vertx;
  private final EventBusAddresses addresses;
  private final DeliveryOptions bufferReply;
  private final Map<ProtocolId, ServedProtocol> served = new HashMap<>();
  private final List<Events> events = new ArrayList<>();
  private Events single;

  ClientHandlers(VertxInternal vertx, EventBusAddresses addresses, DeliveryOptions bufferReply) {
    this.vertx = vertx;
    this.addresses = addresses;
    this.bufferReply = bufferReply;
  }

  Future<Void> rpc(ProtocolId protocol, Function<InboundMessage, Future<Buffer>> function) {
    return change(protocol, ServedProtocol.Kind.RPC, function);
  }

  Future<Void> directSend(
      ProtocolId protocol, Function<InboundMessage, ? extends Future<?>> function) {
    return change(protocol, ServedProtocol.Kind.DIRECT_SEND, function);
  }

  /** Sets the one handler of the events; null removes it. */
  Future<Void> setEventHandler(Handler<JsonObject> handler) {
    Events next = handler == null ? null : new Events(handler);
    Events previous;
    synchronized (this) {
      previous = single;
      single = next;
      if (next != null) {
        next.open();
      }
    }
    Future<Void> ended = previous == null ? Future.succeededFuture() : previous.unregister();
    return next == null ? ended : ended.eventually(next.consumer::completion);
  }

  /** Adds a handler of the events; done when events arrive. */
  Future<PeerSubscription> subscribe(Handler<JsonObject> handler) {
    Events added = new Events(handler);
    synchronized (this) {
      added.open();
    }
    return added.consumer.completion().map(added);
  }

  Future<Void> close() {
    List<Future<?>> ends = new ArrayList<>();
    List<Events> told;
    synchronized (this) {
      served.values().forEach(protocol -> ends.add(protocol.close()));
      served.clear();
      told = List.copyOf(events);
      single = null;
    }
    told.forEach(subscription -> ends.add(subscription.unregister()));
    return ends.isEmpty() ? Future.succeededFuture() : Future.join(ends).mapEmpty();
  }

  private synchronized Future<Void> change(
      ProtocolId protocol,
      ServedProtocol.Kind kind,
      Function<InboundMessage, ? extends Future<?>> function) {
    ServedProtocol entry = served.get(protocol);
    if (entry == null) {
      if (function == null) {
        return Future.succeededFuture();
      }
      entry =
          new ServedProtocol(
              protocol, vertx.isClustered(), bufferReply, () -> removeIfIdle(protocol));
      served.put(protocol, entry);
    }
    ContextInternal context = vertx.getOrCreateContext();
    entry.set(kind, context, function);
    if (entry.idle()) {
      return removeIfIdle(protocol);
    }
    return entry.open(vertx, context.nettyEventLoop(), addresses.inbound(protocol));
  }

  private synchronized Future<Void> removeIfIdle(ProtocolId protocol) {
    ServedProtocol entry = served.get(protocol);
    if (entry == null || !entry.idle()) {
      return Future.succeededFuture();
    }
    served.remove(protocol);
    return entry.close();
  }

  /** A consumer of the network's events. Vert.x unregisters it with the verticle it belongs to. */
  private final class Events extends VerticleBound implements PeerSubscription {

    private final Handler<JsonObject> handler;
    private MessageConsumer<JsonObject> consumer;

    Events(Handler<JsonObject> handler) {
      super(vertx.getOrCreateContext());
      this.handler = handler;
    }

    void open() {
      events.add(this);
      consumer = vertx.eventBus().consumer(addresses.events(), this::received);
      bind();
    }

    @Override
    public Future<Void> unregister() {
      remove();
      unbind();
      return consumer.unregister();
    }

    @Override
    protected void remove() {
      synchronized (ClientHandlers.this) {
        events.remove(this);
        single = single == this ? null : single;
      }
    }

    private void received(Message<JsonObject> message) {
      try {
        handler.handle(message.body());
      } catch (IllegalArgumentException | NullPointerException | ClassCastException odd) {
        LOG.warn("an event on {} is not understood", message.address(), odd);
      }
    }
  }

  /** For messages that a consumer was given by anyone but the network. */
  static void malformed(Message<?> message, String reason) {
    Failures.reply(message, message.address(), new IllegalArgumentException(reason));
  }
}

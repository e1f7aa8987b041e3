package io.diemnet.vertx.impl.eventbus;

import io.diemnet.vertx.EventBusAddresses;
import io.diemnet.vertx.InboundMessage;
import io.diemnet.vertx.ProtocolId;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
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
  private final List<MessageConsumer<JsonObject>> events = new ArrayList<>();

  ClientHandlers(VertxInternal vertx, EventBusAddresses addresses, DeliveryOptions bufferReply) {
    this.vertx = vertx;
    this.addresses = addresses;
    this.bufferReply = bufferReply;
  }

  Future<Void> rpc(ProtocolId protocol, Function<InboundMessage, Future<Buffer>> function) {
    return change(protocol, function, ServedProtocol::setRpc);
  }

  Future<Void> directSend(
      ProtocolId protocol, Function<InboundMessage, ? extends Future<?>> function) {
    return change(protocol, function, ServedProtocol::setDirectSend);
  }

  synchronized Future<Void> events(Handler<JsonObject> handler) {
    MessageConsumer<JsonObject> consumer =
        vertx
            .eventBus()
            .consumer(
                addresses.events(),
                message -> {
                  try {
                    handler.handle(message.body());
                  } catch (IllegalArgumentException
                      | NullPointerException
                      | ClassCastException odd) {
                    LOG.warn("an event on {} is not understood", message.address(), odd);
                  }
                });
    events.add(consumer);
    return consumer.completion();
  }

  synchronized Future<Void> close() {
    List<Future<?>> ends = new ArrayList<>();
    served.values().forEach(protocol -> ends.add(protocol.close()));
    served.clear();
    events.forEach(consumer -> ends.add(consumer.unregister()));
    events.clear();
    return ends.isEmpty() ? Future.succeededFuture() : Future.join(ends).mapEmpty();
  }

  private interface Setter {
    void set(ServedProtocol protocol, ServedProtocol.Serving serving);
  }

  private synchronized Future<Void> change(
      ProtocolId protocol, Function<InboundMessage, ? extends Future<?>> function, Setter setter) {
    ServedProtocol entry = served.get(protocol);
    if (entry == null) {
      if (function == null) {
        return Future.succeededFuture();
      }
      entry = new ServedProtocol(protocol, vertx.isClustered(), bufferReply);
      served.put(protocol, entry);
    }
    setter.set(
        entry,
        function == null ? null : new ServedProtocol.Serving(vertx.getOrCreateContext(), function));
    if (entry.idle()) {
      served.remove(protocol);
      return entry.close();
    }
    return entry.open(vertx.eventBus(), addresses.inbound(protocol));
  }

  /** For messages that a consumer was given by anyone but the network. */
  static void malformed(Message<?> message, String reason) {
    Failures.reply(message, message.address(), new IllegalArgumentException(reason));
  }
}

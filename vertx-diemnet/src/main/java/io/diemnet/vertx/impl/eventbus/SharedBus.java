package io.diemnet.vertx.impl.eventbus;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.shareddata.Shareable;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What all networks and clients of one Vert.x instance share on its event bus: the codec that does
 * not copy, the interceptor that acknowledges direct sends, and the lists of networks. Thread-safe;
 * lives as long as the Vert.x instance.
 */
final class SharedBus implements Shareable {

  private static final String MAP = "io.diemnet.vertx.eventbus";

  private final VertxInternal vertx;
  private final DeliveryOptions reply = new DeliveryOptions();
  private final Map<String, NetworkDirectory> directories = new ConcurrentHashMap<>();
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Handler<DeliveryContext<Object>> interceptor = this::intercept;

  private SharedBus(Vertx vertx) {
    this.vertx = (VertxInternal) vertx;
    vertx.eventBus().registerCodec(new BufferByReference());
    reply.setCodecName(BufferByReference.NAME);
  }

  static SharedBus of(Vertx vertx) {
    return vertx
        .sharedData()
        .<String, SharedBus>getLocalMap(MAP)
        .computeIfAbsent(MAP, key -> new SharedBus(vertx));
  }

  /** The networks whose addresses begin with that prefix. */
  NetworkDirectory directory(String prefix) {
    return directories.computeIfAbsent(prefix, key -> new NetworkDirectory(vertx, key));
  }

  /** How to answer, with a Buffer, a message that came from within this Vert.x. */
  DeliveryOptions bufferReply() {
    return reply;
  }

  /**
   * Acknowledges the direct sends to this address when a consumer of this Vert.x instance takes
   * them. Only for addresses with direct sends: an interceptor slows all messages of the bus.
   */
  void acknowledge(String address) {
    if (acknowledged.contains(address)) {
      return;
    }
    synchronized (acknowledged) {
      if (acknowledged.isEmpty()) {
        vertx.eventBus().addInboundInterceptor(interceptor);
      }
      acknowledged.add(address);
    }
  }

  /** Ends {@link #acknowledge}. */
  void ignore(String address) {
    synchronized (acknowledged) {
      if (acknowledged.remove(address) && acknowledged.isEmpty()) {
        vertx.eventBus().removeInboundInterceptor(interceptor);
      }
    }
  }

  /**
   * Vert.x calls this for each message just before the consumer's handler, and not for a message
   * that the consumer discards.
   */
  private void intercept(DeliveryContext<Object> delivery) {
    Message<Object> message = delivery.message();
    if (message.replyAddress() != null
        && acknowledged.contains(message.address())
        && InboundHeaders.DIRECT_SEND.equals(message.headers().get(InboundHeaders.KIND))) {
      message.reply(null);
    }
    delivery.next();
  }
}

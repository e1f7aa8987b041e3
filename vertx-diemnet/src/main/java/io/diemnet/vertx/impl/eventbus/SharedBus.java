package io.diemnet.vertx.impl.eventbus;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
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
 * not copy, the interceptor that tells when a direct send was taken, and the lists of networks.
 * Thread-safe; lives as long as the Vert.x instance.
 */
final class SharedBus implements Shareable {

  private static final String MAP = "io.diemnet.vertx.eventbus";

  /** Between two looks for direct sends that were not heard of, in milliseconds. */
  private static final long SWEEP = 2_000;

  private final VertxInternal vertx;
  private final DeliveryOptions reply = new DeliveryOptions();
  private final Map<String, NetworkDirectory> directories = new ConcurrentHashMap<>();
  private final Set<String> watched = ConcurrentHashMap.newKeySet();
  private final Handler<DeliveryContext<Object>> interceptor = this::intercept;
  private final TakenNotices notices = new TakenNotices();
  private long sweep;

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

  /** Who is there under a prefix. */
  NetworkDirectory directory(String prefix) {
    return directories.computeIfAbsent(prefix, key -> new NetworkDirectory(vertx, key));
  }

  /** How to answer, with a Buffer, a message that came from within this Vert.x. */
  DeliveryOptions bufferReply() {
    return reply;
  }

  /** Direct sends that are under way without a reply address. */
  TakenNotices notices() {
    return notices;
  }

  /** Tells of the direct sends to this address when local consumers take them. */
  void watch(String address) {
    synchronized (watched) {
      if (watched.isEmpty()) {
        vertx.eventBus().addInboundInterceptor(interceptor);
        // On a context of its own: the timer must outlive whichever network came first.
        sweep = vertx.createEventLoopContext().setPeriodic(SWEEP, id -> notices.sweep());
      }
      watched.add(address);
    }
  }

  void unwatch(String address) {
    synchronized (watched) {
      if (watched.remove(address) && watched.isEmpty()) {
        vertx.eventBus().removeInboundInterceptor(interceptor);
        vertx.cancelTimer(sweep);
        notices.end();
      }
    }
  }

  /**
   * Sees each message of this Vert.x just before its consumer does, so for other addresses it must
   * cost next to nothing.
   */
  private void intercept(DeliveryContext<Object> delivery) {
    Message<Object> message = delivery.message();
    if (watched.contains(message.address())) {
      tell(message);
    }
    delivery.next();
  }

  /** One with a reply address is a request, which its answer tells of, but for a cluster's. */
  private void tell(Message<Object> message) {
    MultiMap headers = message.headers();
    if (message.replyAddress() == null) {
      String number = headers.get(InboundHeaders.NUMBER);
      if (number != null) {
        headers.remove(InboundHeaders.NUMBER);
        notices.taken(number);
      }
    } else if (InboundHeaders.DIRECT_SEND.equals(headers.get(InboundHeaders.KIND))) {
      message.reply(null);
    }
  }
}

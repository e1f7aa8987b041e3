package io.diemnet.vertx.impl.eventbus;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.EventBusAddresses;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.peer.InboundHandler;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageConsumerOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One network on the event bus: owns all of its consumers, from {@link #start} to {@link #close}.
 *
 * <p>Thread-safe. {@code <n>.direct-send} has one consumer, on the context that called {@link
 * #start}, so that direct sends stay in order; {@code <n>.rpc} has one for each context that called
 * {@link #registerRpc}.
 */
public final class EventBusService {

  private static final Logger LOG = LoggerFactory.getLogger(EventBusService.class);

  private final VertxInternal vertx;
  private final EventBus bus;
  private final DiemNet network;
  private final EventBusSettings settings;
  private final EventBusAddresses addresses;
  private final NetworkDirectory directory;
  private final DeliveryOptions bufferReply;
  private final DeliveryOptions publishing;
  private final EventBusInbound inbound;
  private final List<MessageConsumer<Object>> consumers = new ArrayList<>();
  private boolean listed;
  private ClusterName name;
  private Future<Void> closed;
  private volatile DataEndpoints data;

  public EventBusService(Vertx vertx, DiemNet network, EventBusSettings settings) {
    this.vertx = (VertxInternal) vertx;
    this.bus = vertx.eventBus();
    this.network = network;
    this.settings = settings;
    this.addresses = settings.addresses();
    SharedBus shared = SharedBus.of(vertx);
    this.directory = shared.directory(addresses.prefix());
    this.bufferReply = settings.clustered() ? new DeliveryOptions() : shared.bufferReply();
    this.publishing = new DeliveryOptions().setLocalOnly(!settings.clustered());
    this.inbound = new EventBusInbound(vertx, settings, shared);
  }

  /**
   * Registers all addresses but {@code <n>.rpc}, on the caller's context. The network must know its
   * identity by now.
   *
   * @return fails, with nothing registered, if a network of that name is there already, in this
   *     Vert.x instance or, when clustered, anywhere in the cluster
   */
  public Future<Void> start() {
    ContextInternal context = vertx.getOrCreateContext();
    PeerId self = network.info().peer();
    data = new DataEndpoints(network, self, bufferReply);
    return directory
        .add(settings.network(), () -> network.info().toJson())
        .compose(
            added -> {
              synchronized (this) {
                listed = closed == null;
              }
              return listed
                  ? claimName()
                  : directory.remove(settings.network()).compose(gone -> isClosed());
            })
        .compose(claimed -> register(context, self))
        .recover(failure -> close().transform(done -> Future.failedFuture(failure)));
  }

  /** Registers a consumer of {@code <n>.rpc} on the caller's context; after {@link #start}. */
  public Future<Void> registerRpc() {
    DataEndpoints endpoints = data;
    return consume(
        vertx.getOrCreateContext(),
        addresses.rpc(),
        !settings.clustered(),
        message -> endpoints.rpc(message));
  }

  /** Publishes an event, at once and on the caller's thread, so before what is sent after it. */
  public void publish(PeerEvent event) {
    bus.publish(addresses.events(), event.toJson(), publishing);
  }

  /** Hands what no handler in Java serves over to consumers on the event bus. */
  public InboundHandler inbound() {
    return inbound;
  }

  /** Unregisters everything; done when nothing is left. */
  public synchronized Future<Void> close() {
    if (closed == null) {
      List<Future<?>> ends = new ArrayList<>();
      consumers.forEach(consumer -> ends.add(consumer.unregister()));
      consumers.clear();
      if (listed) {
        ends.add(directory.remove(settings.network()));
      }
      inbound.close();
      ClusterName held = name;
      closed =
          (ends.isEmpty() ? Future.<Void>succeededFuture() : Future.join(ends).<Void>mapEmpty())
              .eventually(() -> held == null ? Future.succeededFuture() : held.release());
    }
    return closed;
  }

  private Future<Void> isClosed() {
    return Future.failedFuture(new IllegalStateException(addresses + " is closed"));
  }

  private Future<Void> claimName() {
    if (!settings.clustered()) {
      return Future.succeededFuture();
    }
    return ClusterName.claim(vertx, addresses, settings.namePatience(), this::closing)
        .compose(
            claimed -> {
              synchronized (this) {
                if (closed == null) {
                  name = claimed;
                  return Future.succeededFuture();
                }
              }
              return claimed.release().compose(released -> isClosed());
            });
  }

  private synchronized boolean closing() {
    return closed != null;
  }

  private Future<Void> register(ContextInternal context, PeerId self) {
    boolean local = !settings.clustered();
    AdminEndpoints admin = new AdminEndpoints(network, self, settings.profile());
    QuestionEndpoints questions = new QuestionEndpoints(network, settings.profile());
    List<Future<?>> starts = new ArrayList<>();
    starts.add(consume(context, addresses.directSend(), local, data::directSend));
    starts.add(consume(context, addresses.peers(), local, answering("peers", questions::peers)));
    starts.add(consume(context, addresses.info(), local, answering("info", questions::info)));
    starts.add(consume(context, addresses.await(), local, answering("await", questions::await)));
    Map<String, Handler<Message<Object>>> administration =
        Map.of(
            addresses.adminDial(), answering("dial", admin::dial),
            addresses.adminDisconnect(), answering("disconnect", admin::disconnect),
            addresses.adminDiscovery(), answering("discovery", admin::discovery),
            addresses.adminValidatorSet(), answering("validator-set", admin::validatorSet),
            addresses.adminReloadIdentity(), answering("reload-identity", admin::reloadIdentity));
    administration.forEach(
        (address, handler) -> starts.add(consume(context, address, true, handler)));
    return Future.join(starts).mapEmpty();
  }

  private synchronized Future<Void> consume(
      ContextInternal context, String address, boolean local, Handler<Message<Object>> handler) {
    if (closed != null) {
      return isClosed();
    }
    MessageConsumerOptions options =
        new MessageConsumerOptions().setAddress(address).setLocalOnly(local);
    ContextInternal previous = context.beginDispatch();
    try {
      MessageConsumer<Object> consumer = bus.consumer(options, handler);
      consumers.add(consumer);
      return consumer.completion();
    } finally {
      context.endDispatch(previous);
    }
  }

  /** A handler that answers with what a function gives for the body, or with its failure. */
  private static Handler<Message<Object>> answering(
      String call, Function<Object, Future<?>> function) {
    return message -> {
      if (!message.isSend()) {
        return;
      }
      String subject = AdminEndpoints.subject(call, message.body());
      Future<?> answer;
      try {
        answer = function.apply(message.body());
      } catch (RuntimeException failure) {
        answer = Future.failedFuture(failure);
      }
      answer.onComplete(
          message::reply,
          failure -> {
            LOG.debug("{} failed", subject, failure);
            Failures.reply(message, subject, failure);
          });
    };
  }
}

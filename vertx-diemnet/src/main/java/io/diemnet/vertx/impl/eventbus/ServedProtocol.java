package io.diemnet.vertx.impl.eventbus;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.InboundMessage;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.ProtocolId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.ContextInternal;
import java.util.function.Function;

/**
 * The one consumer of {@code <n>.in.<Protocol>} that a client has, for requests and direct sends.
 * Thread-safe: its two handlers may be on different contexts.
 */
final class ServedProtocol {

  /** Direct sends that may wait for a handler's future before the consumer pauses. */
  static final int MAX_WAITING = 64;

  /** The same in bytes. */
  static final int MAX_WAITING_BYTES = 1024 * 1024;

  /** A handler, and the context that registered it. */
  record Serving(ContextInternal context, Function<InboundMessage, ? extends Future<?>> function) {}

  private final ProtocolId protocol;
  private final boolean acknowledge;
  private final DeliveryOptions bufferReply;
  private volatile Serving rpc;
  private volatile Serving directSend;
  private MessageConsumer<Object> consumer;
  private int waiting;
  private long waitingBytes;
  private boolean paused;

  /**
   * A protocol that is not served yet.
   *
   * @param acknowledge whether the network may be in another JVM and waits to hear that a direct
   *     send was taken
   */
  ServedProtocol(ProtocolId protocol, boolean acknowledge, DeliveryOptions bufferReply) {
    this.protocol = protocol;
    this.acknowledge = acknowledge;
    this.bufferReply = bufferReply;
  }

  void setRpc(Serving serving) {
    rpc = serving;
  }

  void setDirectSend(Serving serving) {
    directSend = serving;
  }

  boolean idle() {
    return rpc == null && directSend == null;
  }

  synchronized Future<Void> open(EventBus bus, String address) {
    if (consumer == null) {
      consumer = bus.consumer(address, this::received);
    }
    return consumer.completion();
  }

  synchronized Future<Void> close() {
    return consumer == null ? Future.succeededFuture() : consumer.unregister();
  }

  private void received(Message<Object> message) {
    String kind = message.headers().get(InboundHeaders.KIND);
    Serving serving =
        InboundHeaders.RPC.equals(kind)
            ? rpc
            : InboundHeaders.DIRECT_SEND.equals(kind) ? directSend : null;
    if (serving == null) {
      message.fail(FailureCode.NOT_SUPPORTED.number(), kind + " of " + protocol + " is not served");
      return;
    }
    InboundMessage inbound;
    try {
      inbound = inbound(message);
    } catch (IllegalArgumentException | ClassCastException malformed) {
      ClientHandlers.malformed(message, malformed.getMessage());
      return;
    }
    if (InboundHeaders.RPC.equals(kind)) {
      serving.context().emit(inbound, request -> answer(message, serving.function(), request));
    } else {
      taken(inbound.payload().length());
      serving.context().emit(inbound, sent -> take(message, serving.function(), sent));
    }
  }

  private InboundMessage inbound(Message<Object> message) {
    String priority = message.headers().get(InboundHeaders.PRIORITY);
    if (!(message.body() instanceof Buffer payload)) {
      throw new IllegalArgumentException("the body is no Buffer");
    }
    return new InboundMessage(
        PeerId.parse(message.headers().get(InboundHeaders.PEER)),
        protocol,
        priority == null ? 0 : Integer.parseInt(priority),
        payload);
  }

  // ---- requests

  private void answer(
      Message<Object> message,
      Function<InboundMessage, ? extends Future<?>> function,
      InboundMessage request) {
    Future<?> answer = run(function, request);
    if (answer == null) {
      answer = Future.failedFuture("the handler gave no future");
    }
    answer.onComplete(
        response -> message.reply(response, bufferReply),
        failure ->
            message.fail(
                failure instanceof DiemNetException known
                    ? known.code().number()
                    : FailureCode.CONNECTION_LOST.number(),
                String.valueOf(failure.getMessage())));
  }

  // ---- direct sends

  private void take(
      Message<Object> message,
      Function<InboundMessage, ? extends Future<?>> function,
      InboundMessage sent) {
    int size = sent.payload().length();
    Future<?> done = run(function, sent);
    if (done == null || done.isComplete()) {
      finished(message, size);
    } else {
      done.onComplete(any -> finished(message, size));
    }
  }

  private void finished(Message<Object> message, int size) {
    if (acknowledge) {
      message.reply(null);
    }
    released(size);
  }

  private synchronized void taken(int size) {
    waiting++;
    waitingBytes += size;
    if (!paused && (waiting >= MAX_WAITING || waitingBytes >= MAX_WAITING_BYTES)) {
      paused = true;
      consumer.pause();
    }
  }

  private synchronized void released(int size) {
    waiting--;
    waitingBytes -= size;
    if (paused && waiting <= MAX_WAITING / 2 && waitingBytes <= MAX_WAITING_BYTES / 2) {
      paused = false;
      consumer.resume();
    }
  }

  private static Future<?> run(
      Function<InboundMessage, ? extends Future<?>> function, InboundMessage message) {
    try {
      return function.apply(message);
    } catch (RuntimeException failure) {
      ContextInternal.current().reportException(failure);
      return Future.failedFuture(failure);
    }
  }
}

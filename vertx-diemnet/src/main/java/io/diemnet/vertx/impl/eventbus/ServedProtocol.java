package io.diemnet.vertx.impl.eventbus;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.InboundMessage;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.util.SparseLines;
import io.diemnet.vertx.impl.util.VerticleBound;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one consumer of {@code <n>.in.<Protocol>} that a client has, for requests and direct sends.
 * Thread-safe: its two handlers may be on different contexts.
 */
final class ServedProtocol {

  private static final Logger LOG = LoggerFactory.getLogger(ServedProtocol.class);

  /** Direct sends that may wait for a handler's future before the consumer pauses. */
  static final int MAX_WAITING = 64;

  /** The same in bytes. */
  static final int MAX_WAITING_BYTES = 1024 * 1024;

  /** What a message asks for. */
  enum Kind {
    RPC,
    DIRECT_SEND
  }

  /** A handler of one kind, which goes with the verticle that registered it. */
  private final class Serving extends VerticleBound {

    private final Kind kind;
    private final ContextInternal context;
    private final Function<InboundMessage, ? extends Future<?>> function;

    Serving(
        Kind kind,
        ContextInternal context,
        Function<InboundMessage, ? extends Future<?>> function) {
      super(context);
      this.kind = kind;
      this.context = context;
      this.function = function;
    }

    @Override
    protected void remove() {
      if (slot(kind).compareAndSet(this, null)) {
        onIdle.run();
      }
    }
  }

  private final ProtocolId protocol;
  private final SparseLines lines = new SparseLines(1);
  private final boolean acknowledge;
  private final DeliveryOptions bufferReply;
  private final Runnable onIdle;
  private final AtomicReference<Serving> rpc = new AtomicReference<>();
  private final AtomicReference<Serving> directSend = new AtomicReference<>();
  private MessageConsumer<Object> consumer;
  private int waiting;
  private long waitingBytes;
  private boolean paused;

  /**
   * A protocol that is not served yet.
   *
   * @param acknowledge whether the network may be in another JVM and waits to hear that a direct
   *     send was taken
   * @param onIdle is called when a handler is gone with its verticle
   */
  ServedProtocol(
      ProtocolId protocol, boolean acknowledge, DeliveryOptions bufferReply, Runnable onIdle) {
    this.protocol = protocol;
    this.onIdle = onIdle;
    this.acknowledge = acknowledge;
    this.bufferReply = bufferReply;
  }

  /** Sets the handler of a kind; a null function removes it. */
  void set(
      Kind kind, ContextInternal context, Function<InboundMessage, ? extends Future<?>> function) {
    Serving next = function == null ? null : new Serving(kind, context, function);
    Serving previous = slot(kind).getAndSet(next);
    if (previous != null) {
      previous.unbind();
    }
    if (next != null) {
      next.bind();
    }
  }

  private AtomicReference<Serving> slot(Kind kind) {
    return kind == Kind.RPC ? rpc : directSend;
  }

  boolean idle() {
    return rpc.get() == null && directSend.get() == null;
  }

  /**
   * Registers the consumer. It belongs to no verticle, since it may serve handlers of several; it
   * is on the loop of the first one, so that messages need not change threads.
   */
  synchronized Future<Void> open(VertxInternal vertx, EventLoop loop, String address) {
    if (consumer == null) {
      ContextInternal own = vertx.contextBuilder().withEventLoop(loop).build();
      ContextInternal previous = own.beginDispatch();
      try {
        consumer = vertx.eventBus().consumer(address, this::received);
      } finally {
        own.endDispatch(previous);
      }
    }
    return consumer.completion();
  }

  synchronized Future<Void> close() {
    set(Kind.RPC, null, null);
    set(Kind.DIRECT_SEND, null, null);
    return consumer == null ? Future.succeededFuture() : consumer.unregister();
  }

  private void received(Message<Object> message) {
    String kind = message.headers().get(InboundHeaders.KIND);
    Serving handler =
        InboundHeaders.RPC.equals(kind)
            ? rpc.get()
            : InboundHeaders.DIRECT_SEND.equals(kind) ? directSend.get() : null;
    if (handler == null) {
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
      handler.context.emit(inbound, request -> answer(message, handler.function, request));
    } else {
      taken(inbound.payload().length());
      handler.context.emit(inbound, sent -> take(message, handler.function, sent));
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
        failure -> {
          FailureCode code =
              failure instanceof DiemNetException known
                  ? known.code()
                  : FailureCode.CONNECTION_LOST;
          message.fail(code.number(), String.valueOf(failure.getMessage()));
          report(message, code, failure);
        });
  }

  /** The network reports the failure too, but in the log of its own JVM. */
  private void report(Message<Object> message, FailureCode code, Throwable failure) {
    long unwritten = acknowledge && code != FailureCode.NOT_SUPPORTED ? lines.turn(0) : 0;
    if (unwritten > 0) {
      LOG.warn(
          "{}: the handler failed a request of {}, and the remote gets no answer: {} ({} such"
              + " failures since the last line)",
          message.address(),
          message.headers().get(InboundHeaders.PEER),
          Failures.shown(failure),
          unwritten);
    }
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

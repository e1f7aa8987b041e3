package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.InboundMessage;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.metrics.InvalidMessage;
import io.diemnet.vertx.impl.metrics.MessageState;
import io.diemnet.vertx.impl.metrics.NetworkMetrics;
import io.diemnet.vertx.impl.metrics.TrafficTally;
import io.diemnet.vertx.impl.wire.ErrorCode;
import io.diemnet.vertx.impl.wire.MessageDecoder;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.diemnet.vertx.impl.wire.StreamFault;
import io.netty.channel.EventLoop;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles the messages of the remote (specification sections 7 and 8): hands requests and direct
 * sends to the application within the bounds, and passes responses on. On the connection's event
 * loop.
 */
final class InboundMessages implements MessageDecoder.Listener, NetworkMessage.Receiver {

  private static final Logger LOG = LoggerFactory.getLogger(InboundMessages.class);

  private final InboundListener connection;
  private final PeerId peer;
  private final EventLoop eventLoop;
  private final PeerSettings settings;
  private final Traffic traffic;
  private final NetworkMetrics metrics;
  private final ProtocolHandlers handlers;
  private final NetworkServices services;
  private final InboundCalls calls;
  private final InboundFlow flow;
  private final InboundMemory memory;
  private final Replies replies;
  private final TrafficTally received = new TrafficTally();

  /** Messages of all kinds since the read began, for {@link Traffic}. */
  private final TrafficTally arrived = new TrafficTally();

  private boolean closed;

  /**
   * @param traffic counts what arrives
   * @param memory charged for what the application holds
   */
  InboundMessages(
      PeerId peer,
      EventLoop eventLoop,
      PeerEnvironment environment,
      OutboundStream out,
      OutboundBudget budget,
      Traffic traffic,
      InboundMemory memory,
      InboundListener listener) {
    this.connection = listener;
    this.peer = peer;
    this.eventLoop = eventLoop;
    this.settings = environment.settings();
    this.traffic = traffic;
    this.memory = memory;
    this.metrics = environment.metrics();
    this.handlers = environment.handlers();
    this.services = environment.services();
    this.calls = new InboundCalls(settings.maxPendingRpcs(), settings.inboundRpcTimeout());
    this.flow = new InboundFlow(settings);
    this.replies = new Replies(peer, out, budget, environment, calls, listener);
  }

  int pending() {
    return calls.size();
  }

  /** What the application has not answered or taken yet. From any thread. */
  long heldBytes() {
    return flow.bytes();
  }

  /** As {@link #heldBytes}, in messages. */
  long heldMessages() {
    return flow.messages();
  }

  boolean paused() {
    return flow.paused() || replies.paused();
  }

  boolean hasDeadline() {
    return calls.size() > 0 || flow.paused();
  }

  @Override
  public void message(NetworkMessage message, int length) {
    int size = length + Integer.BYTES;
    arrived.add(size);
    message.accept(this, size);
  }

  @Override
  public void unparseable(int firstByte, int secondByte) {
    metrics.invalidMessages(InvalidMessage.PARSING_ERROR).increment();
    replies.error(new ErrorCode.ParsingError(firstByte, secondByte));
  }

  @Override
  public void tooLarge(long announced) {
    connection.violation(
        InvalidMessage.TOO_LARGE,
        "the remote announced a message of "
            + announced
            + " bytes; the limit is "
            + settings.maxFrameSize());
  }

  @Override
  public void streamFault(StreamFault fault) {
    metrics.invalidMessages(InvalidMessage.of(fault)).increment();
  }

  /** Gives up requests that were not answered in time and pauses that have lasted long enough. */
  void expire(long now, long written) {
    boolean wasPaused = flow.paused();
    for (InboundCall call = calls.expired(now); call != null; call = calls.expired(now)) {
      calls.remove(call);
      if (call.answer == null) {
        drop(call);
        uncharge(call);
        handlers
            .log()
            .rpcLate(
                call.protocol, peer, TimeUnit.NANOSECONDS.toMillis(settings.inboundRpcTimeout()));
      } else {
        replies.timedOut(call);
      }
    }
    flow.expire(now);
    replies.expire(now, written);
    if (wasPaused) {
      connection.updateReading();
    }
  }

  /** There may be more room for answers. */
  void roomFreed() {
    replies.roomFreed();
  }

  /** What one read brought has been dealt with. */
  void readComplete() {
    arrived.addTo(traffic::received);
    received.addTo(metrics.directSends(MessageState.RECEIVED));
  }

  /** The connection has ended: no answer can be sent. */
  @SuppressWarnings("FutureReturnValueIgnored") // it returns memory, and fails nowhere
  void close() {
    closed = true;
    readComplete();
    replies.connectionEnds();
    List<InboundCall> unanswered = new ArrayList<>(calls.size());
    for (InboundCall call = calls.oldest(); call != null; call = calls.oldest()) {
      calls.remove(call);
      if (call.answer == null) {
        drop(call);
        unanswered.add(call);
      } else {
        replies.abandon(call);
      }
    }
    memory.end();
    if (!unanswered.isEmpty() && !eventLoop.isShuttingDown()) {
      eventLoop.schedule(
          () -> unanswered.forEach(this::uncharge),
          settings.inboundRpcTimeout(),
          TimeUnit.NANOSECONDS);
    }
  }

  /** The application is done with a request, or has had its time. */
  private void uncharge(InboundCall call) {
    if (call.charged) {
      call.charged = false;
      memory.release(call.size);
    }
  }

  private void drop(InboundCall call) {
    flow.release(call.protocol.number(), call.size);
    metrics.rpcRequests(MessageState.FAILED).count(call.size);
  }

  // ---- direct sends

  @Override
  public void directSend(NetworkMessage.DirectSend message, int size) {
    ProtocolId protocol = message.protocol();
    if (services.tellsReasons(protocol)) {
      services.closeReason(message.payload(), connection);
      return;
    }
    InboundHandler handler = handlers.directSend(protocol);
    if (handler == null) {
      directSendNotSupported(protocol, size);
      return;
    }
    if (!flow.admits(protocol.number())) {
      metrics.directSends(MessageState.DECLINED).count(size);
      return;
    }
    received.add(size);
    Future<?> taken =
        handler.directSend(
            new InboundMessage(peer, protocol, message.priority(), message.payload()));
    if (taken == null || taken.isComplete()) {
      taken(protocol, size, taken);
      return;
    }
    // Only now: most handlers have done with a message when they return, and hold none.
    flow.hold(protocol.number(), size, connection.readAt());
    memory.hold(size);
    pauseIfFull();
    onLoop(
        taken,
        outcome -> {
          memory.release(size);
          release(protocol, size);
          taken(protocol, size, outcome);
        });
  }

  private void taken(ProtocolId protocol, int size, AsyncResult<?> outcome) {
    if (outcome != null && outcome.failed()) {
      if (notSupported(outcome.cause())) {
        directSendNotSupported(protocol, size);
      } else {
        metrics.directSends(MessageState.FAILED).count(size);
        InboundHandler handler = handlers.directSend(protocol);
        if (handler != null && !handler.reportsFailures()) {
          handlers.log().directSendFailed(protocol, peer, outcome.cause());
        }
      }
    }
  }

  private void directSendNotSupported(ProtocolId protocol, int size) {
    metrics.directSends(MessageState.FAILED).count(size);
    metrics.invalidMessages(InvalidMessage.NOT_SUPPORTED).increment();
    replies.error(new ErrorCode.NotSupportedDirectSend(protocol));
  }

  // ---- requests

  @Override
  public void rpcRequest(NetworkMessage.RpcRequest request, int size) {
    if (services.answer(request, size, connection.readAt(), replies)) {
      return;
    }
    if (calls.full() || !connection.open()) {
      metrics.rpcRequests(MessageState.DECLINED).count(size);
      return;
    }
    ProtocolId protocol = request.protocol();
    InboundHandler handler = services.tellsReasons(protocol) ? null : handlers.rpc(protocol);
    if (handler == null) {
      rpcNotSupported(protocol, size);
      return;
    }
    long now = connection.readAt();
    if (!flow.accept(protocol.number(), size, now)) {
      metrics.rpcRequests(MessageState.DECLINED).count(size);
      return;
    }
    memory.hold(size);
    metrics.rpcRequests(MessageState.RECEIVED).count(size);
    pauseIfFull();
    InboundCall call =
        new InboundCall(request.requestId(), request.priority(), protocol, size, now);
    calls.add(call);
    Future<Buffer> answer =
        handler.rpc(new InboundMessage(peer, protocol, request.priority(), request.payload()));
    if (answer == null) {
      answered(call, Future.failedFuture("the handler gave no future"));
    } else if (answer.isComplete()) {
      answered(call, answer);
    } else {
      connection.watch();
      onLoop(answer, outcome -> answered(call, outcome));
    }
  }

  private void answered(InboundCall call, AsyncResult<Buffer> answer) {
    uncharge(call);
    if (!call.pending) {
      return;
    }
    release(call.protocol, call.size);
    if (answer.succeeded()) {
      replies.answer(call, answer.result());
      connection.requestEnded();
      return;
    }
    calls.remove(call);
    if (notSupported(answer.cause())) {
      rpcNotSupported(call.protocol, call.size);
    } else {
      metrics.rpcRequests(MessageState.FAILED).count(call.size);
      LOG.debug("{} of {} not answered: {}", call.protocol, peer, answer.cause().toString());
      InboundHandler handler = handlers.rpc(call.protocol);
      if (handler != null && !handler.reportsFailures()) {
        handlers.log().rpcFailed(call.protocol, peer, answer.cause());
      }
    }
    connection.requestEnded();
  }

  private void rpcNotSupported(ProtocolId protocol, int size) {
    metrics.rpcRequests(MessageState.FAILED).count(size);
    metrics.invalidMessages(InvalidMessage.NOT_SUPPORTED).increment();
    replies.error(new ErrorCode.NotSupportedRpcRequest(protocol));
  }

  // ---- responses and errors

  @Override
  public void rpcResponse(NetworkMessage.RpcResponse response, int size) {
    metrics.rpcResponses(MessageState.RECEIVED).count(size);
    connection.response(response);
  }

  @Override
  public void error(NetworkMessage.Error message, int size) {
    ErrorCode code = message.code();
    metrics.invalidMessages(InvalidMessage.ERROR_RECEIVED).increment();
    LOG.debug("{} reports {}", peer, code);
    if (code instanceof ErrorCode.NotSupportedRpcRequest notSupported) {
      connection.notSupported(notSupported);
    }
  }

  // ---- flow

  private void pauseIfFull() {
    if (flow.paused()) {
      connection.updateReading();
      connection.watch();
    }
  }

  private void release(ProtocolId protocol, int size) {
    boolean wasPaused = flow.paused();
    flow.release(protocol.number(), size);
    if (wasPaused && !flow.paused() && !closed) {
      connection.updateReading();
    }
  }

  private <T> void onLoop(Future<T> future, Consumer<AsyncResult<T>> then) {
    future.onComplete(
        outcome -> {
          if (eventLoop.inEventLoop()) {
            then.accept(outcome);
          } else if (!eventLoop.isShuttingDown()) {
            eventLoop.execute(() -> then.accept(outcome));
          }
        });
  }

  private static boolean notSupported(Throwable cause) {
    return cause instanceof DiemNetException failure && failure.code() == FailureCode.NOT_SUPPORTED;
  }
}

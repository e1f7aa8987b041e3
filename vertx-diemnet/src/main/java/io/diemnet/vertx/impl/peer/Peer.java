package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.AptosProtocols;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.DisconnectReason;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerInfo;
import io.diemnet.vertx.PeerQueues;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.memory.ChannelMemory;
import io.diemnet.vertx.impl.metrics.CloseReason;
import io.diemnet.vertx.impl.transport.ConnectionMetadata;
import io.diemnet.vertx.impl.transport.EstablishedChannel;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.diemnet.vertx.impl.wire.ProtocolRegistry;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.net.InetAddress;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One connection to a peer, as other threads see it. A sender reserves room in the budget, then the
 * message is handed to the connection's event loop, in one task for all that comes in one go; on
 * the loop itself nothing is posted.
 */
public final class Peer {

  private final ConnectionMetadata metadata;
  private final BitSet protocols;

  /** What the application may use on this connection. */
  private final List<ProtocolId> common;

  private final PeerEnvironment environment;
  private final PeerListener listener;
  private final EventLoop eventLoop;
  private final InetAddress source;
  final PeerConnection connection;

  final OutboundBudget budget;
  final Traffic traffic = new Traffic();
  private final Queue<Outbound> mailbox = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean mailboxScheduled = new AtomicBoolean();

  /** Null until a sender waits for room. */
  private volatile Queue<Handler<Void>> drainHandlers;

  private final Promise<Void> closed = Promise.promise();
  private volatile boolean closing;
  private volatile long roundTripNanos = -1;

  /** Prepares a connection whose handshake is complete; it reads nothing before {@link #start}. */
  public Peer(
      EstablishedChannel channel,
      PeerEnvironment environment,
      DeadlineScan deadlines,
      PeerListener listener) {
    this.metadata = channel.metadata();
    this.listener = listener;
    this.protocols = metadata.protocolNumbers();
    this.environment = environment;
    this.common =
        metadata.protocols().contains(ProtocolRegistry.CLOSE_REASON)
            ? metadata.protocols().stream().filter(settings().protocols()::serves).toList()
            : metadata.protocols();
    this.eventLoop = channel.channel().eventLoop();
    this.source = channel.source();
    this.budget =
        new OutboundBudget(
            environment.settings(), pings(), ChannelMemory.of(channel.channel()).account());
    this.connection = new PeerConnection(this, channel, environment, deadlines);
  }

  /** Takes over the channel's pipeline and begins to read. On the connection's loop. */
  public void start() {
    try {
      connection.start();
    } catch (RuntimeException | Error failure) {
      failed(failure);
    }
  }

  public ConnectionMetadata metadata() {
    return metadata;
  }

  public PeerId id() {
    return metadata.peer();
  }

  /** The IP address at the other end, behind a proxy if there is one; null in memory. */
  public InetAddress source() {
    return source;
  }

  public EventLoop eventLoop() {
    return eventLoop;
  }

  /** Completes when the connection is closed and told to the listener. */
  public Future<Void> closed() {
    return closed.future();
  }

  /** Whether both sides speak a protocol; false for one that is not configured here. */
  public boolean supports(ProtocolId protocol) {
    return protocols.get(protocol.number()) && configured(protocol);
  }

  /** A health ping, and in some profiles a latency ping. */
  private int pings() {
    boolean latency =
        environment.services().monitors() && supports(AptosProtocols.PEER_MONITORING_SERVICE_RPC);
    return (supports(ProtocolId.HEALTH_CHECKER_RPC) ? 1 : 0) + (latency ? 1 : 0);
  }

  private boolean configured(ProtocolId protocol) {
    return settings().protocols().serves(protocol);
  }

  public PeerInfo info() {
    long nanos = roundTripNanos;
    return new PeerInfo(
        metadata.peer(),
        metadata.address(),
        metadata.origin(),
        metadata.role(),
        common,
        metadata.connectedAt(),
        nanos < 0 ? null : nanos / 1e6,
        traffic.bytesIn(),
        traffic.bytesOut(),
        traffic.messagesIn(),
        traffic.messagesOut(),
        new PeerQueues(
            connection.queuedMessages() + budget.answers(),
            queuedBytes(),
            heldMessages(),
            heldBytes()));
  }

  /** Remembers the round-trip time of the last health ping. */
  public void roundTrip(long nanos) {
    roundTripNanos = nanos;
  }

  /** Bytes that wait to be written, answers that wait for room in the queue included. */
  public long queuedBytes() {
    return budget.bytes() + budget.answerBytes();
  }

  /** Messages that wait to be written, answers that wait for room in the queue included. */
  public long queuedMessages() {
    return connection.queuedMessages() + mailbox.size() + budget.answers();
  }

  /** Bytes that came in and that the application has not answered or taken yet. */
  public long heldBytes() {
    return connection.inbound.heldBytes();
  }

  /** Messages that came in and that the application has not answered or taken yet. */
  public long heldMessages() {
    return connection.inbound.heldMessages();
  }

  /** RPCs of ours in flight. */
  public int pendingCalls() {
    return budget.calls();
  }

  /**
   * Calls the peer; the promise gets the response or the failure. Fails at once with
   * INVALID_REQUEST, NOT_SUPPORTED, TOO_LARGE, CONNECTION_LOST or TOO_MANY_PENDING.
   *
   * @param cancelled gives the call up when it completes; may be null
   */
  public void call(PendingCall.Request request, Promise<Buffer> promise, Future<?> cancelled) {
    ProtocolId protocol = request.protocol();
    int size = settings().codec().rpcRequestSize(protocol.number(), request.payload().length());
    DiemNetException refusal = refusal(protocol, size, request.payload().length());
    if (refusal != null) {
      promise.fail(refusal);
      return;
    }
    if (!request.ping() && !budget.reserveCall()) {
      promise.fail(
          failure(
              FailureCode.TOO_MANY_PENDING,
              protocol,
              "all " + budget.maxCalls() + " RPC slots are taken"));
      return;
    }
    PendingCall call =
        new PendingCall(request, size + Integer.BYTES, environment.clock().nanos(), promise);
    if (request.ping()) {
      budget.reservePing(call.size);
    } else if (!budget.reserve(call.size, Outbound.NO_PROTOCOL)) {
      budget.releaseCall();
      promise.fail(queueFull(protocol, call.size));
      return;
    }
    submit(call);
    if (cancelled != null) {
      cancelled.onComplete(signal -> execute(() -> cancel(call)));
    }
  }

  /**
   * Queues a direct send.
   *
   * @param message may be shared by several peers
   * @return null, or why it was not queued
   */
  public DiemNetException directSend(NetworkMessage.DirectSend message) {
    ProtocolId protocol = message.protocol();
    int size = settings().codec().directSendSize(protocol.number(), message.payload().length());
    DiemNetException refusal = refusal(protocol, size, message.payload().length());
    if (refusal != null) {
      return refusal;
    }
    if (!budget.reserve(size + Integer.BYTES, protocol.number())) {
      return queueFull(protocol, size);
    }
    submit(new Outbound(message, size + Integer.BYTES, message.priority(), protocol.number()));
    return null;
  }

  public boolean writeQueueFull() {
    return budget.full();
  }

  /** Calls the handler once: now, or when there is room again or the connection is closed. */
  public void onDrain(Handler<Void> handler) {
    if (!budget.full() || closed.future().isComplete()) {
      handler.handle(null);
      return;
    }
    drainHandlers().add(handler);
    execute(this::checkDrained);
  }

  private synchronized Queue<Handler<Void>> drainHandlers() {
    if (drainHandlers == null) {
      drainHandlers = new ConcurrentLinkedQueue<>();
    }
    return drainHandlers;
  }

  /**
   * Ends the connection gracefully: new work is refused, calls in flight finish, what is queued is
   * flushed (specification section 8, "Closing").
   *
   * @param told what the remote is told, if it can be
   */
  public Future<Void> close(CloseReason told) {
    closing = true;
    execute(() -> connection.close(told));
    return closed();
  }

  /** As {@link #close(CloseReason)}, and tells the remote nothing. */
  public Future<Void> close() {
    return close(null);
  }

  /** Ends the connection at once, and tells the remote nothing. */
  public Future<Void> abort(DisconnectReason reason, String cause) {
    return abort(reason, null, cause);
  }

  /**
   * Ends the connection at once.
   *
   * @param told what the remote is told, if it can be without waiting; null for nothing
   */
  public Future<Void> abort(DisconnectReason reason, CloseReason told, String cause) {
    closing = true;
    execute(() -> connection.abort(reason, told, cause));
    return closed();
  }

  // The rest is for the connection, on its event loop.

  /** Looks at deadlines; false when there is nothing to wait for. */
  boolean expire(long now) {
    return connection.expire(now);
  }

  boolean mailboxEmpty() {
    return mailbox.isEmpty();
  }

  Outbound pollMailbox() {
    return mailbox.poll();
  }

  void checkDrained() {
    Queue<Handler<Void>> waiting = drainHandlers;
    if (waiting == null) {
      return;
    }
    Handler<Void> handler;
    // A handler may fill the queue again and wait once more: that one is not called now.
    while (!waiting.isEmpty()
        && (closed.future().isComplete() || budget.drained())
        && (handler = waiting.poll()) != null) {
      handler.handle(null);
    }
  }

  /**
   * @param told what the remote gave as its reason to end the connection, or null
   */
  void closed(DisconnectReason reason, CloseReason told, String cause) {
    closing = true;
    if (told == null) {
      environment.metrics().connectionsClosed(reason).increment();
    } else {
      environment.metrics().connectionsClosed(told).increment();
    }
    listener.closed(this, reason, cause);
    closed.complete();
    checkDrained();
  }

  private DiemNetException failure(FailureCode code, ProtocolId protocol, String why) {
    return failure(metadata.peer(), code, protocol, why);
  }

  static DiemNetException failure(PeerId peer, FailureCode code, ProtocolId protocol, String why) {
    return new DiemNetException(code, protocol + " to " + peer + ": " + why);
  }

  private PeerSettings settings() {
    return environment.settings();
  }

  private DiemNetException refusal(ProtocolId protocol, int size, int payload) {
    if (!supports(protocol)) {
      return configured(protocol)
          ? failure(FailureCode.NOT_SUPPORTED, protocol, "the remote does not speak it")
          : failure(FailureCode.INVALID_REQUEST, protocol, "the protocol is not configured here");
    }
    if (size > settings().maxMessageSize() || payload > settings().maxPayload()) {
      return failure(FailureCode.TOO_LARGE, protocol, settings().tooLarge(size, payload));
    }
    if (closing) {
      return failure(FailureCode.CONNECTION_LOST, protocol, "the connection is closing");
    }
    return null;
  }

  private DiemNetException queueFull(ProtocolId protocol, int size) {
    return failure(
        FailureCode.TOO_MANY_PENDING,
        protocol,
        budget.hasRoom(size)
            ? "the memory budget of the process has no room"
            : "the outbound queue is full (" + budget.bytes() + " bytes wait)");
  }

  private void submit(Outbound message) {
    if (eventLoop.inEventLoop() && mailbox.isEmpty()) {
      connection.send(message);
      return;
    }
    mailbox.add(message);
    if (mailboxScheduled.compareAndSet(false, true)) {
      boolean posted = false;
      try {
        execute(this::drainMailbox);
        posted = true;
      } finally {
        if (!posted) {
          mailboxScheduled.set(false);
        }
      }
    }
  }

  private void cancel(PendingCall call) {
    // The signal can overtake the task that takes the call out of the mailbox.
    takeMailbox();
    connection.rpcs.cancel(call);
  }

  /** The work of this connection failed outside the pipeline: ends it. On its loop. */
  void failed(Throwable failure) {
    connection.abort(DisconnectReason.CONNECTION_LOST, "the connection's work failed: " + failure);
  }

  private void drainMailbox() {
    mailboxScheduled.set(false);
    takeMailbox();
  }

  private void takeMailbox() {
    Outbound message;
    while ((message = mailbox.poll()) != null) {
      try {
        connection.send(message);
      } catch (RuntimeException | Error failure) {
        failed(failure);
      }
    }
  }

  private void execute(Runnable task) {
    if (eventLoop.inEventLoop()) {
      task.run();
      return;
    }
    try {
      eventLoop.execute(task);
    } catch (RejectedExecutionException stopped) {
      // The Vert.x instance is gone, and with it the connection and its callers.
      Outbound message;
      while ((message = mailbox.poll()) != null) {
        connection.discard(message);
      }
    }
  }
}

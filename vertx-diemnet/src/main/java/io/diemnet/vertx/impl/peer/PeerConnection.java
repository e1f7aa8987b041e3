package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.DisconnectReason;
import io.diemnet.vertx.impl.memory.ChannelMemory;
import io.diemnet.vertx.impl.metrics.CloseReason;
import io.diemnet.vertx.impl.metrics.InvalidMessage;
import io.diemnet.vertx.impl.noise.PlaintextSink;
import io.diemnet.vertx.impl.transport.EstablishedChannel;
import io.diemnet.vertx.impl.wire.ErrorCode;
import io.diemnet.vertx.impl.wire.MessageDecoder;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;

/**
 * The loop's side of a {@link Peer}: its calls, its queue, its life. Owned by the event loop of the
 * socket; {@link PeerChannelHandler} brings it what happens there.
 *
 * <pre>
 *   OPEN -- close() --> DRAINING -- nothing in flight --> HALF_CLOSED -- remote's end --> CLOSED
 *     any state -- lost, poisoned, aborted, or the close deadline --> CLOSED
 * </pre>
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // closing or writing tells its outcome by the end of the channel
final class PeerConnection implements OutboundStream.Listener, InboundListener {

  enum State {
    OPEN,
    /** New work is refused; calls in flight finish, the queue is flushed. */
    DRAINING,
    /** Our end is sent; what still comes in is discarded. */
    HALF_CLOSED,
    CLOSED
  }

  final OutboundRpcs rpcs;
  final InboundMessages inbound;
  private final Peer peer;
  private final PeerEnvironment environment;
  private final Channel channel;
  private final OutboundStream outbound;
  private final LastWords lastWords;
  private final PeerChannelHandler handler;
  private final MessageDecoder decoder;
  private final DeadlineScan deadlines;

  /** Null when no rate limit is on. */
  private final Throttle throttle;

  private State state = State.OPEN;
  private boolean watched;
  private long closeDeadline;
  private long readAt;

  PeerConnection(
      Peer peer,
      EstablishedChannel established,
      PeerEnvironment environment,
      DeadlineScan deadlines) {
    this.peer = peer;
    this.environment = environment;
    this.deadlines = deadlines;
    this.channel = established.channel();
    this.throttle = Throttle.of(environment, channel);
    this.outbound =
        new OutboundStream(established, throttle, peer.budget, peer.traffic, environment, this);
    this.lastWords = new LastWords(established, environment, outbound);
    this.rpcs = new OutboundRpcs(peer.id(), outbound, peer.budget, environment, this::roomFreed);
    ChannelMemory memory = ChannelMemory.of(channel);
    memory.onEvicted(this::evicted);
    this.inbound =
        new InboundMessages(
            peer.id(),
            channel.eventLoop(),
            environment,
            outbound,
            peer.budget,
            peer.traffic,
            new InboundMemory(memory),
            this);
    PeerSettings settings = environment.settings();
    this.decoder =
        new MessageDecoder(
            settings.codec().parser(settings.protocols(), settings.maxFrameSize(), memory.lease()),
            settings.maxFrameSize(),
            inbound,
            memory.lease());
    this.handler = new PeerChannelHandler(this, established, memory, decoder);
  }

  void start() {
    handler.install();
  }

  @Override
  public boolean open() {
    return state == State.OPEN;
  }

  @Override
  public boolean closed() {
    return state == State.CLOSED;
  }

  @Override
  public boolean repliesPossible() {
    return state == State.OPEN || state == State.DRAINING;
  }

  /** Messages that wait to be written. From any thread. */
  int queuedMessages() {
    return outbound.size();
  }

  private long now() {
    return environment.clock().nanos();
  }

  // ---- outbound

  /** Takes a message for which room is reserved. */
  void send(Outbound message) {
    // What was accepted before the connection began to close is still sent.
    if (!repliesPossible()) {
      discard(message);
    } else if (message instanceof PendingCall call) {
      if (call.done()) {
        discard(call);
        roomFreed();
        return;
      }
      watch();
      rpcs.send(call);
    } else {
      outbound.add(message, false);
    }
  }

  /** A message that will not be written: releases its room and tells or counts it. */
  void discard(Outbound message) {
    peer.budget.release(message);
    if (message instanceof PendingCall call) {
      rpcs.fail(call);
    } else {
      outbound.failed(message);
    }
  }

  @Override
  public void response(NetworkMessage.RpcResponse response) {
    rpcs.response(response);
  }

  @Override
  public void notSupported(ErrorCode.NotSupportedRpcRequest error) {
    rpcs.notSupported(error);
  }

  /** Messages were written or taken back: answers that wait have the room before other senders. */
  private void roomFreed() {
    inbound.roomFreed();
    peer.checkDrained();
  }

  // ---- flushing

  void scheduleFlush() {
    outbound.scheduleFlush();
  }

  void readStarted() {
    readAt = now();
    outbound.readStarted();
  }

  /** Taken once a read: asking the clock for each message is slow. */
  @Override
  public long readAt() {
    return readAt;
  }

  void readComplete() {
    inbound.readComplete();
    outbound.readComplete();
    if (decoder.assembling()) {
      watch();
    }
  }

  void flush() {
    outbound.flush();
  }

  @Override
  public void flushed() {
    roomFreed();
    if (!outbound.idle() && throttled()) {
      watch();
    }
    halfCloseWhenDrained();
  }

  @Override
  public void writingFailed(Throwable failure) {
    abort(DisconnectReason.CONNECTION_LOST, "writing failed: " + failure.getMessage());
  }

  // ---- deadlines

  /** Asks for {@link #expire} to be called until nothing has a deadline. */
  @Override
  public void watch() {
    if (!watched) {
      watched = true;
      deadlines.watch(peer);
    }
  }

  boolean expire(long now) {
    rpcs.expire(now);
    inbound.expire(now, outbound.progress());
    decoder.expire(now);
    peer.checkDrained();
    if (throttle != null && throttle.expire(now)) {
      updateReading();
      flush();
    }
    halfCloseWhenDrained();
    if (state != State.OPEN && state != State.CLOSED && now - closeDeadline >= 0) {
      abort(DisconnectReason.REQUESTED, lastWords.own(), "the close deadline passed");
    }
    watched =
        state != State.CLOSED
            && (state != State.OPEN
                || rpcs.size() > 0
                || inbound.hasDeadline()
                || decoder.assembling()
                || throttled());
    return watched;
  }

  // ---- the end

  void close(CloseReason reason) {
    if (state != State.OPEN) {
      return;
    }
    lastWords.closing(reason);
    state = State.DRAINING;
    closeDeadline = now() + environment.settings().closeTimeout();
    watch();
    halfCloseWhenDrained();
  }

  @Override
  public void requestEnded() {
    halfCloseWhenDrained();
  }

  private void halfCloseWhenDrained() {
    if (state != State.DRAINING
        || rpcs.size() > 0
        || inbound.pending() > 0
        || !outbound.idle()
        || !peer.mailboxEmpty()) {
      return;
    }
    state = State.HALF_CLOSED;
    handler.discardInput();
    lastWords.tellOwn();
    // The empty write completes after all that was written before it is on the socket.
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            flushed -> {
              if (channel instanceof DuplexChannel duplex && flushed.isSuccess()) {
                duplex.shutdownOutput();
              } else {
                channel.close();
              }
            });
  }

  /** Ends the connection now, and tells the remote nothing. */
  void abort(DisconnectReason reason, String cause) {
    abort(reason, null, cause);
  }

  /**
   * Ends the connection now.
   *
   * @param reasonToTell what the remote is told if it can be at once, or null
   */
  void abort(DisconnectReason reason, CloseReason reasonToTell, String cause) {
    end(reason, reasonToTell, null, cause);
  }

  private void end(
      DisconnectReason reason, CloseReason reasonToTell, CloseReason remotes, String cause) {
    if (state == State.CLOSED) {
      return;
    }
    boolean lastWordsPossible = state != State.HALF_CLOSED;
    state = State.CLOSED;
    handler.discardInput();
    if (lastWordsPossible) {
      lastWords.tell(reasonToTell);
    }
    channel.close();
    inbound.close();
    discardAll();
    if (throttle != null) {
      throttle.close();
    }
    peer.closed(reason, remotes, cause);
  }

  @Override
  public void announced(CloseReason reason) {
    lastWords.announced(reason);
  }

  private void evicted() {
    abort(
        DisconnectReason.MEMORY,
        CloseReason.MEMORY,
        "memory is short and this connection held most of it among the least trusted");
  }

  /** The connection cannot go on, for that cause. */
  void ended(String cause) {
    abort(
        state == State.OPEN ? DisconnectReason.CONNECTION_LOST : DisconnectReason.REQUESTED, cause);
  }

  /** The socket has ended, for that cause: the remote may have announced a better one. */
  void remoteEnded(String cause) {
    CloseReason announced = lastWords.announced();
    CloseReason own = lastWords.own();
    if (state == State.OPEN && announced != null) {
      end(
          DisconnectReason.CONNECTION_LOST,
          null,
          announced,
          "the remote closed it: " + announced.words());
    } else if (state == State.OPEN || own == null) {
      ended(cause);
    } else {
      String here = "closed here (" + own + ")";
      ended(state == State.HALF_CLOSED ? here : here + ": " + cause);
    }
  }

  private void discardAll() {
    Outbound abandoned;
    while ((abandoned = outbound.abandon()) != null) {
      if (abandoned instanceof PendingCall) {
        peer.budget.release(abandoned);
      } else {
        discard(abandoned);
      }
    }
    rpcs.close();
    Outbound waiting;
    while ((waiting = outbound.poll()) != null) {
      discard(waiting);
    }
    while ((waiting = peer.pollMailbox()) != null) {
      discard(waiting);
    }
  }

  /** Whether nothing may be decrypted now: the application or a rate limit has enough. */
  boolean readingPaused() {
    return inbound.paused() || (throttle != null && throttle.readWaits());
  }

  /** The way of decrypted bytes to the decoder. */
  PlaintextSink metered(PlaintextSink decoder) {
    return throttle == null ? decoder : throttle.metered(decoder, this::readingWaits);
  }

  private void readingWaits() {
    updateReading();
    watch();
  }

  private boolean throttled() {
    return throttle != null && throttle.waits();
  }

  /** Turns reading on or off. */
  @Override
  public void updateReading() {
    handler.setReading(!readingPaused());
  }

  @Override
  public void violation(InvalidMessage type, String cause) {
    environment.metrics().invalidMessages(type).increment();
    ended(cause);
  }
}

package io.diemnet.vertx.impl.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.DisconnectReason;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.InboundMessage;
import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.DiemWire;
import io.diemnet.vertx.impl.handshake.MessagingVersion;
import io.diemnet.vertx.impl.memory.ChannelMemory;
import io.diemnet.vertx.impl.memory.MemoryBudget;
import io.diemnet.vertx.impl.memory.MemoryClass;
import io.diemnet.vertx.impl.metrics.NetworkMetrics;
import io.diemnet.vertx.impl.noise.FrameDecrypter;
import io.diemnet.vertx.impl.noise.FrameEncrypter;
import io.diemnet.vertx.impl.transport.ConnectionMetadata;
import io.diemnet.vertx.impl.transport.EstablishedChannel;
import io.diemnet.vertx.impl.wire.ErrorCode;
import io.diemnet.vertx.impl.wire.MessageDecoder;
import io.diemnet.vertx.impl.wire.MessageEncoder;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One peer on a channel without a socket, with time in the test's hands, and the remote at the
 * other end of its Noise session.
 */
final class TestConnection implements DeadlineScan, MessageDecoder.Listener {

  static final PeerId REMOTE = PeerId.parse("00000000000000000000000000000002");

  final ManualClock clock;
  final NetworkMetrics metrics = new NetworkMetrics();
  final ProtocolHandlers handlers = new ProtocolHandlers("test");
  final EmbeddedChannel channel = new EmbeddedChannel();
  final Peer peer;

  /** What the remote received, in order. */
  final List<NetworkMessage> received = new ArrayList<>();

  /** What the connection is charged to. */
  final MemoryBudget memory;

  DisconnectReason ended;
  String cause;

  private final FrameEncrypter remoteEncrypter;
  private final FrameDecrypter remoteDecrypter;
  private final Set<Peer> watched = new LinkedHashSet<>();

  TestConnection(LimitsOptions limits) {
    this(limits, ProtocolId.builtIn());
  }

  TestConnection(LimitsOptions limits, List<ProtocolId> common) {
    this(limits, common, new ManualClock(), null);
  }

  /** The connection of a stranger in a process with that budget. */
  TestConnection(LimitsOptions limits, MemoryBudget memory) {
    this(limits, ProtocolId.builtIn(), new ManualClock(), null, memory);
  }

  /** A connection from 10.0.0.1 under rate limits. */
  TestConnection(
      LimitsOptions limits, List<ProtocolId> common, ManualClock clock, RateLimits rateLimits) {
    this(limits, common, clock, rateLimits, new MemoryBudget(1L << 40));
  }

  private TestConnection(
      LimitsOptions limits,
      List<ProtocolId> common,
      ManualClock clock,
      RateLimits rateLimits,
      MemoryBudget memory) {
    this.clock = clock;
    this.memory = memory;
    ChannelMemory.attach(channel, memory.open(this, MemoryClass.STRANGERS));
    if (rateLimits != null) {
      EstablishedChannel.setSource(channel, new InetSocketAddress("10.0.0.1", 1).getAddress());
    }
    Sessions sessions = Sessions.fresh();
    remoteEncrypter = new FrameEncrypter(sessions.remote().send());
    remoteDecrypter =
        new FrameDecrypter(
            sessions.remote().receive(),
            new MessageDecoder(DiemWire.REGISTRY, Integer.MAX_VALUE, this));
    channel.config().setAutoRead(false);
    channel.pipeline().addLast("handshake", new ChannelInboundHandlerAdapter());
    peer =
        new Peer(
            new EstablishedChannel(
                new ConnectionMetadata(
                    REMOTE,
                    0,
                    NetworkAddress.parse("/ip4/127.0.0.1/tcp/1"),
                    ConnectionOrigin.INBOUND,
                    PeerRole.VALIDATOR,
                    MessagingVersion.V1,
                    common,
                    0),
                channel,
                "handshake",
                new FrameDecrypter(sessions.own().receive(), (array, offset, length) -> {}),
                new FrameEncrypter(sessions.own().send()),
                new byte[0],
                new ArrayList<>()),
            new PeerEnvironment(
                PeerSettings.of(limits, DiemWire.REGISTRY, DiemWire.CODEC),
                handlers,
                metrics,
                clock,
                rateLimits),
            this,
            (closed, reason, why) -> {
              ended = reason;
              cause = why;
            });
    peer.start();
  }

  // ---- the application here

  void serve(ProtocolId protocol, Function<InboundMessage, Future<Buffer>> handler) {
    handlers.setRpc(protocol, handler(handler));
  }

  void take(ProtocolId protocol, Function<InboundMessage, Future<?>> handler) {
    handlers.setDirectSend(protocol, handler(handler));
  }

  @SuppressWarnings("unchecked")
  private static InboundHandler handler(Function<InboundMessage, ? extends Future<?>> function) {
    return new InboundHandler() {
      @Override
      public Future<Buffer> rpc(InboundMessage message) {
        return (Future<Buffer>) function.apply(message);
      }

      @Override
      public Future<?> directSend(InboundMessage message) {
        return function.apply(message);
      }
    };
  }

  Future<Buffer> call(ProtocolId protocol, String request, long timeoutMillis) {
    return call(protocol, request, timeoutMillis, false, null);
  }

  Future<Buffer> call(
      ProtocolId protocol, String request, long timeoutMillis, boolean ping, Future<?> cancelled) {
    Promise<Buffer> promise = Promise.promise();
    peer.call(
        new PendingCall.Request(
            protocol,
            Buffer.buffer(request),
            0,
            TimeUnit.MILLISECONDS.toNanos(timeoutMillis),
            ping),
        promise,
        cancelled);
    return promise.future();
  }

  DiemNetException send(ProtocolId protocol, int priority, Buffer payload) {
    return peer.directSend(new NetworkMessage.DirectSend(protocol, priority, payload));
  }

  static FailureCode code(Future<?> failed) {
    assertThat(failed.failed()).as("failed").isTrue();
    return ((DiemNetException) failed.cause()).code();
  }

  // ---- time

  void passMillis(long millis) {
    clock.advanceMillis(millis);
    for (Peer each : List.copyOf(watched)) {
      if (!each.expire(clock.nanos())) {
        watched.remove(each);
      }
    }
    settle();
  }

  @Override
  public void watch(Peer watchedPeer) {
    watched.add(watchedPeer);
  }

  boolean watched() {
    return !watched.isEmpty();
  }

  // ---- the remote

  /** The remote sends these messages in one frame. */
  void remoteSends(NetworkMessage... messages) {
    Buffer plaintext = Buffer.buffer();
    for (NetworkMessage message : messages) {
      plaintext.appendBytes(MessageEncoder.encode(message));
    }
    remoteSends(plaintext.getBytes());
  }

  void remoteSends(byte[] plaintext) {
    ByteBuf out = Unpooled.buffer();
    for (int at = 0; at < plaintext.length; at += FrameEncrypter.MAX_PLAINTEXT) {
      int part = Math.min(FrameEncrypter.MAX_PLAINTEXT, plaintext.length - at);
      remoteEncrypter.encrypt(plaintext, at, part, out);
    }
    channel.writeInbound(out);
    settle();
  }

  void remoteCloses() {
    channel.close().syncUninterruptibly();
    settle();
  }

  /** Runs what was posted and gives the remote what was written. */
  void settle() {
    channel.runPendingTasks();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      remoteDecrypter.decrypt(part);
      part.release();
    }
  }

  /** Whether the remote reads: if not, nothing can be written. */
  void setRemoteReads(boolean reads) {
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, reads);
    settle();
  }

  /** Writes all that waits. */
  void flushAll() {
    while (peer.queuedMessages() > 0) {
      peer.connection.scheduleFlush();
      settle();
    }
  }

  boolean reading() {
    return channel.config().isAutoRead();
  }

  /** The requests that the remote received. */
  List<NetworkMessage.RpcRequest> requests() {
    return all(NetworkMessage.RpcRequest.class);
  }

  List<NetworkMessage.RpcResponse> responses() {
    return all(NetworkMessage.RpcResponse.class);
  }

  List<ErrorCode> errors() {
    return all(NetworkMessage.Error.class).stream().map(NetworkMessage.Error::code).toList();
  }

  private <T extends NetworkMessage> List<T> all(Class<T> type) {
    return received.stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Override
  public void message(NetworkMessage message, int length) {
    received.add(message);
  }

  @Override
  public void unparseable(int firstByte, int secondByte) {
    throw new AssertionError("the remote cannot parse " + firstByte + " " + secondByte);
  }

  @Override
  public void tooLarge(long announced) {
    throw new AssertionError("too large for the remote: " + announced);
  }
}

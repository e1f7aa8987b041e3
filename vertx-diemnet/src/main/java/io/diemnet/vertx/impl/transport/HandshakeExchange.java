package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.impl.handshake.HandshakeException;
import io.diemnet.vertx.impl.handshake.HandshakeMsg;
import io.diemnet.vertx.impl.handshake.HandshakeRules;
import io.diemnet.vertx.impl.memory.ChannelMemory;
import io.diemnet.vertx.impl.metrics.FailureReason;
import io.diemnet.vertx.impl.noise.FrameDecrypter;
import io.diemnet.vertx.impl.noise.FrameEncrypter;
import io.diemnet.vertx.impl.noise.FrameFailure;
import io.diemnet.vertx.impl.noise.FramePacker;
import io.diemnet.vertx.impl.noise.NoiseSession;
import io.diemnet.vertx.impl.noise.PlaintextSink;
import io.diemnet.vertx.impl.transport.UpgradeException.Step;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The handshake of specification section 6 on a fresh Noise session: writes this side's message,
 * reads the remote's, and keeps for the peer what follows it.
 *
 * <pre>
 *   length   u16 big-endian
 *   message  BCS of HandshakeMsg
 * </pre>
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // closing or writing tells its outcome by the end of the channel
final class HandshakeExchange extends ChannelInboundHandlerAdapter implements PlaintextSink {

  /** The handler's name in the pipeline. */
  static final String NAME = "handshake";

  private static final int PREFIX = 2;
  private static final int FIRST_RECEIVED = 64;

  /** Called on the event loop: {@code sessionProved} at most once, then one of the others once. */
  interface Listener {

    /** The first frame of the session has decrypted: the remote holds the keys. */
    void sessionProved();

    /** Both sides agree; {@link #handOver} gives the channel. */
    void agreed(HandshakeMsg.Negotiated negotiated);

    void failed(UpgradeException reason);
  }

  private final HandshakeMsg own;
  private final HandshakeRules rules;
  private final Listener listener;
  private final ChannelMemory memory;
  private final FrameDecrypter decrypter;
  private final FrameEncrypter encrypter;
  private final Channel channel;
  private final List<ByteBuf> ciphertext = new ArrayList<>(1);

  /** Prefix and message, as far as they have come; grows with what comes. */
  private byte[] received = new byte[FIRST_RECEIVED];

  private int length;
  private byte[] rest = new byte[0];
  private boolean proved;
  private boolean over;
  private boolean complete;

  HandshakeExchange(
      Channel channel,
      HandshakeMsg own,
      HandshakeRules rules,
      NoiseSession session,
      ChannelMemory memory,
      Listener listener) {
    this.channel = channel;
    this.own = own;
    this.rules = rules;
    this.memory = memory;
    this.listener = listener;
    this.decrypter = new FrameDecrypter(session.ciphers().receive(), this);
    this.decrypter.chargeTo(memory.lease());
    this.encrypter = new FrameEncrypter(session.ciphers().send());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    byte[] frame = own.encodeFrame(rules);
    ByteBuf out = ctx.alloc().directBuffer(FramePacker.room(frame.length));
    FramePacker packer = new FramePacker(encrypter);
    packer.add(Unpooled.wrappedBuffer(frame), out, Integer.MAX_VALUE);
    packer.finish(out);
    ctx.writeAndFlush(out, ctx.voidPromise());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf bytes) || (over && !complete)) {
      ReferenceCountUtil.release(message);
      return;
    }
    ciphertext.add(bytes);
    if (!complete) {
      decrypt(bytes);
    }
    memory.unread(ciphertext);
  }

  private void decrypt(ByteBuf bytes) {
    FrameDecrypter.State state = decrypter.decrypt(bytes);
    if (!bytes.isReadable()) {
      ciphertext.remove(bytes);
      bytes.release();
    }
    if (complete) {
      agree();
    } else if (state == FrameDecrypter.State.FAILED) {
      fail(frameFailure(decrypter.failure()));
    } else if (state == FrameDecrypter.State.ENDED) {
      fail(closed());
    }
  }

  @Override
  public void plaintext(byte[] array, int offset, int count) {
    if (!proved) {
      proved = true;
      listener.sessionProved();
    }
    int taken = take(array, offset, count);
    if (length >= PREFIX && length == wanted()) {
      complete = true;
      rest = Arrays.copyOfRange(array, offset + taken, offset + count);
      // What else is in this read belongs to the peer.
      decrypter.setPaused(true);
    }
  }

  private int take(byte[] array, int offset, int count) {
    int taken = 0;
    while (taken < count && length < wanted()) {
      int part = Math.min(count - taken, wanted() - length);
      if (received.length < length + part) {
        int grown = Math.max(length + part, 2 * received.length);
        memory.lease().change(received.length, grown);
        received = Arrays.copyOf(received, grown);
      }
      System.arraycopy(array, offset + taken, received, length, part);
      length += part;
      taken += part;
    }
    return taken;
  }

  private int wanted() {
    return length < PREFIX ? PREFIX : PREFIX + ((received[0] & 0xff) << 8 | (received[1] & 0xff));
  }

  private void agree() {
    channel.config().setAutoRead(false);
    try {
      HandshakeMsg remote = HandshakeMsg.decode(received, PREFIX, length - PREFIX, rules);
      HandshakeMsg.Negotiated negotiated = own.negotiate(remote, rules);
      over = true;
      memory.lease().change(received.length, FIRST_RECEIVED);
      received = null;
      listener.agreed(negotiated);
    } catch (HandshakeException disagreement) {
      complete = false;
      fail(
          new UpgradeException(
              Step.HANDSHAKE, FailureReason.of(disagreement.reason()), disagreement.getMessage()));
    }
  }

  /** The channel with what was read beyond the handshake, once both sides agree. */
  EstablishedChannel handOver(ConnectionMetadata metadata) {
    return new EstablishedChannel(metadata, channel, NAME, decrypter, encrypter, rest, ciphertext);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    fail(decrypter.midFrame() ? frameFailure(FrameFailure.TRUNCATED) : closed());
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (!over) {
      releaseAll();
    }
  }

  private static UpgradeException frameFailure(FrameFailure failure) {
    return new UpgradeException(
        Step.HANDSHAKE, FailureReason.of(failure), "the remote sent " + failure.description());
  }

  private static UpgradeException closed() {
    return new UpgradeException(
        Step.HANDSHAKE,
        FailureReason.CLOSED_IN_HANDSHAKE,
        "the remote closed the connection instead of agreeing: it may be on another chain or"
            + " network, or does not know this node");
  }

  private void fail(UpgradeException reason) {
    if (!over) {
      over = true;
      decrypter.close();
      releaseAll();
      listener.failed(reason);
    }
  }

  private void releaseAll() {
    ciphertext.forEach(ByteBuf::release);
    ciphertext.clear();
  }
}

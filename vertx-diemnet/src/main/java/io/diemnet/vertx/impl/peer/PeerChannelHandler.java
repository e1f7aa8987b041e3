package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.impl.memory.ChannelMemory;
import io.diemnet.vertx.impl.metrics.InvalidMessage;
import io.diemnet.vertx.impl.noise.FrameDecrypter;
import io.diemnet.vertx.impl.noise.PlaintextSink;
import io.diemnet.vertx.impl.transport.EstablishedChannel;
import io.diemnet.vertx.impl.wire.MessageDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The end of a connection's pipeline: ciphertext in, and what happens to the socket. Turns reading
 * on and off, and keeps what was read already while it is off.
 */
final class PeerChannelHandler extends ChannelDuplexHandler {

  private final PeerConnection connection;
  private final EstablishedChannel established;
  private final FrameDecrypter decrypter;
  private final MessageDecoder decoder;
  private final ChannelMemory memory;

  /** Read from the socket, not decrypted yet: at most what one turn of the loop reads. */
  private final Deque<ByteBuf> held = new ArrayDeque<>(0);

  private boolean installed;
  private boolean decrypting;
  private boolean discarding;
  private boolean ended;

  PeerChannelHandler(
      PeerConnection connection,
      EstablishedChannel established,
      ChannelMemory memory,
      MessageDecoder decoder) {
    this.memory = memory;
    this.connection = connection;
    this.established = established;
    this.decrypter = established.decrypter();
    this.decoder = decoder;
  }

  /** Takes the place of the handshake's handler, beginning with what was read beyond it. */
  void install() {
    Channel channel = established.channel();
    held.addAll(established.ciphertext());
    established.ciphertext().clear();
    if (!channel.isActive() || channel.pipeline().get(established.handler()) == null) {
      readLastWords();
      connection.remoteEnded("the connection ended before it was taken over");
      releaseHeld();
      return;
    }
    channel.pipeline().replace(established.handler(), "peer", this);
    installed = true;
    if (discarding) {
      discardInput();
      return;
    }
    decrypter.setPaused(false);
    PlaintextSink sink = connection.metered(decoder);
    decrypter.deliverTo(sink);
    byte[] plaintext = established.plaintext();
    connection.readStarted();
    if (plaintext.length > 0) {
      sink.plaintext(plaintext, 0, plaintext.length);
    }
    decryptHeld(false);
    connection.readComplete();
    connection.updateReading();
  }

  /** The connection has ended already, but the remote may have said why. */
  private void readLastWords() {
    if (discarding) {
      return;
    }
    decrypter.setPaused(false);
    decrypter.deliverTo(decoder);
    connection.readStarted();
    byte[] plaintext = established.plaintext();
    if (plaintext.length > 0) {
      decoder.plaintext(plaintext, 0, plaintext.length);
    }
    decryptHeld(true);
    connection.readComplete();
  }

  void setReading(boolean on) {
    if (discarding || !installed) {
      return;
    }
    Channel channel = established.channel();
    decrypter.setPaused(!on);
    if (on && !held.isEmpty() && !decrypting) {
      // Not in the caller's stack: the caller may be in the middle of a message.
      channel.eventLoop().execute(this::resumeHeld);
      return;
    }
    if (channel.config().isAutoRead() != on) {
      channel.config().setAutoRead(on);
    }
  }

  /** From now on what comes in is read and thrown away, so that the remote's end is seen. */
  void discardInput() {
    discarding = true;
    decoder.close();
    decrypter.close();
    releaseHeld();
    if (established.channel().isActive()) {
      established.channel().config().setAutoRead(true);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (discarding) {
      bytes.release();
      return;
    }
    connection.readStarted();
    held.add(bytes);
    decryptHeld(false);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    connection.readComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      connection.scheduleFlush();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!discarding && !held.isEmpty()) {
      // What came before the end is delivered, pause or not: it is little.
      decrypter.setPaused(false);
      connection.readStarted();
      decryptHeld(true);
    }
    boolean truncated = !discarding && (decrypter.midFrame() || decoder.midMessage());
    releaseHeld();
    if (truncated) {
      connection.violation(
          InvalidMessage.FRAME_TRUNCATED, "the connection was lost inside a message");
    } else {
      connection.remoteEnded("the remote closed it");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    boolean told = false;
    try {
      connection.remoteEnded("the connection failed: " + cause.getMessage());
      told = true;
    } finally {
      if (!told) {
        // Its end is told by the channel's.
        var unused = ctx.close();
      }
    }
  }

  private void resumeHeld() {
    try {
      connection.readStarted();
      decryptHeld(false);
      connection.readComplete();
      connection.updateReading();
    } catch (RuntimeException | Error failure) {
      // In a task of the loop, where no pipeline catches it.
      connection.ended("the connection failed: " + failure.getMessage());
    }
  }

  private void decryptHeld(boolean pauseIgnored) {
    if (decrypting) {
      return;
    }
    decrypting = true;
    try {
      ByteBuf bytes;
      while (!ended && (bytes = held.peek()) != null) {
        if (connection.readingPaused()) {
          if (!pauseIgnored) {
            break;
          }
          decrypter.setPaused(false);
        }
        FrameDecrypter.State state = decrypter.decrypt(bytes);
        if (state != FrameDecrypter.State.OPEN) {
          ended = true;
          finish(state);
        } else if (!bytes.isReadable()) {
          held.remove().release();
        }
      }
    } finally {
      decrypting = false;
      memory.unread(held);
    }
    if (ended) {
      releaseHeld();
    }
  }

  private void finish(FrameDecrypter.State state) {
    if (state == FrameDecrypter.State.FAILED) {
      connection.violation(
          InvalidMessage.of(decrypter.failure()),
          "the remote sent " + decrypter.failure().description());
    } else if (state == FrameDecrypter.State.ENDED) {
      connection.remoteEnded("the remote ended the stream");
    }
  }

  private void releaseHeld() {
    if (decrypting) {
      // decryptHeld still looks at the first of them and does this afterwards.
      ended = true;
      return;
    }
    ByteBuf bytes;
    while ((bytes = held.poll()) != null) {
      bytes.release();
    }
    memory.unread(held);
  }
}

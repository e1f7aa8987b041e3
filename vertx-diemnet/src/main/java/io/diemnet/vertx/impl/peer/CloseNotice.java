package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.metrics.CloseReason;
import io.diemnet.vertx.impl.noise.FramePacker;
import io.diemnet.vertx.impl.transport.EstablishedChannel;
import io.diemnet.vertx.impl.wire.MessageCodec;
import io.diemnet.vertx.impl.wire.MessageEncoder;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.vertx.core.buffer.Buffer;

/**
 * The message that tells a remote why its connection is about to be closed: a direct send of the
 * own protocol {@code CloseReason}, so only a remote that advertises that protocol gets it.
 *
 * <pre>
 *   "bye"    three bytes of ASCII, which tell it from a message of an application
 *   version  u8, 1
 *   code     u8, of {@link CloseReason}
 * </pre>
 */
@SuppressWarnings("FutureReturnValueIgnored") // the notice may be lost: nothing waits for the write
public final class CloseNotice {

  private static final byte[] PREFIX = {'b', 'y', 'e', 1};
  private static final int LENGTH = PREFIX.length + 1;

  private CloseNotice() {}

  static Buffer encode(CloseReason reason) {
    return Buffer.buffer(LENGTH).appendBytes(PREFIX).appendByte((byte) reason.code());
  }

  /** The reason in a payload; null if the payload is no notice. */
  static CloseReason decode(Buffer payload) {
    if (payload.length() != LENGTH) {
      return null;
    }
    for (int i = 0; i < PREFIX.length; i++) {
      if (payload.getByte(i) != PREFIX[i]) {
        return null;
      }
    }
    return CloseReason.ofCode(payload.getUnsignedByte(LENGTH - 1));
  }

  /**
   * Tells a remote, if it advertises the protocol. The notice goes behind what was written before,
   * unless the socket does not take more: then it is left out. It never waits. On the channel's
   * event loop, before the channel is closed, and while no message is partly written.
   */
  public static void write(
      EstablishedChannel established, PeerSettings settings, CloseReason reason) {
    ProtocolId protocol = settings.protocols().closeReasons();
    if (protocol != null && established.metadata().protocols().contains(protocol)) {
      write(established, settings.codec(), protocol, reason);
    }
  }

  private static void write(
      EstablishedChannel established, MessageCodec codec, ProtocolId protocol, CloseReason reason) {
    Channel channel = established.channel();
    if (!channel.isActive() || !channel.isWritable()) {
      return;
    }
    Buffer payload = encode(reason);
    byte[] message = new byte[MessageEncoder.MAX_HEADER + LENGTH];
    int header = codec.header(new NetworkMessage.DirectSend(protocol, 0, payload), message, 0);
    payload.getBytes(message, header);
    ByteBuf out = channel.alloc().directBuffer(FramePacker.room(header + LENGTH));
    try {
      FramePacker packer = new FramePacker(established.encrypter());
      packer.add(Unpooled.wrappedBuffer(message, 0, header + LENGTH), out, Integer.MAX_VALUE);
      packer.finish(out);
    } catch (RuntimeException | Error failure) {
      out.release();
      return;
    }
    channel.writeAndFlush(out, channel.voidPromise());
  }
}

package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.impl.noise.FrameDecrypter;
import io.diemnet.vertx.impl.noise.FrameEncrypter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * A channel after its handshake: what is known of the connection, and what was read beyond the
 * handshake. Nothing more is read from the socket until a peer takes over.
 *
 * @param handler the name of the handler in the pipeline that the peer replaces
 * @param plaintext decrypted bytes that follow the handshake
 * @param ciphertext bytes that were read and are not decrypted yet; the peer that takes over owns
 *     them
 */
@SuppressWarnings({
  "ArrayRecordComponent", // compared nowhere
  "FutureReturnValueIgnored" // nothing waits for the end of a discarded channel
})
public record EstablishedChannel(
    ConnectionMetadata metadata,
    Channel channel,
    String handler,
    FrameDecrypter decrypter,
    FrameEncrypter encrypter,
    byte[] plaintext,
    List<ByteBuf> ciphertext) {

  private static final AttributeKey<InetAddress> SOURCE =
      AttributeKey.valueOf(EstablishedChannel.class, "source");

  /** Sets the address of the remote, when the channel came through a proxy. */
  public static void setSource(Channel channel, InetAddress source) {
    channel.attr(SOURCE).set(source);
  }

  /** The IP address at the other end, behind a proxy if there is one; null in memory. */
  public static InetAddress source(Channel channel) {
    InetAddress stated = channel.attr(SOURCE).get();
    if (stated != null) {
      return stated;
    }
    return channel.remoteAddress() instanceof InetSocketAddress inet ? inet.getAddress() : null;
  }

  /** Where the remote is; null in memory. */
  public InetAddress source() {
    return source(channel);
  }

  /** Closes the channel: no peer takes over. On its event loop. */
  public void discard() {
    ciphertext.forEach(ByteBuf::release);
    ciphertext.clear();
    channel.close();
  }
}

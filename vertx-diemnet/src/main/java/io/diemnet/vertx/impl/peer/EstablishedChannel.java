package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.impl.noise.FrameDecrypter;
import io.diemnet.vertx.impl.noise.FrameEncrypter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * A channel after its handshake, with what was read beyond it. Nothing more is read from the socket
 * until the peer takes over.
 *
 * @param handler the name of the handler in the pipeline that the peer takes the place of
 * @param plaintext decrypted bytes that follow the handshake
 * @param ciphertext what was read and not decrypted yet; belongs to whoever takes over
 */
@SuppressWarnings({
  "ArrayRecordComponent", // compared nowhere
  "FutureReturnValueIgnored" // nobody waits for the end of what was given up
})
public record EstablishedChannel(
    Channel channel,
    String handler,
    FrameDecrypter decrypter,
    FrameEncrypter encrypter,
    byte[] plaintext,
    List<ByteBuf> ciphertext) {

  private static final AttributeKey<InetAddress> SOURCE =
      AttributeKey.valueOf(EstablishedChannel.class, "source");

  /** Says where a channel really comes from, when it came through a proxy. */
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

  /** Gives up: nothing is taken over. */
  public void discard() {
    ciphertext.forEach(ByteBuf::release);
    ciphertext.clear();
    channel.close();
  }
}

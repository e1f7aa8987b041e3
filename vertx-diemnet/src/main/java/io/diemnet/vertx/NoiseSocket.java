package io.diemnet.vertx;

import io.vertx.codegen.annotations.Nullable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SSLOptions;

/**
 * A socket over which both ends have proved their keys, and whose bytes nobody else can read or
 * alter (Noise IK, specification section 5).
 *
 * <p>It is a {@link NetSocket} in every respect: what is written and read is plaintext, and {@link
 * #pause}, {@link #writeQueueFull}, {@link #setWriteQueueMaxSize} and {@link #drainHandler} are
 * about plaintext, give or take the 18 bytes that each frame of up to 16 KiB adds. {@link
 * #sendFile} sends the file encrypted. Handlers run on the event loop of the context that connected
 * or listened.
 *
 * <p>A bad frame, or the end of the TCP stream inside a frame, ends the connection for good: the
 * {@link #exceptionHandler} is given a {@link NoiseException} and the socket closes; nothing after
 * that frame is delivered. The end of the TCP stream between two frames is a clean end.
 */
public interface NoiseSocket extends NetSocket {

  /**
   * {@return who is there: on a server's side the PeerId that the remote said and the server
   * accepted; on a client's side the one that derives from the key that was dialed}
   */
  PeerId remotePeerId();

  /** {@return the static key that the remote has proved to hold, exactly as it was received} */
  PublicKey remotePublicKey();

  /**
   * {@return the remote's role in the server's trusted peers; Unknown if it is not among them, and
   * always so on a client's side}
   */
  PeerRole remoteRole();

  /** Always fails: the socket is encrypted already. */
  @Override
  Future<Void> upgradeToSsl(SSLOptions sslOptions, String serverName, Buffer upgrade);

  @Override
  NoiseSocket exceptionHandler(Handler<Throwable> handler);

  @Override
  NoiseSocket handler(Handler<Buffer> handler);

  @Override
  NoiseSocket pause();

  @Override
  NoiseSocket resume();

  @Override
  NoiseSocket fetch(long amount);

  @Override
  NoiseSocket endHandler(Handler<Void> endHandler);

  @Override
  NoiseSocket setWriteQueueMaxSize(int maxSize);

  @Override
  NoiseSocket drainHandler(Handler<Void> handler);

  @Override
  NoiseSocket closeHandler(@Nullable Handler<Void> handler);
}

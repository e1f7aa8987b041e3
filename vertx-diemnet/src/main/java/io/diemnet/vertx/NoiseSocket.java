package io.diemnet.vertx;

import io.vertx.codegen.annotations.Nullable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SSLOptions;

/**
 * An encrypted socket between two authenticated ends (Noise IK, specification section 5).
 *
 * <p>It is a {@link NetSocket} for plaintext: {@link #pause}, {@link #writeQueueFull}, {@link
 * #setWriteQueueMaxSize} and {@link #drainHandler} count plaintext. Each frame of up to 16 KiB adds
 * 18 bytes, which these counts may include. {@link #sendFile} sends the file encrypted. Handlers
 * run on the event loop of the context that connected or listened.
 *
 * <p>An invalid frame, or the end of the TCP stream within a frame, closes the socket: the {@link
 * #exceptionHandler} receives a {@link NoiseException}, and no later data is delivered. The end of
 * the TCP stream between two frames is a normal end.
 */
public interface NoiseSocket extends NetSocket {

  /**
   * {@return the peer id of the remote} On a server it is the id that the remote sent and the
   * server accepted. On a client it is the id derived from the public key that was dialed.
   */
  PeerId remotePeerId();

  /** {@return the static public key that the remote has proved, exactly as received} */
  PublicKey remotePublicKey();

  /**
   * {@return the role of the remote in the trusted peers of the server} It is {@link
   * PeerRole#UNKNOWN} for a remote that is not trusted, and always on a client.
   */
  PeerRole remoteRole();

  /** Always fails, because the socket is already encrypted. */
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

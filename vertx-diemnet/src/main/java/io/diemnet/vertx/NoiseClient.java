package io.diemnet.vertx;

import io.diemnet.vertx.impl.VertxVersion;
import io.diemnet.vertx.impl.noise.NoiseClientImpl;
import io.diemnet.vertx.impl.profile.Profiles;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * A client for {@link NoiseSocket}s: a {@code NetClient} with Noise IK (specification section 5).
 *
 * <p>All methods are thread-safe. The handlers of a socket run on the context of the caller if that
 * is an event-loop context, and otherwise on a new one.
 *
 * <p>A failed dial fails with a {@link DiemNetException} with code {@link FailureCode#DIAL_FAILED}
 * that names the step. A server that refuses a client closes the connection without a reason, so
 * the reason is not known to the client.
 */
public interface NoiseClient {

  /**
   * Creates a client.
   *
   * @param vertx the Vert.x instance to run on
   * @param options the options, copied
   * @return the client
   */
  static NoiseClient create(Vertx vertx, NoiseClientOptions options) {
    VertxVersion.check();
    return new NoiseClientImpl(vertx, options, Profiles.of(options.getProfile()).peerIds());
  }

  /**
   * Dials a network address that has a host, a TCP port and a Noise key. A handshake version in the
   * address is ignored. All addresses of a DNS name are tried in turn.
   *
   * @param address the address
   * @return a future that completes with the socket when the handshake is complete; fails with a
   *     {@link DiemNetException}
   */
  Future<NoiseSocket> connect(NetworkAddress address);

  /**
   * Dials a host and requires it to prove a key.
   *
   * @param port the TCP port
   * @param host the host name or IP address
   * @param remote the public key that the remote must prove
   * @return a future that completes with the socket when the handshake is complete; fails with a
   *     {@link DiemNetException}
   */
  Future<NoiseSocket> connect(int port, String host, PublicKey remote);

  /** {@return the peer id of this client} */
  PeerId peerId();

  /** {@return the public key that this client proves to servers} */
  PublicKey publicKey();

  /**
   * Closes the client and its connections.
   *
   * @return a future that completes when they are closed
   */
  Future<Void> close();
}

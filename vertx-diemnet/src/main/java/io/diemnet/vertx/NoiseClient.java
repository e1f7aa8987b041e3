package io.diemnet.vertx;

import io.diemnet.vertx.impl.VertxVersion;
import io.diemnet.vertx.impl.noise.NoiseClientImpl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Dials {@link NoiseSocket}s: it does for Noise IK what a {@code NetClient} does for TCP
 * (specification section 5). For any thread; the sockets' handlers run on the context of the call,
 * which must be an event-loop context, or on one of their own.
 *
 * <p>A dial that fails fails with a {@link DiemNetException} of code {@link
 * FailureCode#DIAL_FAILED} that names the step. A listener refuses without a word, so its reason is
 * not known here.
 */
public interface NoiseClient {

  /**
   * A client; the options are copied.
   *
   * @param vertx the Vert.x instance to run on
   * @param options the options
   * @return the client
   */
  static NoiseClient create(Vertx vertx, NoiseClientOptions options) {
    VertxVersion.check();
    return new NoiseClientImpl(vertx, options);
  }

  /**
   * Dials an address with a host, a TCP port and a Noise key; a handshake version may stand in it
   * and is not used: this is the encrypted stream and nothing more. Its name is looked up and each
   * result tried in turn.
   *
   * @param address the address
   * @return the result, or the failure
   */
  Future<NoiseSocket> connect(NetworkAddress address);

  /**
   * Dials a host, by name or address, that must prove this key.
   *
   * @param port the port
   * @param host the host name or IP address
   * @param remote the key that the remote must prove
   * @return the result, or the failure
   */
  Future<NoiseSocket> connect(int port, String host, PublicKey remote);

  /** {@return who this client is} */
  PeerId peerId();

  /** {@return the key that this client proves to servers} */
  PublicKey publicKey();

  /**
   * Closes its connections.
   *
   * @return completes when it is done, and fails with the reason
   */
  Future<Void> close();
}

package io.diemnet.vertx;

import io.diemnet.vertx.impl.VertxVersion;
import io.diemnet.vertx.impl.noise.NoiseClientImpl;
import io.diemnet.vertx.impl.profile.Profiles;
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

  /** A client; the options are copied. */
  static NoiseClient create(Vertx vertx, NoiseClientOptions options) {
    VertxVersion.check();
    return new NoiseClientImpl(vertx, options, Profiles.of(options.getProfile()).peerIds());
  }

  /**
   * Dials an address with a host, a TCP port and a Noise key; a handshake version may stand in it
   * and is not used: this is the encrypted stream and nothing more. Its name is looked up and each
   * result tried in turn.
   */
  Future<NoiseSocket> connect(NetworkAddress address);

  /** Dials a host, by name or address, that must prove this key. */
  Future<NoiseSocket> connect(int port, String host, PublicKey remote);

  /** Who this client is. */
  PeerId peerId();

  /** The key that this client proves to servers. */
  PublicKey publicKey();

  /** Closes its connections. */
  Future<Void> close();
}

package io.diemnet.vertx;

import io.diemnet.vertx.impl.VertxVersion;
import io.diemnet.vertx.impl.noise.NoiseServerImpl;
import io.diemnet.vertx.impl.profile.Profiles;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.util.Map;

/**
 * A TCP server whose connections are {@link NoiseSocket}s: it does for Noise IK what a {@code
 * NetServer} does for TCP (specification section 5).
 *
 * <p>The first message of a client can be a replay: always without mutual authentication, and after
 * a restart with it. Nothing can be read from such a socket, so only the first bytes read show that
 * the remote is there now.
 *
 * <p>A client that does not complete its handshake in time, or that one of the rules refuses, is
 * closed without a word; the {@link #exceptionHandler} learns the reason. Listens on event-loop
 * contexts only. For any thread; handlers are set before listening.
 */
public interface NoiseServer {

  /** A server; the options are copied. */
  static NoiseServer create(Vertx vertx, NoiseServerOptions options) {
    VertxVersion.check();
    return new NoiseServerImpl(vertx, options, Profiles.of(options.getProfile()).peerIds());
  }

  /** Given each connection once its handshake is complete. */
  NoiseServer connectHandler(Handler<NoiseSocket> handler);

  /** Given a {@link NoiseException} for each handshake that failed; any remote can cause one. */
  NoiseServer exceptionHandler(Handler<Throwable> handler);

  /** Listens on the host and port of the options. */
  Future<NoiseServer> listen();

  /** Listens on a port of the options' host; 0 for a free one. */
  Future<NoiseServer> listen(int port);

  /** Listens on a port, 0 for a free one, of the interface that has this name or address. */
  Future<NoiseServer> listen(int port, String host);

  /** Listens on an address. */
  Future<NoiseServer> listen(SocketAddress address);

  /** The port it listens on. */
  int actualPort();

  /** Who this server is. */
  PeerId peerId();

  /** The key that clients must expect here. */
  PublicKey publicKey();

  /**
   * Replaces the trusted peers; connections that stand are not touched. Keys in a peer's addresses
   * count as its keys.
   */
  NoiseServer setTrustedPeers(Map<PeerId, PeerConfig> peers);

  /** Stops listening and closes its connections. */
  Future<Void> close();
}

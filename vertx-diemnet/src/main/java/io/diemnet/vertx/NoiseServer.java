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
 * A server for {@link NoiseSocket}s: a {@code NetServer} with Noise IK (specification section 5).
 *
 * <p>The first message of a client can be a replay: always without mutual authentication, and after
 * a restart with it. A replayed connection never delivers data, so only the first bytes read prove
 * that the remote is present.
 *
 * <p>A client that does not complete its handshake in time, or that is refused, is disconnected
 * without a reason. The {@link #exceptionHandler} receives the reason. The server listens on
 * event-loop contexts only. All methods are thread-safe. Handlers must be set before the server
 * listens.
 */
public interface NoiseServer {

  /**
   * Creates a server.
   *
   * @param vertx the Vert.x instance to run on
   * @param options the options, copied
   * @return the server
   */
  static NoiseServer create(Vertx vertx, NoiseServerOptions options) {
    VertxVersion.check();
    return new NoiseServerImpl(vertx, options, Profiles.of(options.getProfile()).peerIds());
  }

  /**
   * Sets the handler that receives each connection after its handshake.
   *
   * @param handler the handler
   * @return this object, for chaining
   */
  NoiseServer connectHandler(Handler<NoiseSocket> handler);

  /**
   * Sets the handler that receives a {@link NoiseException} for each failed handshake. Any remote
   * can cause one.
   *
   * @param handler the handler
   * @return this object, for chaining
   */
  NoiseServer exceptionHandler(Handler<Throwable> handler);

  /**
   * Listens on the host and port of the options.
   *
   * @return a future that completes with this server when it listens, or fails if the address
   *     cannot be bound
   */
  Future<NoiseServer> listen();

  /**
   * Listens on a port of the host of the options.
   *
   * @param port the TCP port; 0 picks a free port
   * @return a future that completes with this server when it listens, or fails if the address
   *     cannot be bound
   */
  Future<NoiseServer> listen(int port);

  /**
   * Listens on a port and an interface.
   *
   * @param port the TCP port; 0 picks a free port
   * @param host the name or address of the interface
   * @return a future that completes with this server when it listens, or fails if the address
   *     cannot be bound
   */
  Future<NoiseServer> listen(int port, String host);

  /**
   * Listens on an address.
   *
   * @param address the address
   * @return a future that completes with this server when it listens, or fails if the address
   *     cannot be bound
   */
  Future<NoiseServer> listen(SocketAddress address);

  /** {@return the port that the server listens on} */
  int actualPort();

  /** {@return the peer id of this server} */
  PeerId peerId();

  /** {@return the public key of this server, which clients must expect} */
  PublicKey publicKey();

  /**
   * Replaces the trusted peers. Existing connections are not affected. Keys in the addresses of a
   * peer count as its keys.
   *
   * @param peers the trusted peers, copied
   * @return this object, for chaining
   */
  NoiseServer setTrustedPeers(Map<PeerId, PeerConfig> peers);

  /**
   * Stops listening and closes all connections.
   *
   * @return a future that completes when they are closed
   */
  Future<Void> close();
}

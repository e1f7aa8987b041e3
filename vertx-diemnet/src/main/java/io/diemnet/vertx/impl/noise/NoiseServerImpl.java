package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NoiseException;
import io.diemnet.vertx.NoiseServer;
import io.diemnet.vertx.NoiseServerOptions;
import io.diemnet.vertx.NoiseSocket;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.impl.noise.crypto.CryptoProvider;
import io.diemnet.vertx.impl.noise.crypto.CryptoProviders;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A Vert.x NetServer whose sockets do the handshake before anybody sees them. */
public final class NoiseServerImpl implements NoiseServer {

  private final Vertx vertx;
  private final NoiseServerOptions options;
  private final NetServer server;
  private final TrustedPeers trusted = new TrustedPeers();
  private final ReplayTable replays = new ReplayTable();
  private final NoiseResponder responder;
  private final AtomicInteger handshakes = new AtomicInteger();
  private volatile Handler<NoiseSocket> connectHandler;
  private volatile Handler<Throwable> exceptionHandler = failure -> {};

  public NoiseServerImpl(Vertx vertx, NoiseServerOptions options) {
    this.vertx = vertx;
    this.options = new NoiseServerOptions(options);
    this.server = vertx.createNetServer();
    CryptoProvider crypto = CryptoProviders.auto();
    NoiseIdentity identity =
        NoiseIdentity.of(options.getPrivateKey(), options.getPeerId(), options.isKeyLeftOut());
    this.responder =
        new NoiseResponder(
            crypto,
            identity,
            options.isMutualAuthentication()
                ? Authenticator.mutual(trusted, replays)
                : Authenticator.maybeMutual(trusted));
    setTrustedPeers(options.getTrustedPeers());
    var unused = CipherWarmUp.warmUp(crypto);
  }

  @Override
  public NoiseServer connectHandler(Handler<NoiseSocket> handler) {
    connectHandler = handler;
    return this;
  }

  @Override
  public NoiseServer exceptionHandler(Handler<Throwable> handler) {
    exceptionHandler = handler == null ? failure -> {} : handler;
    return this;
  }

  @Override
  public Future<NoiseServer> listen() {
    return listen(options.getPort());
  }

  @Override
  public Future<NoiseServer> listen(int port) {
    return listen(port, options.getHost());
  }

  @Override
  public Future<NoiseServer> listen(int port, String host) {
    return listen(SocketAddress.inetSocketAddress(port, host));
  }

  @Override
  public Future<NoiseServer> listen(SocketAddress address) {
    if (connectHandler == null) {
      throw new IllegalStateException("set a connect handler before listening");
    }
    try {
      NoiseContexts.eventLoop(vertx, "a NoiseServer");
    } catch (IllegalStateException e) {
      return Future.failedFuture(e);
    }
    server.connectHandler(this::accept);
    return server.listen(address).map(this);
  }

  @Override
  public int actualPort() {
    return server.actualPort();
  }

  @Override
  public PeerId peerId() {
    return responder.identity().peerId();
  }

  @Override
  public PublicKey publicKey() {
    return responder.identity().publicKey();
  }

  @Override
  public NoiseServer setTrustedPeers(Map<PeerId, PeerConfig> peers) {
    Map<PeerId, TrustedPeer> next = new HashMap<>();
    Set<PublicKey> keys = new HashSet<>();
    peers.forEach(
        (peer, config) -> {
          TrustedPeer entry = trust(config);
          next.put(peer, entry);
          keys.addAll(entry.keys());
        });
    trusted.publish(next);
    replays.retain(keys);
    return this;
  }

  private static TrustedPeer trust(PeerConfig config) {
    Set<PublicKey> keys = new HashSet<>(config.keys());
    for (NetworkAddress address : config.addresses()) {
      if (address.noiseKey() != null) {
        keys.add(address.noiseKey());
      }
    }
    return new TrustedPeer(config.role(), keys);
  }

  @Override
  public Future<Void> close() {
    return server.close();
  }

  private void accept(NetSocket accepted) {
    NetSocketInternal socket = (NetSocketInternal) accepted;
    if (handshakes.incrementAndGet() > options.getMaxHandshakes()) {
      handshakes.decrementAndGet();
      NoiseRejection overloaded = new NoiseRejection(NoiseFailure.OVERLOADED);
      exceptionHandler.handle(NoiseErrors.of(overloaded, socket.channelHandlerContext().channel()));
      socket.close();
      return;
    }
    ContextInternal context = ContextInternal.current();
    Upgrade upgrade = new Upgrade(socket, context);
    NoiseSocketImpl.begin(
        socket, NoiseHandshakeHandler.server(responder, HandshakeExecutor.shared(), upgrade));
  }

  /** One connection on its way to a NoiseSocket. */
  private final class Upgrade implements NoiseHandshakeListener {

    private final NetSocketInternal socket;
    private final ContextInternal context;
    private final ScheduledFuture<?> deadline;

    Upgrade(NetSocketInternal socket, ContextInternal context) {
      this.socket = socket;
      this.context = context;
      this.deadline =
          socket
              .channelHandlerContext()
              .executor()
              .schedule(this::expired, options.getHandshakeTimeout(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void established(ChannelHandlerContext ctx, NoiseSession session) {
      over();
      context.emit(NoiseSocketImpl.install(vertx, socket, session), connectHandler);
    }

    @Override
    public void failed(ChannelHandlerContext ctx, NoiseRejection reason) {
      over();
      NoiseException failure = NoiseErrors.of(reason, ctx.channel());
      context.emit(failure, exceptionHandler::handle);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a close that fails has closed nevertheless
    private void expired() {
      socket.channelHandlerContext().close();
    }

    private void over() {
      handshakes.decrementAndGet();
      deadline.cancel(false);
    }
  }
}

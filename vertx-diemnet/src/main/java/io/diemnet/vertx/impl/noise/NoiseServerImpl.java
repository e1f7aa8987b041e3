package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NoiseException;
import io.diemnet.vertx.NoiseServer;
import io.diemnet.vertx.NoiseServerOptions;
import io.diemnet.vertx.NoiseSocket;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
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
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A Vert.x NetServer whose sockets do the handshake before the application gets them. */
public final class NoiseServerImpl implements NoiseServer {

  private final Vertx vertx;
  private final NoiseServerOptions options;
  private final NetServer server;
  private final TrustedPeers trusted = new TrustedPeers();
  private final ReplayTable replays = new ReplayTable();
  private final NoiseResponder responder;

  /** Guards the count too: the sockets of one server are on several loops. */
  private final Set<Upgrade> silent = new LinkedHashSet<>();

  private int handshakes;
  private volatile Handler<NoiseSocket> connectHandler;
  private volatile Handler<Throwable> exceptionHandler = failure -> {};

  /**
   * @param ids the PeerIds of the profile in the options
   */
  public NoiseServerImpl(Vertx vertx, NoiseServerOptions options, PeerIds ids) {
    this.vertx = vertx;
    this.options = new NoiseServerOptions(options);
    this.server = vertx.createNetServer();
    CryptoProvider crypto = CryptoProviders.auto();
    NoiseIdentity identity =
        NoiseIdentity.of(options.getPrivateKey(), options.getPeerId(), options.isKeyLeftOut(), ids);
    this.responder =
        new NoiseResponder(
            crypto,
            identity,
            options.isMutualAuthentication()
                ? Authenticator.mutual(trusted, replays)
                : Authenticator.maybeMutual(trusted, ids, PeerRole.UNKNOWN));
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
    Upgrade upgrade = new Upgrade(socket, ContextInternal.current());
    if (!admit(upgrade)) {
      NoiseRejection overloaded = new NoiseRejection(NoiseFailure.OVERLOADED);
      exceptionHandler.handle(NoiseErrors.of(overloaded, socket.channelHandlerContext().channel()));
      socket.close();
      return;
    }
    upgrade.begin();
    NoiseSocketImpl.begin(
        socket, NoiseHandshakeHandler.server(responder, HandshakeExecutor.shared(), upgrade));
  }

  /** Counts one in; when all places are taken it gets that of the oldest that said nothing yet. */
  private boolean admit(Upgrade newcomer) {
    Upgrade displaced = null;
    synchronized (silent) {
      if (handshakes < options.getMaxHandshakes()) {
        handshakes++;
      } else {
        Iterator<Upgrade> oldest = silent.iterator();
        if (!oldest.hasNext()) {
          return false;
        }
        displaced = oldest.next();
        oldest.remove();
        // Its place is the newcomer's now, so it gives none back.
        displaced.displaced = true;
      }
      silent.add(newcomer);
    }
    if (displaced != null) {
      displaced.close();
    }
    return true;
  }

  /** One connection on its way to a NoiseSocket. */
  private final class Upgrade implements NoiseHandshakeListener {

    private final NetSocketInternal socket;
    private final ContextInternal context;
    private ScheduledFuture<?> deadline;
    private volatile boolean displaced;

    Upgrade(NetSocketInternal socket, ContextInternal context) {
      this.socket = socket;
      this.context = context;
    }

    void begin() {
      deadline =
          socket
              .channelHandlerContext()
              .executor()
              .schedule(this::close, options.getHandshakeTimeout(), TimeUnit.MILLISECONDS);
    }

    /** From any thread. */
    @SuppressWarnings("FutureReturnValueIgnored") // a close that fails has closed nevertheless
    void close() {
      socket.channelHandlerContext().close();
    }

    @Override
    public boolean claimed(PeerId peer) {
      synchronized (silent) {
        silent.remove(this);
      }
      return true;
    }

    @Override
    public void established(ChannelHandlerContext ctx, NoiseSession session) {
      over();
      context.emit(NoiseSocketImpl.install(vertx, socket, session), connectHandler);
    }

    @Override
    public void failed(ChannelHandlerContext ctx, NoiseRejection reason) {
      over();
      NoiseRejection told = displaced ? new NoiseRejection(NoiseFailure.OVERLOADED) : reason;
      NoiseException failure = NoiseErrors.of(told, ctx.channel());
      context.emit(failure, exceptionHandler::handle);
    }

    private void over() {
      synchronized (silent) {
        silent.remove(this);
        handshakes -= displaced ? 0 : 1;
      }
      deadline.cancel(false);
    }
  }
}

package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.NoiseException;
import io.diemnet.vertx.NoiseSocket;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.impl.names.Candidates;
import io.diemnet.vertx.impl.names.NameLookup;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.AttributeKey;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One dial of a {@link io.diemnet.vertx.NoiseClient}: name lookup, a TCP connection to one of the
 * results, the handshake, all under one deadline. Its state belongs to the event loop of its
 * context. A connection that comes after the deadline is closed.
 */
final class NoiseDial implements NoiseHandshakeListener {

  /**
   * What to dial.
   *
   * @param host a name or an address
   * @param port its TCP port
   * @param family which of a name's addresses will do
   * @param peer the id of the remote
   * @param key what the remote must prove
   */
  record Target(
      String host, int port, Class<? extends InetAddress> family, PeerId peer, PublicKey key) {}

  private static final AttributeKey<NetClient> CLIENT =
      AttributeKey.valueOf(NoiseDial.class, "client");

  private final ContextInternal context;
  private final NetClient client;
  private final NameLookup names;
  private final NoiseInitiator initiator;
  private final Target target;
  private final int timeout;
  private final Promise<NoiseSocket> promise;
  private String step = "name lookup";
  private Candidates candidates;
  private Throwable lastFailure;
  private NetSocketInternal socket;
  private long deadline;
  private long timer;
  private boolean over;

  NoiseDial(
      ContextInternal context,
      NetClient client,
      NameLookup names,
      NoiseInitiator initiator,
      Target target,
      int timeout) {
    this.context = context;
    this.client = client;
    this.names = names;
    this.initiator = initiator;
    this.target = target;
    this.timeout = timeout;
    this.promise = context.promise();
  }

  Future<NoiseSocket> future() {
    return promise.future();
  }

  /** On the context. */
  void start() {
    deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeout);
    timer = context.owner().setTimer(timeout, ignored -> timedOut());
    names
        .lookup(target.host(), target.family(), target.port(), context.nettyEventLoop())
        .onComplete(found -> context.runOnContext(ignored -> resolved(found)));
  }

  private void resolved(AsyncResult<List<InetSocketAddress>> found) {
    if (found.failed()) {
      fail(found.cause().getMessage(), found.cause());
      return;
    }
    step = "TCP connection";
    candidates = new Candidates(found.result(), deadline);
    connectNext();
  }

  private void connectNext() {
    if (over) {
      return;
    }
    Candidates.Attempt attempt = candidates.next(System.nanoTime());
    if (attempt == null) {
      fail(lastFailure == null ? "no time was left" : lastFailure.getMessage(), lastFailure);
      return;
    }
    ConnectOptions options =
        new ConnectOptions()
            .setRemoteAddress(SocketAddress.inetSocketAddress(attempt.address()))
            .setTimeout(attempt.timeoutMillis());
    client
        .connect(options)
        .onComplete(
            this::connected,
            failure -> {
              lastFailure = failure;
              connectNext();
            });
  }

  private void connected(NetSocket connected) {
    if (over) {
      var unused = connected.close();
      return;
    }
    step = "Noise handshake";
    socket = (NetSocketInternal) connected;
    NoiseSocketImpl.begin(
        socket,
        NoiseHandshakeHandler.client(
            initiator.dial(target.peer(), target.key()),
            HandshakeExecutor.shared().lane(HandshakeExecutor.Lane.OWN),
            this));
  }

  @Override
  public void established(ChannelHandlerContext ctx, NoiseSession session) {
    if (end()) {
      // Vert.x closes the sockets of an unreferenced client: each socket refers to it.
      ctx.channel().attr(CLIENT).set(client);
      promise.complete(NoiseSocketImpl.install(context.owner(), socket, session));
    } else {
      ctx.close().addListener(ignored -> {});
    }
  }

  @Override
  public void failed(ChannelHandlerContext ctx, NoiseRejection reason) {
    NoiseException cause = NoiseErrors.of(reason, ctx.channel());
    String why = reason.getMessage();
    if (reason.failure() == NoiseFailure.REFUSED) {
      why += "; it may have another key, not trust this client, or be busy";
    }
    fail(why, cause);
  }

  private void timedOut() {
    fail("not done within " + timeout + " ms", lastFailure);
    if (socket != null) {
      socket.channelHandlerContext().close().addListener(ignored -> {});
    }
  }

  private void fail(String why, Throwable cause) {
    if (end()) {
      promise.fail(
          new DiemNetException(
              FailureCode.DIAL_FAILED,
              "dialing "
                  + target.host()
                  + " port "
                  + target.port()
                  + " failed at the "
                  + step
                  + ": "
                  + why,
              cause));
    }
  }

  /** True for the first caller. */
  private boolean end() {
    if (over) {
      return false;
    }
    over = true;
    context.owner().cancelTimer(timer);
    return true;
  }
}

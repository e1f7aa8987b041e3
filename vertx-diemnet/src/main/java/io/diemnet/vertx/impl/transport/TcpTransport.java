package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.impl.metrics.FailureReason;
import io.diemnet.vertx.impl.names.Candidates;
import io.diemnet.vertx.impl.names.NameLookup;
import io.diemnet.vertx.impl.transport.UpgradeException.Step;
import io.diemnet.vertx.impl.util.Clock;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * TCP on the event loops of a Vert.x instance, with its native transport when it has one.
 *
 * <p>The sockets are Netty channels of their own and not NetSockets: Vert.x lets two servers share
 * one port silently, an idle connection is 7 KiB smaller, and the transport in memory takes the
 * same handlers.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // closing or writing tells its outcome by the end of the channel
final class TcpTransport implements Transport {

  /** What Netty's native transport adds to the words of the system. */
  private static final Pattern NATIVE_CALL =
      Pattern.compile("\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ");

  private static final int BACKLOG = 1024;

  private final VertxInternal vertx;
  private final Clock clock;
  private final NameLookup names;

  TcpTransport(VertxInternal vertx, Clock clock) {
    this.vertx = vertx;
    this.clock = clock;
    this.names = new NameLookup(vertx);
  }

  @Override
  public boolean serves(NetworkAddress address) {
    return !address.isMemory();
  }

  @Override
  public Future<Channel> connect(NetworkAddress address, EventLoop loop, long deadline) {
    Promise<Channel> promise = Promise.promise();
    names
        .lookup(address, loop)
        .onComplete(
            found -> {
              if (found.failed()) {
                promise.fail(
                    new UpgradeException(
                        Step.RESOLVE, FailureReason.RESOLVE, found.cause().getMessage()));
              } else {
                attempt(loop, new Candidates(found.result(), deadline), null, promise);
              }
            });
    return promise.future();
  }

  /** Tries the next address, until one connects or there is none left. */
  private void attempt(
      EventLoop loop, Candidates candidates, Throwable lastFailure, Promise<Channel> promise) {
    Candidates.Attempt attempt = candidates.next(clock.nanos());
    if (attempt == null) {
      promise.tryFail(connectFailure(candidates, lastFailure));
      return;
    }
    Channel channel = vertx.transport().channelFactory(false).newChannel();
    configure(channel);
    channel.config().setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, attempt.timeoutMillis());
    loop.register(channel)
        .addListener(
            registered -> {
              if (!registered.isSuccess()) {
                channel.unsafe().closeForcibly();
                promise.tryFail(connectFailure(candidates, registered.cause()));
                return;
              }
              channel
                  .connect(attempt.address())
                  .addListener(
                      connected -> {
                        if (!connected.isSuccess()) {
                          channel.close();
                          attempt(loop, candidates, connected.cause(), promise);
                        } else if (!promise.tryComplete(channel)) {
                          channel.close();
                        }
                      });
            });
  }

  private static UpgradeException connectFailure(Candidates addresses, Throwable cause) {
    String why =
        cause == null || cause.getMessage() == null
            ? "no time was left"
            : NATIVE_CALL.matcher(cause.getMessage()).replaceAll("");
    return new UpgradeException(
        Step.CONNECT,
        FailureReason.CONNECT,
        "no TCP connection to "
            + addresses
            + " ("
            + why
            + "): does a node listen there, or is a firewall in between?");
  }

  @Override
  public Future<Listener> listen(NetworkAddress address, Acceptance acceptance) {
    ServerChannel server = vertx.transport().serverChannelFactory(false).newChannel();
    server.config().setAutoRead(true);
    server.config().setOption(ChannelOption.SO_REUSEADDR, true);
    server.config().setOption(ChannelOption.SO_BACKLOG, BACKLOG);
    server.pipeline().addLast(new Acceptor(acceptance));
    Promise<Listener> promise = Promise.promise();
    InetSocketAddress local = new InetSocketAddress(literal(address), address.port());
    vertx
        .acceptorEventLoopGroup()
        .register(server)
        .addListener(
            registered -> {
              if (!registered.isSuccess()) {
                promise.fail(registered.cause());
                return;
              }
              server
                  .bind(local)
                  .addListener(
                      bound -> {
                        if (bound.isSuccess()) {
                          int port = ((InetSocketAddress) server.localAddress()).getPort();
                          promise.complete(new TcpListener(server, address.withPort(port)));
                        } else {
                          server.close();
                          promise.fail(bound.cause());
                        }
                      });
            });
    return promise.future();
  }

  private static InetAddress literal(NetworkAddress address) {
    return NameLookup.literal(address).getAddress();
  }

  /** Turns Nagle's algorithm off, and reading, until a handler reads. */
  static void configure(Channel channel) {
    channel.config().setAutoRead(false);
    channel.config().setOption(ChannelOption.TCP_NODELAY, true);
  }

  private record TcpListener(Channel server, NetworkAddress address) implements Listener {
    @Override
    public Future<Void> close() {
      Promise<Void> promise = Promise.promise();
      // NIO says closed when the kernel's socket still listens: that ends with the loop's next
      // select, and until then the port cannot be bound. A scheduled task runs behind one.
      server
          .close()
          .addListener(
              closed ->
                  server
                      .eventLoop()
                      .schedule(() -> {}, 1, TimeUnit.MILLISECONDS)
                      .addListener(selected -> promise.complete()));
      return promise.future();
    }
  }
}

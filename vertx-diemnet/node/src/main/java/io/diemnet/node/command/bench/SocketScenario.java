package io.diemnet.node.command.bench;

import io.diemnet.vertx.NoiseClient;
import io.diemnet.vertx.NoiseClientOptions;
import io.diemnet.vertx.NoiseServer;
import io.diemnet.vertx.NoiseServerOptions;
import io.diemnet.vertx.PrivateKey;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/** NoiseSocket alone, compared with a NetSocket with TLS that is used in the same way. */
final class SocketScenario implements Scenario {

  private static final int CHUNK = 64 * 1024;

  private final boolean bulk;

  private SocketScenario(boolean bulk) {
    this.bulk = bulk;
  }

  static SocketScenario bulk() {
    return new SocketScenario(true);
  }

  static SocketScenario pingPong() {
    return new SocketScenario(false);
  }

  @Override
  public String name() {
    return bulk ? "noise-bulk" : "noise-pingpong";
  }

  @Override
  public String description() {
    return bulk ? "NoiseSocket, writes of 64 KiB" : "NoiseSocket, round trips of 32 bytes";
  }

  @Override
  public List<Figure> measure(Rounds rounds) {
    try (Sockets noise = Sockets.noise(rounds.nativeTransport(), bulk);
        Sockets tls = Sockets.tls(rounds.nativeTransport(), bulk)) {
      noise.run(rounds.warmUpMillis());
      tls.run(rounds.warmUpMillis());
      double[] ours = new double[rounds.count()];
      double[] theirs = new double[rounds.count()];
      for (int round = 0; round < rounds.count(); round++) {
        ours[round] = noise.run(rounds.millis());
        theirs[round] = tls.run(rounds.millis());
      }
      return List.of(
          Figure.rate(
              name(),
              bulk ? "MB/s" : "round trips/s",
              ours,
              TlsLink.Engine.JDK.text + " NetSocket",
              theirs));
    }
  }

  /** A client and a server socket of either kind. */
  private static final class Sockets implements AutoCloseable {
    private final Vertx clientVertx;
    private final Vertx serverVertx;
    private final boolean bulk;
    private final Context context;
    private final AtomicLong count = new AtomicLong();
    private NetSocket socket;
    // Refers to the client, because Vert.x closes the sockets of a client that is garbage
    // collected.
    private Supplier<Future<Void>> closeClient;
    private volatile boolean running;

    private Sockets(boolean nativeTransport, boolean bulk) {
      this.clientVertx = Loops.one(nativeTransport);
      this.serverVertx = Loops.one(nativeTransport);
      this.bulk = bulk;
      this.context = clientVertx.getOrCreateContext();
    }

    static Sockets noise(boolean nativeTransport, boolean bulk) {
      Sockets sockets = new Sockets(nativeTransport, bulk);
      PrivateKey serverKey = PrivateKey.generate();
      NoiseServer server =
          NoiseServer.create(
              sockets.serverVertx,
              new NoiseServerOptions().setPrivateKey(serverKey).setMutualAuthentication(false));
      server.connectHandler(sockets::serve);
      server.listen(0, "127.0.0.1").await();
      NoiseClient client =
          NoiseClient.create(
              sockets.clientVertx, new NoiseClientOptions().setPrivateKey(PrivateKey.generate()));
      sockets.closeClient = client::close;
      sockets.connect(
          here -> client.connect(server.actualPort(), "127.0.0.1", serverKey.publicKey()));
      return sockets;
    }

    static Sockets tls(boolean nativeTransport, boolean bulk) {
      Sockets sockets = new Sockets(nativeTransport, bulk);
      X509Bundle identity = TlsLink.identity();
      NetServerOptions serverOptions = new NetServerOptions().setClientAuth(ClientAuth.REQUIRED);
      TlsLink.secure(serverOptions, identity, TlsLink.Engine.JDK);
      NetClientOptions clientOptions = new NetClientOptions().setHostnameVerificationAlgorithm("");
      TlsLink.secure(clientOptions, identity, TlsLink.Engine.JDK);
      var server = sockets.serverVertx.createNetServer(serverOptions);
      server.connectHandler(sockets::serve);
      server.listen(0, "127.0.0.1").await();
      var client = sockets.clientVertx.createNetClient(clientOptions);
      sockets.closeClient = client::close;
      sockets.connect(here -> client.connect(server.actualPort(), "127.0.0.1"));
      return sockets;
    }

    private void connect(Function<Void, Future<? extends NetSocket>> dial) {
      Promise<NetSocket> connected = Promise.promise();
      context.runOnContext(here -> dial.apply(null).<NetSocket>map(it -> it).onComplete(connected));
      socket = connected.future().await();
      if (!bulk) {
        context.runOnContext(here -> socket.handler(this::pong));
      }
    }

    private void serve(NetSocket accepted) {
      if (bulk) {
        accepted.handler(bytes -> count.lazySet(count.getPlain() + bytes.length()));
      } else {
        accepted.handler(accepted::write);
      }
    }

    private void pong(Buffer bytes) {
      count.lazySet(count.getPlain() + 1);
      if (running) {
        socket.write(bytes);
      }
    }

    double run(long millis) {
      Promise<Void> stopped = Promise.promise();
      running = true;
      long start = System.nanoTime();
      long before = count.get();
      Buffer chunk = Buffer.buffer(new byte[bulk ? CHUNK : 32]);
      context.runOnContext(
          here -> {
            if (bulk) {
              pump(chunk, stopped);
            } else {
              socket.write(chunk);
              stopped.complete();
            }
          });
      Workload.sleep(millis);
      double done = count.get() - before;
      double seconds = (System.nanoTime() - start) / 1e9;
      running = false;
      stopped.future().await();
      settle();
      return bulk ? done / seconds / 1e6 : done / seconds;
    }

    private void settle() {
      long seen;
      do {
        seen = count.get();
        Workload.sleep(20);
      } while (count.get() != seen);
    }

    /**
     * Writes at most 1 MiB per turn, because with TLS the queue never becomes full within a turn.
     */
    private void pump(Buffer chunk, Promise<Void> stopped) {
      for (int i = 0; i < 16; i++) {
        if (!running) {
          stopped.complete();
          return;
        }
        if (socket.writeQueueFull()) {
          socket.drainHandler(
              drained -> {
                socket.drainHandler(null);
                pump(chunk, stopped);
              });
          return;
        }
        socket.write(chunk);
      }
      context.runOnContext(here -> pump(chunk, stopped));
    }

    @Override
    public void close() {
      closeClient.get().await();
      clientVertx.close().await();
      serverVertx.close().await();
    }
  }
}

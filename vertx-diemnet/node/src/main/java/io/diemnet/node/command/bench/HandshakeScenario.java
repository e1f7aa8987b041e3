package io.diemnet.node.command.bench;

import io.diemnet.node.run.Networks;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.noise.crypto.CryptoProviders;
import io.diemnet.vertx.impl.noise.crypto.KeyAgreement;
import io.diemnet.vertx.impl.noise.crypto.LowOrderKeyException;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Full connections per second, with both ends on this machine: connect, authenticate, agree, close.
 * Compared with TLS with mutual authentication, and with the limit of X25519 on these processors: a
 * connection needs eight agreements and two key pairs.
 */
final class HandshakeScenario implements Scenario {

  private static final int CLIENTS = 8;
  private static final int AGREEMENTS = 8;
  private static final int KEY_PAIRS = 2;
  private static final long LIMIT_NANOS = 300_000_000;

  /** A connection runs much more code than a message, so compilation takes long. */
  private static final long WARM_UP_MILLIS = 15_000;

  @Override
  public String name() {
    return "handshakes";
  }

  @Override
  public String description() {
    return "full connections, " + CLIENTS + " at a time, both ends here";
  }

  @Override
  public List<Figure> measure(Rounds rounds) {
    VertxOptions options =
        Networks.vertxOptions().setPreferNativeTransport(rounds.nativeTransport());
    try (Nodes nodes = new Nodes(Vertx.vertx(options), CLIENTS + 1, "/ip4/127.0.0.1/tcp/0");
        Tls tls = new Tls(Vertx.vertx(options))) {
      DiemNet server = nodes.get(CLIENTS);
      NetworkAddress address = server.info().address();
      PeerId serverId = nodes.id(CLIENTS);
      double[] ours = new double[rounds.count()];
      double[] theirs = new double[rounds.count()];
      double[] limit = new double[rounds.count()];
      for (int round = -1; round < rounds.count(); round++) {
        long millis = round < 0 ? WARM_UP_MILLIS : rounds.millis();
        double our =
            cycles(
                millis,
                client ->
                    nodes
                        .get(client)
                        .dial(serverId, address)
                        .compose(info -> nodes.get(client).disconnect(serverId)));
        double their = cycles(millis, client -> tls.cycle());
        double possible = limit();
        if (round >= 0) {
          ours[round] = our;
          theirs[round] = their;
          limit[round] = possible;
        }
      }
      return List.of(
          Figure.rate(name(), "conn/s", ours, TlsLink.Engine.JDK.text + ", mutual", theirs),
          Figure.rate(name(), "conn/s", ours, "limit of X25519 on all processors", limit));
    }
  }

  /** Runs cycles for each client continuously. */
  private interface Cycle {
    Future<Void> run(int client);
  }

  private static double cycles(long millis, Cycle cycle) {
    AtomicLong done = new AtomicLong();
    AtomicBoolean running = new AtomicBoolean(true);
    Future<?>[] clients = new Future<?>[CLIENTS];
    long start = System.nanoTime();
    for (int client = 0; client < CLIENTS; client++) {
      int own = client;
      clients[client] = repeat(() -> cycle.run(own), running, done);
    }
    Workload.sleep(millis);
    double count = done.get();
    double seconds = (System.nanoTime() - start) / 1e9;
    running.set(false);
    Future.join(List.of(clients)).await();
    return count / seconds;
  }

  private static Future<Void> repeat(
      Supplier<Future<Void>> cycle, AtomicBoolean running, AtomicLong done) {
    if (!running.get()) {
      return Future.succeededFuture();
    }
    return cycle
        .get()
        .transform(
            outcome -> {
              if (outcome.succeeded()) {
                done.incrementAndGet();
              }
              return repeat(cycle, running, done);
            });
  }

  /**
   * Uses all processors at once, because two hardware threads of one core give less than twice one.
   */
  private static double limit() {
    KeyAgreement x25519 = CryptoProviders.auto().keyAgreement();
    byte[] key = x25519.generatePrivate();
    byte[] other = x25519.publicKey(x25519.generatePrivate());
    int threads = Runtime.getRuntime().availableProcessors();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      long end = System.nanoTime() + LIMIT_NANOS;
      List<CompletableFuture<Double>> rates = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        rates.add(CompletableFuture.supplyAsync(() -> rate(x25519, key, other, end), pool));
      }
      return rates.stream().mapToDouble(CompletableFuture::join).sum();
    } finally {
      pool.shutdown();
    }
  }

  /** Returns the connections per second for which one thread can compute agreements and keys. */
  private static double rate(KeyAgreement x25519, byte[] key, byte[] other, long end) {
    long start = System.nanoTime();
    int done = 0;
    long now;
    do {
      for (int j = 0; j < AGREEMENTS; j++) {
        agree(x25519, key, other);
      }
      for (int j = 0; j < KEY_PAIRS; j++) {
        x25519.publicKey(key);
      }
      done++;
      now = System.nanoTime();
    } while (now < end);
    return done / ((now - start) / 1e9);
  }

  private static void agree(KeyAgreement x25519, byte[] key, byte[] other) {
    try {
      x25519.agree(key, other);
    } catch (LowOrderKeyException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static final class Tls implements AutoCloseable {
    private final Vertx vertx;
    private final NetServer server;
    private final NetClient client;

    Tls(Vertx vertx) {
      this.vertx = vertx;
      X509Bundle identity = TlsLink.identity();
      NetServerOptions serverOptions = new NetServerOptions().setClientAuth(ClientAuth.REQUIRED);
      TlsLink.secure(serverOptions, identity, TlsLink.Engine.JDK);
      NetClientOptions clientOptions = new NetClientOptions().setHostnameVerificationAlgorithm("");
      TlsLink.secure(clientOptions, identity, TlsLink.Engine.JDK);
      // One byte in both directions, because a TLS 1.3 client is done before the server has its
      // certificate.
      server = vertx.createNetServer(serverOptions).connectHandler(s -> s.handler(s::write));
      server.listen(0, "127.0.0.1").await();
      client = vertx.createNetClient(clientOptions);
    }

    Future<Void> cycle() {
      return client
          .connect(server.actualPort(), "127.0.0.1")
          .compose(
              socket -> {
                Promise<Void> answered = Promise.promise();
                socket.handler(bytes -> answered.tryComplete());
                socket.closeHandler(closed -> answered.tryFail("closed"));
                socket.write("x");
                return answered.future().eventually(socket::close);
              });
    }

    @Override
    public void close() {
      vertx.close().await();
    }
  }
}

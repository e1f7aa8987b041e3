package io.diemnet.node.command.bench;

import io.diemnet.node.run.Networks;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.SendOptions;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** One message of 1 KiB to a hundred peers over TCP, compared with a hundred TLS sockets. */
final class BroadcastScenario implements Scenario {

  private static final int PEERS = 100;
  private static final int SIZE = 1024;

  @Override
  public String name() {
    return "broadcast-100";
  }

  @Override
  public String description() {
    return "one message of 1 KiB to " + PEERS + " peers; counted as delivered";
  }

  @Override
  public List<Figure> measure(Rounds rounds) {
    VertxOptions options =
        Networks.vertxOptions().setPreferNativeTransport(rounds.nativeTransport());
    try (Ours ours = new Ours(Vertx.vertx(options));
        Tls tls = new Tls(Vertx.vertx(options))) {
      ours.run(rounds.warmUpMillis());
      tls.run(rounds.warmUpMillis());
      double[] our = new double[rounds.count()];
      double[] their = new double[rounds.count()];
      for (int round = 0; round < rounds.count(); round++) {
        our[round] = ours.run(rounds.millis());
        their[round] = tls.run(rounds.millis());
      }
      return List.of(Figure.rate(name(), "messages/s", our, TlsLink.Engine.JDK.text, their));
    }
  }

  /** A hundred links that are sent to together. */
  private abstract static class Fan implements AutoCloseable {
    final LongAdder received = new LongAdder();
    final Buffer message = Buffer.buffer(new byte[SIZE]);
    final Vertx vertx;
    final Context context;
    private volatile boolean running;

    Fan(Vertx vertx) {
      this.vertx = vertx;
      this.context = vertx.getOrCreateContext();
    }

    /** Sends to all. Returns false if a queue is full. */
    abstract boolean send();

    double run(long millis) {
      Promise<Void> stopped = Promise.promise();
      running = true;
      long start = System.nanoTime();
      long before = received.sum();
      context.runOnContext(here -> pump(stopped));
      Workload.sleep(millis);
      double count = received.sum() - before;
      double seconds = (System.nanoTime() - start) / 1e9;
      running = false;
      stopped.future().await();
      long seen;
      do {
        seen = received.sum();
        Workload.sleep(50);
      } while (received.sum() != seen);
      return count / seconds;
    }

    private void pump(Promise<Void> stopped) {
      for (int i = 0; i < 16; i++) {
        if (!running) {
          stopped.complete();
          return;
        }
        if (!send()) {
          vertx.setTimer(1, later -> pump(stopped));
          return;
        }
      }
      context.runOnContext(here -> pump(stopped));
    }

    @Override
    public void close() {
      vertx.close().await();
    }
  }

  private static final class Ours extends Fan {
    private final Nodes nodes;
    private final List<PeerId> peers = new ArrayList<>();

    Ours(Vertx vertx) {
      super(vertx);
      nodes = new Nodes(vertx, PEERS + 1, "/ip4/127.0.0.1/tcp/0");
      for (int i = 1; i <= PEERS; i++) {
        nodes
            .get(i)
            .directSendHandler(
                ProtocolId.MEMPOOL_DIRECT_SEND, received -> this.received.increment());
        peers.add(nodes.id(i));
        nodes.get(0).dial(nodes.id(i), nodes.get(i).info().address()).await();
      }
    }

    @Override
    boolean send() {
      for (PeerId peer : peers) {
        if (nodes.get(0).writeQueueFull(peer)) {
          return false;
        }
      }
      return nodes
          .get(0)
          .broadcast(peers, ProtocolId.MEMPOOL_DIRECT_SEND, message, SendOptions.DEFAULT)
          .succeeded();
    }
  }

  private static final class Tls extends Fan {
    private final List<TlsPeer> peers = new ArrayList<>();

    // A field, because Vert.x closes the sockets of a client that is garbage collected.
    private final NetClient client;

    Tls(Vertx vertx) {
      super(vertx);
      X509Bundle identity = TlsLink.identity();
      NetServerOptions serverOptions = new NetServerOptions().setClientAuth(ClientAuth.REQUIRED);
      TlsLink.secure(serverOptions, identity, TlsLink.Engine.JDK);
      NetClientOptions clientOptions = new NetClientOptions().setHostnameVerificationAlgorithm("");
      TlsLink.secure(clientOptions, identity, TlsLink.Engine.JDK);
      var server =
          vertx
              .createNetServer(serverOptions)
              .connectHandler(socket -> new TlsPeer(socket, received::increment));
      server.listen(0, "127.0.0.1").await();
      client = vertx.createNetClient(clientOptions);
      for (int i = 0; i < PEERS; i++) {
        Promise<TlsPeer> connected = Promise.promise();
        context.runOnContext(
            here ->
                client
                    .connect(server.actualPort(), "127.0.0.1")
                    .map(socket -> new TlsPeer(socket, () -> {}))
                    .onComplete(connected));
        Future<TlsPeer> peer = connected.future();
        peers.add(peer.await());
      }
    }

    @Override
    boolean send() {
      for (TlsPeer peer : peers) {
        if (peer.full()) {
          return false;
        }
      }
      peers.forEach(peer -> peer.directSend(message));
      return true;
    }

    @Override
    public void close() {
      client.close().await();
      super.close();
    }
  }
}

package io.diemnet.node;

import io.diemnet.node.bridge.TcpFrames;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.IdentityOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.ProtocolId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A trusted peer of a node that calls all the time, and strangers that attack the node. */
final class Pressure implements AutoCloseable {

  static final int MIB = 1024 * 1024;

  private static final int LIMIT_SECONDS = 90;
  private static final int CALLS = 4;

  private final Vertx vertx = Vertx.vertx();
  private final NetworkAddress address;
  private final PeerId node;
  private final DiemNet trusted;
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicLong slowest = new AtomicLong();
  private final AtomicReference<Throwable> lost = new AtomicReference<>();
  private volatile boolean ended;

  /** Connects the trusted peer and begins to call. */
  Pressure(NetworkAddress address, PrivateKey key) throws Exception {
    this.address = address;
    this.node = PeerId.fromPublicKey(address.noiseKey());
    this.trusted =
        DiemNet.create(
            vertx,
            new DiemNetOptions()
                .setName("trusted")
                .setIdentity(new IdentityOptions().setPrivateKey(key))
                .setListenAddress(null)
                .addSeed(node, PeerConfig.of(address, PeerRole.VALIDATOR)));
    trusted.start().await(LIMIT_SECONDS, TimeUnit.SECONDS);
    while (trusted.peers().isEmpty()) {
      Thread.sleep(10);
    }
    for (int i = 0; i < CALLS; i++) {
      call();
    }
  }

  /**
   * By hand: {@code ADDRESS KEY-FILE BRIDGE-PORT PROTOCOL-NUMBER}. Answers the calls of the trusted
   * peer through the TCP bridge, attacks three times and prints what the trusted peer saw.
   */
  @SuppressWarnings("SystemOut")
  public static void main(String[] args) throws Exception {
    answer(Integer.parseInt(args[2]));
    PrivateKey key = PrivateKey.parse(Files.readString(Path.of(args[1])).strip());
    try (Pressure pressure = new Pressure(NetworkAddress.parse(args[0]), key)) {
      int protocol = Integer.parseInt(args[3]);
      System.out.println("before: " + pressure.afterCalls(1_000));
      List<Stranger> half = pressure.attack(95, protocol, 8 * MIB - 64, 4 * MIB);
      System.out.println("95 half-sent messages: " + pressure.afterCalls(1_000) + told(half));
      List<Stranger> whole = pressure.attack(60, protocol, 7 * MIB, 7 * MIB);
      System.out.println("60 whole requests: " + pressure.afterCalls(1_000) + told(whole));
      List<Socket> silent = pressure.silentSockets(9, 32);
      System.out.println(
          silent.size() + " silent sockets of 9 addresses: " + pressure.afterCalls(1_000));
      for (Socket socket : silent) {
        socket.close();
      }
      pressure.end();
    }
  }

  private static String told(List<Stranger> strangers) {
    return ", "
        + strangers.stream().filter(Stranger::isClosed).count()
        + " of "
        + strangers.size()
        + " strangers closed or refused";
  }

  /** An application on the TCP bridge that answers ConsensusRpc. */
  private static void answer(int port) throws IOException {
    TcpFrames bridge = new TcpFrames(port);
    bridge.send(
        new JsonObject().put("type", "register").put("address", "diemnet.pressed.in.ConsensusRpc"));
    Thread application =
        new Thread(
            () -> {
              try {
                while (true) {
                  JsonObject request = bridge.read();
                  if (request.containsKey("replyAddress")) {
                    bridge.send(
                        new JsonObject()
                            .put("type", "send")
                            .put("address", request.getString("replyAddress"))
                            .put("body", request.getJsonObject("body")));
                  }
                }
              } catch (IOException over) {
                // The node has ended, or it was silent for long.
              }
            });
    application.setDaemon(true);
    application.start();
  }

  private String afterCalls(int more) throws InterruptedException {
    int before = answered.get();
    slowest.set(0);
    while (lost.get() == null && answered.get() < before + more) {
      Thread.sleep(10);
    }
    return answered.get()
        + " calls of the trusted peer answered, lost: "
        + lost.get()
        + ", the slowest of the last 1,000 took "
        + TimeUnit.NANOSECONDS.toMillis(slowest.get())
        + " ms";
  }

  private void call() {
    long begun = System.nanoTime();
    trusted
        .rpc(node, ProtocolId.CONSENSUS_RPC, Buffer.buffer(new byte[1000]))
        .onComplete(
            outcome -> {
              slowest.accumulateAndGet(System.nanoTime() - begun, Math::max);
              if (outcome.failed() && !ended) {
                lost.compareAndSet(null, outcome.cause());
              } else if (!ended) {
                answered.incrementAndGet();
                vertx.setTimer(5, pause -> call());
              }
            });
  }

  /** Strangers, each with a request of which it sends so much; done when all have. */
  List<Stranger> attack(int count, int protocol, int announced, int sent) throws Exception {
    List<Stranger> strangers = new ArrayList<>();
    List<Future<Void>> over = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      // One after the other: the bound on upgrades from one address is not what is tried here.
      Stranger stranger = new Stranger(vertx, NetworkId.VALIDATOR);
      stranger.connect(address).await(LIMIT_SECONDS, TimeUnit.SECONDS);
      strangers.add(stranger);
    }
    for (Stranger stranger : strangers) {
      over.add(stranger.send(protocol, announced, sent));
    }
    Future.join(over).await(LIMIT_SECONDS, TimeUnit.SECONDS);
    return strangers;
  }

  /** Connections that send nothing, from loopback addresses of their own. */
  private List<Socket> silentSockets(int addresses, int each) throws IOException {
    InetSocketAddress target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < addresses * each; i++) {
      Socket socket = new Socket();
      byte[] local = {127, 0, 0, (byte) (2 + i % addresses)};
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(local), 0));
      socket.connect(target);
      sockets.add(socket);
    }
    return sockets;
  }

  private int port() {
    String[] parts = address.toString().split("/", -1);
    return Integer.parseInt(parts[4]);
  }

  int answered() {
    return answered.get();
  }

  /** The first call of the trusted peer that failed, or null. */
  Throwable lost() {
    return lost.get();
  }

  /** What fails from now on is not lost. */
  void end() {
    ended = true;
  }

  @Override
  public void close() {
    ended = true;
    vertx.close().await();
  }
}

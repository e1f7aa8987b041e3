package io.diemnet.vertx.junit5;

import io.diemnet.vertx.ChainId;
import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.ConnectivityOptions;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.IdentityOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerInfo;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Validators that trust and dial each other, for tests. Node {@code i} is the network {@code
 * validator-<i>} of the Vert.x instance. Nodes are ordered by their peer ids.
 *
 * <p>All methods are thread-safe, but two calls must not stop or start the same node at the same
 * time. Tests usually wait for the futures with {@link Future#await()}. A future that waits for a
 * condition fails after one minute; its message names what is missing.
 */
public final class ValidatorNetwork {

  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long POLL_MILLIS = 20;

  /** Keeps the back-off short, because a test waits for it. */
  private static final int MAX_DIAL_DELAY_MILLIS = 200;

  private static final class Node {
    final PrivateKey key = PrivateKey.generate();
    final PeerId id = PeerId.fromPublicKey(key.publicKey());
    NetworkAddress listen;
    volatile DiemNet running;
  }

  private final Vertx vertx;
  private final ValidatorNetworkOptions options;
  private final List<Node> nodes;
  private final Wires wires;
  private final List<ObjIntConsumer<DiemNet>> onStart = new CopyOnWriteArrayList<>();

  private ValidatorNetwork(Vertx vertx, ValidatorNetworkOptions options) {
    this.vertx = vertx;
    this.options = options;
    this.nodes =
        Stream.generate(Node::new)
            .limit(options.getSize())
            .sorted(Comparator.comparing(node -> node.id))
            .toList();
    nodes.forEach(node -> node.listen = options.getMedium().anyPort());
    this.wires =
        options.isWired() ? new Wires(vertx, options.getMedium(), this::listenAddress) : null;
  }

  /**
   * Starts a network and waits until all nodes are connected.
   *
   * @param vertx the Vert.x instance to run on
   * @param options the options, copied
   * @return a future that completes with the network when all nodes are connected
   */
  public static Future<ValidatorNetwork> start(Vertx vertx, ValidatorNetworkOptions options) {
    if (options.isBothDial() && !options.isWired()) {
      return Future.failedFuture(new IllegalArgumentException("bothDial requires wired"));
    }
    ValidatorNetwork network = new ValidatorNetwork(vertx, new ValidatorNetworkOptions(options));
    return network
        .open()
        .compose(open -> network.mesh())
        .map(network)
        .recover(failure -> network.close().transform(closed -> Future.failedFuture(failure)));
  }

  private Future<Void> open() {
    Future<Void> opened = Future.succeededFuture();
    if (wires != null) {
      for (int dialer = 0; dialer < size(); dialer++) {
        for (int dialed = 0; dialed < size(); dialed++) {
          if (dials(dialer, dialed)) {
            int from = dialer;
            int to = dialed;
            opened = opened.compose(before -> wires.open(from, to));
          }
        }
      }
    }
    for (int index = 0; index < size(); index++) {
      int next = index;
      opened = opened.compose(before -> start(next).mapEmpty());
    }
    return opened;
  }

  /** {@return the number of nodes, including stopped ones} */
  public int size() {
    return nodes.size();
  }

  /**
   * {@return a node} A node that was stopped and started again is a new object.
   *
   * @param index the index of the node, from 0
   * @throws IllegalStateException if the node is stopped
   */
  public DiemNet node(int index) {
    DiemNet running = nodes.get(index).running;
    if (running == null) {
      throw new IllegalStateException("node " + index + " is stopped");
    }
    return running;
  }

  /** {@return the running nodes, in order} */
  public List<DiemNet> running() {
    return nodes.stream().map(node -> node.running).filter(Objects::nonNull).toList();
  }

  /**
   * {@return the peer id of a node, running or stopped}
   *
   * @param index the index of the node, from 0
   */
  public PeerId peerId(int index) {
    return nodes.get(index).id;
  }

  /**
   * {@return the name of a node; its event-bus addresses start with {@code diemnet.<name>}}
   *
   * @param index the index of the node, from 0
   */
  public String name(int index) {
    return "validator-" + index;
  }

  /**
   * Applies an action to each running node, and to each node that is started later, before it
   * starts. Use it to set handlers.
   *
   * @param action the action, called with the node and its index
   * @return this object, for chaining
   */
  public ValidatorNetwork eachNode(ObjIntConsumer<DiemNet> action) {
    onStart.add(action);
    for (int index = 0; index < size(); index++) {
      DiemNet running = nodes.get(index).running;
      if (running != null) {
        action.accept(running, index);
      }
    }
    return this;
  }

  /**
   * Waits until all running nodes are connected with each other, except over links that are cut.
   *
   * @return a future that completes when they are connected
   */
  public Future<Void> mesh() {
    return until(this::missing);
  }

  /**
   * Stops a node gracefully and waits until the other nodes have lost it.
   *
   * @param index the index of the node, from 0
   * @return a future that completes when the node is stopped and no other node is connected to it
   */
  public Future<Void> stop(int index) {
    DiemNet stopping = node(index);
    return stopping
        .close()
        .compose(
            closed -> {
              nodes.get(index).running = null;
              return until(() -> stillConnected(index));
            });
  }

  /**
   * Starts a stopped node with the same identity. It does not wait for the connections of the node.
   *
   * @param index the index of the node, from 0
   * @return a future that completes with the node when it is started
   */
  public Future<DiemNet> start(int index) {
    Node node = nodes.get(index);
    if (node.running != null) {
      return Future.failedFuture(
          new IllegalStateException("node " + index + " is already running"));
    }
    DiemNet starting = DiemNet.create(vertx, nodeOptions(index));
    onStart.forEach(action -> action.accept(starting, index));
    return starting
        .start()
        .map(
            started -> {
              node.running = starting;
              if (wires == null) {
                // A restart must use the same port.
                node.listen = starting.info().address().base();
              }
              return starting;
            });
  }

  /**
   * Cuts the link between two nodes and waits until both have lost the connection. All dials over
   * the link fail until it is restored. Requires wires.
   *
   * @param one the index of one node
   * @param other the index of the other node
   * @return a future that completes when the nodes are not connected
   */
  public Future<Void> cutLink(int one, int other) {
    if (wires == null) {
      return Future.failedFuture(new IllegalStateException("this network has no wires"));
    }
    wires.cut(one, other);
    return until(
        () ->
            isConnected(one, other) || isConnected(other, one)
                ? "nodes " + one + " and " + other + " are still connected"
                : null);
  }

  /**
   * Restores the link between two nodes. It does not wait for a connection. Requires wires.
   *
   * @param one the index of one node
   * @param other the index of the other node
   */
  public void restoreLink(int one, int other) {
    wires.restore(one, other);
  }

  /**
   * Stops all nodes and frees all ports.
   *
   * @return a future that completes when all nodes are stopped
   */
  public Future<Void> close() {
    List<Future<Void>> closing = new ArrayList<>();
    for (Node node : nodes) {
      if (node.running != null) {
        closing.add(node.running.close().onComplete(closed -> node.running = null));
      }
    }
    return Future.join(closing)
        .eventually(() -> wires == null ? Future.succeededFuture() : wires.close())
        .mapEmpty();
  }

  private boolean dials(int dialer, int dialed) {
    // The higher id dials: its connection wins the tie-break, so it does not wait.
    return dialer > dialed || (options.isBothDial() && dialer != dialed);
  }

  private NetworkAddress listenAddress(int index) {
    DiemNet running = nodes.get(index).running;
    return running == null ? null : running.info().address();
  }

  private DiemNetOptions nodeOptions(int index) {
    Node node = nodes.get(index);
    DiemNetOptions made =
        new DiemNetOptions()
            .setName(name(index))
            .setNetworkId(NetworkId.VALIDATOR)
            .setChainId(ChainId.parse("testing"))
            .setIdentity(new IdentityOptions().setPrivateKey(node.key))
            .setListenAddress(node.listen)
            .setConnectivity(new ConnectivityOptions().setMaxDelay(MAX_DIAL_DELAY_MILLIS));
    for (int other = 0; other < size(); other++) {
      if (other != index) {
        made.addSeed(peerId(other), seed(index, other));
      }
    }
    options.getSetup().configure(index, made);
    return made;
  }

  private PeerConfig seed(int dialer, int dialed) {
    Node node = nodes.get(dialed);
    List<NetworkAddress> addresses = List.of();
    if (dials(dialer, dialed)) {
      NetworkAddress address = wires == null ? node.listen : wires.address(dialer, dialed);
      addresses =
          List.of(address.withNoise(node.key.publicKey(), NetworkAddress.HANDSHAKE_VERSION));
    }
    return new PeerConfig(addresses, List.of(node.key.publicKey()), PeerRole.VALIDATOR);
  }

  // ---- waiting

  /** Returns the pairs that are not connected, as a text, or null. */
  private String missing() {
    List<String> missing = new ArrayList<>();
    List<Map<PeerId, PeerInfo>> connected = nodes.stream().map(ValidatorNetwork::peers).toList();
    for (int one = 0; one < size(); one++) {
      for (int other = 0; other < one; other++) {
        if (isRunning(one)
            && isRunning(other)
            && (wires == null || !wires.isCut(one, other))
            && !agree(
                connected.get(one).get(peerId(other)), connected.get(other).get(peerId(one)))) {
          missing.add(one + "-" + other);
        }
      }
    }
    return missing.isEmpty() ? null : "these nodes are not connected: " + missing;
  }

  /** Whether both ends describe the same connection: one end dialed it and the other did not. */
  private static boolean agree(PeerInfo here, PeerInfo there) {
    return here != null
        && there != null
        && (here.origin() == ConnectionOrigin.OUTBOUND)
            == (there.origin() == ConnectionOrigin.INBOUND);
  }

  private String stillConnected(int stopped) {
    List<Integer> connected =
        IntStream.range(0, size())
            .filter(index -> index != stopped && isConnected(index, stopped))
            .boxed()
            .toList();
    return connected.isEmpty() ? null : "nodes still connected to the stopped node: " + connected;
  }

  private boolean isRunning(int index) {
    return nodes.get(index).running != null;
  }

  private boolean isConnected(int from, int to) {
    return peers(nodes.get(from)).containsKey(peerId(to));
  }

  private static Map<PeerId, PeerInfo> peers(Node node) {
    DiemNet running = node.running;
    return running == null
        ? Map.of()
        : running.peers().stream().collect(Collectors.toMap(PeerInfo::peer, peer -> peer));
  }

  private Future<Void> until(Supplier<String> missing) {
    Promise<Void> promise = Promise.promise();
    poll(missing, System.nanoTime() + WAIT_NANOS, promise);
    return promise.future();
  }

  private void poll(Supplier<String> missing, long deadline, Promise<Void> promise) {
    String left = missing.get();
    if (left == null) {
      promise.complete();
    } else if (System.nanoTime() - deadline >= 0) {
      promise.fail(new IllegalStateException(left));
    } else {
      vertx.setTimer(POLL_MILLIS, due -> poll(missing, deadline, promise));
    }
  }
}

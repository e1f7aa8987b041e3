package io.diemnet.vertx.impl.peermanager;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerInfo;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.DiemWire;
import io.diemnet.vertx.impl.connectivity.AccessLists;
import io.diemnet.vertx.impl.handshake.MessagingVersion;
import io.diemnet.vertx.impl.metrics.FailureReason;
import io.diemnet.vertx.impl.metrics.NetworkMetrics;
import io.diemnet.vertx.impl.noise.Authenticator;
import io.diemnet.vertx.impl.noise.ClientMessage;
import io.diemnet.vertx.impl.noise.FrameDecrypter;
import io.diemnet.vertx.impl.noise.FrameEncrypter;
import io.diemnet.vertx.impl.noise.NoiseIdentity;
import io.diemnet.vertx.impl.noise.NoiseInitiator;
import io.diemnet.vertx.impl.noise.NoiseRejection;
import io.diemnet.vertx.impl.noise.NoiseResponder;
import io.diemnet.vertx.impl.noise.TimestampSource;
import io.diemnet.vertx.impl.noise.TransportCiphers;
import io.diemnet.vertx.impl.noise.TrustedPeers;
import io.diemnet.vertx.impl.noise.crypto.CryptoProviders;
import io.diemnet.vertx.impl.peer.Peer;
import io.diemnet.vertx.impl.peer.PeerEnvironment;
import io.diemnet.vertx.impl.peer.PeerSettings;
import io.diemnet.vertx.impl.peer.ProtocolHandlers;
import io.diemnet.vertx.impl.transport.ConnectionMetadata;
import io.diemnet.vertx.impl.transport.EstablishedChannel;
import io.diemnet.vertx.impl.transport.Refusals;
import io.diemnet.vertx.impl.transport.UpgradeException;
import io.diemnet.vertx.impl.util.Clock;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Two nodes that dial each other, without I/O and without threads: the production peer manager,
 * registry, tie-break, events and peers of each, with the contexts and event loops in the test's
 * hands. What can happen next is a list of steps; the test chooses one of them at a time.
 */
final class TwoNodes {

  private static final PeerId[] IDS = {
    PeerId.parse("00000000000000000000000000000001"),
    PeerId.parse("80000000000000000000000000000000"),
  };
  private static final int GREATER = 1;
  private static final NetworkAddress ADDRESS = NetworkAddress.parse("/ip4/127.0.0.1/tcp/1");
  private static final List<ProtocolId> PROTOCOLS = List.of(ProtocolId.CONSENSUS_RPC);
  private static final TransportCiphers CIPHERS = ciphers();
  private static final PeerEnvironment ENVIRONMENT =
      new PeerEnvironment(
          PeerSettings.of(new LimitsOptions(), DiemWire.REGISTRY, DiemWire.CODEC),
          new ProtocolHandlers("test"),
          new NetworkMetrics(),
          new Clock() {
            @Override
            public long nanos() {
              return 1;
            }

            @Override
            public long millis() {
              return 1;
            }
          },
          null);

  private enum Handshake {
    RUNNING,
    DONE,
    FAILED
  }

  /** A task with a name that two runs have in common. */
  private record Task(String name, Runnable work) {}

  /**
   * One step.
   *
   * @param node the node that makes it; {@link #NETWORK} for a fault, which need not happen
   */
  record Step(String name, int node, Runnable work) {

    boolean isFault() {
      return node == NETWORK;
    }

    /**
     * Whether two steps that are both possible lead to the same state in either order. A node
     * changes its own state only. What it does can make steps of the other possible, but no step
     * impossible.
     */
    boolean independent(Step other) {
      return !isFault() && !other.isFault() && node != other.node;
    }
  }

  private static final int NETWORK = -1;

  /** One node: its peer manager and the tasks that wait for the manager's context. */
  private final class Node {
    final int index;
    final Deque<Task> tasks = new ArrayDeque<>();
    final PeerRegistry registry = new PeerRegistry();
    final PeerEvents events = new PeerEvents();
    final PeerManagerVerticle manager;
    final List<Future<PeerInfo>> dials = new ArrayList<>();
    boolean connected;
    boolean outOfOrder;
    int dialed;

    Node(int index) {
      this.index = index;
      manager =
          new PeerManagerVerticle(
              new PeerManagerSettings(
                  "test",
                  IDS[index],
                  new UnknownPeers(100, 25, new TrustedPeers(), registry, AccessLists.NONE),
                  null,
                  (peer, address) -> connect(this),
                  ENVIRONMENT,
                  loop -> peer -> {}),
              registry,
              events,
              new Refusals("test", ENVIRONMENT.metrics(), ENVIRONMENT.clock(), event -> {}),
              Future::succeededFuture);
      manager.init(null, context(this));
      assertThat(manager.start().succeeded()).isTrue();
      events.relayTo(this::seen);
    }

    PeerId other() {
      return IDS[1 - index];
    }

    /** A relay may not throw: what is wrong is told by {@link #runTask}. */
    private void seen(PeerEvent event) {
      boolean now = event instanceof PeerEvent.NewPeer;
      if (now || event instanceof PeerEvent.LostPeer) {
        outOfOrder |= now == connected;
        connected = now;
      }
    }

    void dial() {
      Future<PeerInfo> dial = manager.dial(other(), ADDRESS);
      dials.add(dial);
    }

    void runTask() {
      tasks.remove().work().run();
      assertThat(outOfOrder).as("whether new and lost do not alternate").isFalse();
      assertThat(connected)
          .as("whether the events say what the registry holds")
          .isEqualTo(registry.get(other()) != null);
    }

    String key() {
      Peer peer = registry.get(other());
      StringBuilder key = new StringBuilder("N");
      key.append(peer == null ? "-" : peer.metadata().connectionId()).append(connected);
      dials.forEach(dial -> key.append(dial.succeeded() ? 'S' : dial.failed() ? 'F' : 'R'));
      tasks.forEach(task -> key.append(task.name()).append(';'));
      return key.toString();
    }
  }

  /** One end of a connection: its channel, its event loop, and how far its handshake is. */
  private final class End {
    final Connection connection;
    final Node node;
    final ConnectionOrigin origin;
    final Deque<Task> tasks = new ArrayDeque<>();
    Handshake handshake = Handshake.RUNNING;
    EmbeddedChannel channel;
    boolean inLoop;

    End(Connection connection, Node node, ConnectionOrigin origin) {
      this.connection = connection;
      this.node = node;
      this.origin = origin;
    }

    End other() {
      return this == connection.initiator ? connection.responder : connection.initiator;
    }

    boolean open() {
      return channel != null && channel.isOpen();
    }

    /** Whether the end of the connection is on its way to this end. */
    boolean willEnd() {
      return connection.cut
          || other().handshake == Handshake.FAILED
          || (other().handshake == Handshake.DONE && !other().open());
    }

    EstablishedChannel established() {
      handshake = Handshake.DONE;
      EventLoop[] loop = new EventLoop[1];
      channel =
          new EmbeddedChannel() {
            @Override
            public EventLoop eventLoop() {
              return loop[0] == null ? super.eventLoop() : loop[0];
            }
          };
      loop[0] = loop(channel.eventLoop());
      channel.config().setAutoRead(false);
      channel.pipeline().addLast("handshake", new ChannelInboundHandlerAdapter());
      return new EstablishedChannel(
          new ConnectionMetadata(
              node.other(),
              connection.id,
              ADDRESS,
              origin,
              PeerRole.VALIDATOR,
              MessagingVersion.V1,
              PROTOCOLS,
              0),
          channel,
          "handshake",
          new FrameDecrypter(CIPHERS.receive(), (array, offset, length) -> {}),
          new FrameEncrypter(CIPHERS.send()),
          new byte[0],
          new ArrayList<>());
    }

    private EventLoop loop(EventLoop real) {
      return (EventLoop)
          Proxy.newProxyInstance(
              EventLoop.class.getClassLoader(),
              new Class<?>[] {EventLoop.class},
              (proxy, method, arguments) -> {
                switch (method.getName()) {
                  case "inEventLoop" -> {
                    return inLoop;
                  }
                  case "execute" -> {
                    tasks.add(new Task(name(arguments[0]), (Runnable) arguments[0]));
                    return null;
                  }
                  default -> {
                    try {
                      return method.invoke(real, arguments);
                    } catch (InvocationTargetException failed) {
                      throw failed.getCause();
                    }
                  }
                }
              });
    }

    @SuppressWarnings("FutureReturnValueIgnored") // an embedded channel is closed at once
    void close() {
      channel.close();
    }

    void onLoop(Runnable work) {
      inLoop = true;
      try {
        work.run();
        channel.runPendingTasks();
        channel.checkException();
      } finally {
        inLoop = false;
      }
    }

    String key() {
      StringBuilder key = new StringBuilder(handshake.name()).append(open());
      tasks.forEach(task -> key.append(task.name()).append(';'));
      return key.toString();
    }
  }

  /** A connection, from the dial on. */
  private final class Connection {
    final int id;
    final Promise<EstablishedChannel> dialed = Promise.promise();
    final End initiator;
    final End responder;
    boolean cut;

    Connection(int id, Node dialer) {
      this.id = id;
      initiator = new End(this, dialer, ConnectionOrigin.OUTBOUND);
      responder = new End(this, nodes[1 - dialer.index], ConnectionOrigin.INBOUND);
    }

    boolean whole() {
      return initiator.handshake == Handshake.DONE && responder.handshake == Handshake.DONE;
    }

    @Override
    public String toString() {
      return "connection " + id + " of node " + initiator.node.index;
    }
  }

  private final int maxDials;
  private final int maxCuts;
  private final Node[] nodes = new Node[2];
  private final List<Connection> connections = new ArrayList<>();
  private Object cause = "";
  private int cuts;

  /**
   * @param maxDials of each node
   * @param maxCuts how many connections may be cut by the network
   */
  TwoNodes(int maxDials, int maxCuts) {
    this.maxDials = maxDials;
    this.maxCuts = maxCuts;
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = new Node(i);
    }
  }

  /**
   * What can happen now, as far as the order matters: a task of a peer manager changes nothing that
   * another step looks at, since all that it does to a connection is posted to the connection's
   * loop. So it need not be tried after the other steps.
   */
  List<Step> stepsThatMatter() {
    List<Step> steps = new ArrayList<>();
    for (Node node : nodes) {
      if (!node.tasks.isEmpty()) {
        addTask(steps, node);
        return steps;
      }
    }
    return steps();
  }

  /** What can happen now. */
  List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    for (Node node : nodes) {
      if (node.dials.size() < maxDials) {
        String dial = "dial " + node.dials.size();
        add(steps, "node " + node.index + ": " + dial, node, dial, node::dial);
      }
      if (!node.tasks.isEmpty()) {
        addTask(steps, node);
      }
    }
    for (Connection connection : connections) {
      addSteps(steps, connection, connection.initiator);
      addSteps(steps, connection, connection.responder);
      boolean alive =
          connection.initiator.handshake == Handshake.RUNNING
              || connection.responder.handshake == Handshake.RUNNING
              || connection.initiator.open()
              || connection.responder.open();
      if (alive && !connection.cut && cuts < maxCuts) {
        Runnable cut =
            () -> {
              connection.cut = true;
              cuts++;
            };
        steps.add(new Step(connection + " is cut", NETWORK, cut));
      }
    }
    return steps;
  }

  private void addTask(List<Step> steps, Node node) {
    String name = node.tasks.element().name();
    add(steps, "manager " + node.index + " runs " + name, node, "", node::runTask);
  }

  private void addSteps(List<Step> steps, Connection connection, End end) {
    String what = connection + ", " + end.origin + ": ";
    if (end.handshake == Handshake.RUNNING) {
      add(steps, what + "handshake ends", end.node, connection, () -> handshakeEnds(end));
      if (end.willEnd()) {
        add(steps, what + "handshake fails", end.node, connection, () -> handshakeFails(end));
      }
    }
    if (end.open() && end.willEnd()) {
      add(
          steps,
          what + "the remote's end is seen",
          end.node,
          connection,
          () -> end.onLoop(end::close));
    }
    if (!end.tasks.isEmpty()) {
      add(
          steps,
          what + "loop runs " + end.tasks.element().name(),
          end.node,
          connection,
          () -> end.onLoop(end.tasks.remove().work()));
    }
  }

  private void add(List<Step> steps, String name, Node node, Object because, Runnable work) {
    steps.add(
        new Step(
            name,
            node.index,
            () -> {
              cause = because;
              work.run();
            }));
  }

  private void handshakeEnds(End end) {
    EstablishedChannel established = end.established();
    if (end.origin == ConnectionOrigin.OUTBOUND) {
      end.connection.dialed.complete(established);
    } else {
      end.node.manager.inbound(established);
    }
  }

  private static void handshakeFails(End end) {
    end.handshake = Handshake.FAILED;
    if (end.origin == ConnectionOrigin.OUTBOUND) {
      end.connection.dialed.fail(
          new UpgradeException(
              UpgradeException.Step.HANDSHAKE, FailureReason.INTERNAL, "the connection was lost"));
    }
  }

  private Future<EstablishedChannel> connect(Node dialer) {
    Connection connection = new Connection(dialer.index * 100 + dialer.dialed++, dialer);
    connections.add(connection);
    return connection.dialed.future();
  }

  /** All that the further course depends on. */
  String key() {
    StringBuilder key = new StringBuilder();
    for (Node node : nodes) {
      key.append(node.key()).append('\n');
    }
    connections.stream()
        .sorted((one, two) -> Integer.compare(one.id, two.id))
        .forEach(
            connection ->
                key.append(connection.id)
                    .append(connection.cut)
                    .append(connection.initiator.key())
                    .append(connection.responder.key())
                    .append('\n'));
    return key.toString();
  }

  /** Nothing happens any more but faults. */
  void checkQuiet() {
    List<Connection> open =
        connections.stream().filter(c -> c.initiator.open() || c.responder.open()).toList();
    assertThat(open).as("connections of the pair").hasSizeLessThanOrEqualTo(1);
    for (Connection connection : open) {
      assertThat(connection.initiator.open()).as("open at the dialer").isTrue();
      assertThat(connection.responder.open()).as("open at the listener").isTrue();
    }
    for (Node node : nodes) {
      Peer peer = node.registry.get(node.other());
      assertThat(peer == null ? List.of() : List.of(peer.metadata().connectionId()))
          .as("the connection that node %s has registered", node.index)
          .isEqualTo(open.stream().map(connection -> (long) connection.id).toList());
      assertThat(node.dials).as("dials of node %s", node.index).allMatch(Future::isComplete);
    }
    if (cuts == 0) {
      assertThat(open).as("connections of a pair that dialed").hasSize(1);
      if (connections.stream().anyMatch(c -> c.initiator.node.index == GREATER && c.whole())) {
        assertThat(open.get(0).initiator.node.index).as("the dialer").isEqualTo(GREATER);
      }
    }
    for (Node node : nodes) {
      checkSlot(node);
    }
  }

  /** The one place for a handshake with the peer is free: another dial is made, or not needed. */
  private void checkSlot(Node node) {
    int before = node.dialed;
    Future<PeerInfo> dial = node.manager.dial(node.other(), ADDRESS);
    node.runTask();
    if (node.connected) {
      assertThat(((DiemNetException) dial.cause()).code()).isEqualTo(FailureCode.ALREADY_CONNECTED);
    } else {
      assertThat(node.dialed).as("dials that node %s made", node.index).isEqualTo(before + 1);
    }
  }

  /** The place in the code that made a task, and the step that did. */
  private String name(Object task) {
    String type = task.getClass().getName();
    return type.substring(type.lastIndexOf('.', type.indexOf('$')) + 1) + " of " + cause;
  }

  private ContextInternal context(Node node) {
    return (ContextInternal)
        Proxy.newProxyInstance(
            ContextInternal.class.getClassLoader(),
            new Class<?>[] {ContextInternal.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "execute" -> {
                    node.tasks.add(new Task(name(arguments[0]), (Runnable) arguments[0]));
                    yield null;
                  }
                  case "promise" -> Promise.promise();
                  default ->
                      throw new UnsupportedOperationException(
                          method + " " + Arrays.toString(arguments));
                });
  }

  private static TransportCiphers ciphers() {
    NoiseIdentity remote = NoiseIdentity.of(PrivateKey.generate(), DiemWire.PEER_IDS);
    NoiseIdentity own = NoiseIdentity.of(PrivateKey.generate(), DiemWire.PEER_IDS);
    try {
      byte[] message =
          new NoiseInitiator(CryptoProviders.jdk(), remote, new TimestampSource())
              .dial(own.peerId(), own.publicKey())
              .clientMessage();
      return new NoiseResponder(
              CryptoProviders.jdk(),
              own,
              Authenticator.maybeMutual(new TrustedPeers(), DiemWire.PEER_IDS, PeerRole.UNKNOWN))
          .accept(ClientMessage.of(message))
          .session()
          .ciphers();
    } catch (NoiseRejection impossible) {
      throw new AssertionError(impossible);
    }
  }
}

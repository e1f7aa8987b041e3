package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.DiscoveryOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerInfo;
import io.diemnet.vertx.PrivateKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/** Validators in one process on loopback TCP that find each other, and how long that takes. */
final class Mesh {

  /** One validator; {@link #network} changes when it is restarted. */
  static final class Node {
    final String name;
    final PrivateKey key;
    final PeerId id;
    private final DiemNetOptions options;
    private DiemNet network;

    private Node(String name, PrivateKey key, DiemNetOptions options) {
      this.name = name;
      this.key = key;
      this.id = TestNetwork.id(key);
      this.options = options;
    }

    DiemNet network() {
      return network;
    }

    NetworkAddress address() {
      return network.info().address();
    }

    Set<PeerId> peers() {
      return origins().keySet();
    }

    private Map<PeerId, ConnectionOrigin> origins() {
      Map<PeerId, ConnectionOrigin> origins = new HashMap<>();
      for (PeerInfo peer : network.peers()) {
        origins.put(peer.peer(), peer.origin());
      }
      return origins;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private final Vertx vertx;
  private final List<Node> nodes = new ArrayList<>();

  Mesh(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Starts nodes; with the ports they have got they can be restarted. */
  List<Node> start(int count, UnaryOperator<DiemNetOptions> change) {
    List<Node> added = new ArrayList<>();
    List<Future<Void>> starts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = "n" + (nodes.size() + i);
      PrivateKey key = PrivateKey.generate();
      Node node = new Node(name, key, change.apply(TestNetwork.validator(name, key)));
      node.network = DiemNet.create(vertx, node.options);
      starts.add(node.network.start());
      added.add(node);
    }
    await(Future.all(starts));
    added.forEach(node -> node.options.setListenAddress(node.address().base()));
    nodes.addAll(added);
    return added;
  }

  void stop(Node node) {
    await(node.network.close());
  }

  /** Starts a stopped node again, on its port. */
  void restart(Node node) {
    node.network = DiemNet.create(vertx, node.options);
    await(node.network.start());
  }

  /**
   * Whether each of these nodes is connected to all others of them and to nobody else. Two that
   * dialed each other at the same time must have ended with the same connection: until then one of
   * them may lose the other once more.
   */
  static boolean isFull(Collection<Node> members) {
    Map<PeerId, Map<PeerId, ConnectionOrigin>> all = new HashMap<>();
    members.forEach(member -> all.put(member.id, member.origins()));
    return members.stream()
        .allMatch(
            member -> {
              Set<PeerId> expected = new HashSet<>(all.keySet());
              expected.remove(member.id);
              Map<PeerId, ConnectionOrigin> here = all.get(member.id);
              return here.keySet().equals(expected)
                  && expected.stream()
                      .allMatch(other -> here.get(other) != all.get(other).get(member.id));
            });
  }

  /** Waits for exactly the full mesh of these nodes and prints how long that took. */
  static void awaitFull(String what, Collection<Node> members) {
    timed(
        what,
        () ->
            Awaitility.await(what)
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(members.size()))
                .until(() -> isFull(members)));
  }

  /** Prints how long something took. */
  @SuppressWarnings("SystemOut") // the figure is for whoever runs the test
  static void timed(String what, Runnable wait) {
    long begun = System.nanoTime();
    wait.run();
    System.out.printf(
        "time to heal: %s: %d ms%n",
        what, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
  }

  /** Has nodes read a peers file several times a second. */
  static DiemNetOptions fromFile(DiemNetOptions options, Path file) {
    return options.addDiscovery(
        new DiscoveryOptions()
            .setType(DiscoveryOptions.Type.FILE)
            .setPath(file.toString())
            .setInterval(100));
  }

  /** Puts a peers file in its place whole. */
  static void write(Path file, Collection<Node> members) {
    StringBuilder yaml = new StringBuilder("# validators\n");
    members.stream()
        .sorted(Comparator.comparing((Node member) -> member.id))
        .forEach(
            member ->
                yaml.append(member.id)
                    .append(":\n  addresses: [\"")
                    .append(member.address())
                    .append("\"]\n  role: Validator\n"));
    write(file, members.isEmpty() ? "{}" : yaml.toString());
  }

  static void write(Path file, String content) {
    try {
      Path fresh = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), content);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

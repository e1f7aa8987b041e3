package io.diemnet.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What docs/cluster.md says, with processes of their own: a node whose networks alpha and beta are
 * connected to each other, an application that serves alpha's RPCs, one that calls alpha from beta.
 * The tests share one cluster. Each leaves all three members running.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusteredNodeTest {

  private static final Pattern CONFIGURATION =
      Pattern.compile("^```yaml\n(networks:\n.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final String ANSWER = "served hello";

  /** 127.0.0.1, and the same in IPv6, in the byte order of this machine. */
  private static final String LOOPBACK = "(0000000000000000FFFF0000)?0100007F:[0-9A-F]{4}";

  @TempDir static Path dir;

  private List<String> options;
  private NodeProcess node;
  private NodeProcess server;
  private NodeProcess caller;

  @BeforeAll
  void start_the_cluster() throws Exception {
    Matcher configuration =
        CONFIGURATION.matcher(
            Files.readString(Path.of(System.getProperty("diemnet.root"), "docs", "cluster.md")));
    assertThat(configuration.find()).isTrue();
    int port = FreePorts.inARow(20_000, 2);
    Files.writeString(
        dir.resolve("node.yaml"),
        configuration
            .group(1)
            .replace("/tcp/6180", "/tcp/" + port)
            .replace("/tcp/6181", "/tcp/" + (port + 1)));
    // A cluster of this test's own; its members take some more ports, above those of the networks.
    int members = FreePorts.inARow(25_000, 2);
    options =
        List.of(
            "-Ddiemnet.cluster.name=" + UUID.randomUUID(),
            "-Djgroups.bind.port=" + members,
            "-Djgroups.tcpping.initial_hosts=127.0.0.1[" + members + "]",
            "-Ddiemnet.cluster.failure.timeout=10s",
            "-Ddiemnet.cluster.failure.interval=1s",
            "-Ddiemnet.cluster.merge.min=1s",
            "-Ddiemnet.cluster.merge.max=3s",
            "-Dvertx.infinispan.config=io/diemnet/node/cluster/cluster.xml");
    node = node();
    awaitListening(node);
    // Not all at once: they would find each other only when their clusters merge.
    server = application("serve", "alpha");
    caller = application("call", "beta");
    server.awaitOut("serving"::equals);
    awaitNext(caller, ANSWER::equals);
  }

  @AfterAll
  void end_the_cluster() {
    Stream.of(node, server, caller).filter(Objects::nonNull).forEach(NodeProcess::close);
  }

  private NodeProcess node() throws Exception {
    return NodeProcess.run(dir, options, Main.class, "node", "--config", "node.yaml");
  }

  private NodeProcess application(String what, String network) throws Exception {
    return NodeProcess.run(dir, options, Application.class, what, network);
  }

  private static void awaitListening(NodeProcess node) {
    node.awaitOut(line -> line.startsWith("listening alpha "));
    node.awaitOut(line -> line.startsWith("listening beta "));
  }

  /** A line that comes after what is there now. */
  private static void awaitNext(NodeProcess caller, Predicate<String> wanted) {
    int before = caller.out().size();
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(caller.out().stream().skip(before)).as("%s", caller).anyMatch(wanted));
  }

  @Test
  @Order(1)
  void an_application_in_another_jvm_is_killed_and_comes_back_and_the_network_goes_on()
      throws Exception {
    int lines = node.err().size();
    assertThat(listeningOn(node))
        .as("addresses of sockets")
        .allMatch(address -> address.matches(LOOPBACK));
    awaitNext(caller, ANSWER::equals);

    server.kill();
    // Nobody serves it any more, and the caller is told so.
    awaitNext(caller, line -> line.startsWith("NOT_SUPPORTED: "));
    server = application("serve", "alpha");
    server.awaitOut("serving"::equals);
    awaitNext(caller, ANSWER::equals);
    assertThat(node.err().stream().skip(lines))
        .as("the connection")
        .noneMatch(line -> line.contains(" ended"));
  }

  @Test
  @Order(2)
  void a_name_belongs_to_one_node_until_that_ends_or_dies() throws Exception {
    try (NodeProcess second = node()) {
      assertThat(second.awaitExit()).as("%s", second).isEqualTo(1);
      assertThat(second.out()).isEmpty();
      assertThat(second.err())
          .anyMatch(
              line ->
                  line.startsWith("network alpha did not start: no network can be diemnet.alpha")
                      && line.contains("another node of the cluster"))
          .noneMatch(line -> line.startsWith("\tat "));
    }
    awaitNext(caller, ANSWER::equals);

    node.kill();
    awaitNext(caller, line -> line.startsWith("CONNECTION_LOST: "));
    node = node();
    awaitListening(node);
    awaitNext(caller, ANSWER::equals);

    node.terminate();
    assertThat(node.awaitExit()).as("%s", node).isZero();
    assertThat(node.out()).hasSize(2);
    awaitNext(caller, line -> line.startsWith("CONNECTION_LOST: "));
    node = node();
    awaitListening(node);
    awaitNext(caller, ANSWER::equals);
  }

  @Test
  @Order(3)
  void a_member_that_hung_for_long_serves_again() throws Exception {
    server.pause();
    awaitNext(caller, line -> line.startsWith("NOT_SUPPORTED: "));
    server.resume();
    awaitNext(caller, ANSWER::equals);

    node.pause();
    awaitNext(caller, line -> line.startsWith("CONNECTION_LOST: "));
    node.resume();
    awaitNext(caller, ANSWER::equals);
  }

  @Test
  @Order(4)
  void after_a_split_the_younger_of_two_nodes_of_one_name_ends_with_a_reason() throws Exception {
    // A member that hangs is cut off, as by a network. Meanwhile another takes its names.
    node.pause();
    awaitNext(caller, line -> line.startsWith("CONNECTION_LOST: "));
    int port = FreePorts.inARow(20_000, 2);
    String configuration = Files.readString(dir.resolve("node.yaml"));
    Matcher ports = Pattern.compile("listenAddress: .*/tcp/([0-9]+)").matcher(configuration);
    for (int next = port; ports.find(); next++) {
      configuration = configuration.replace("/tcp/" + ports.group(1), "/tcp/" + next);
    }
    Files.writeString(dir.resolve("second.yaml"), configuration);
    try (NodeProcess second =
        NodeProcess.run(dir, options, Main.class, "node", "--config", "second.yaml")) {
      awaitListening(second);
      awaitNext(caller, ANSWER::equals);

      node.resume();
      assertThat(second.awaitExit()).as("%s", second).isEqualTo(1);
      assertThat(second.err())
          .anyMatch(
              line ->
                  line.startsWith("a network has ended: another node of the cluster, ")
                      && line.contains(" for longer; "));
    }
    awaitNext(caller, ANSWER::equals);
  }

  /** The local addresses, as Linux shows them, of the sockets on which a process listens. */
  private static Set<String> listeningOn(NodeProcess node) throws IOException {
    Path proc = Path.of("/proc", Long.toString(node.pid()));
    Set<String> own = new HashSet<>();
    Set<String> addresses = new HashSet<>();
    if (!Files.isDirectory(proc)) {
      return addresses; // not Linux
    }
    try (Stream<Path> files = Files.list(proc.resolve("fd"))) {
      for (Path file : files.toList()) {
        try {
          own.add(Files.readSymbolicLink(file).toString());
        } catch (NoSuchFileException closed) {
          // Since they were listed; no socket that listens.
        }
      }
    }
    for (String table : List.of("net/tcp", "net/tcp6")) {
      for (String line : Files.readAllLines(proc.resolve(table))) {
        String[] fields = line.strip().split(" +", -1);
        if (fields[3].equals("0A") && own.contains("socket:[" + fields[9] + "]")) {
          addresses.add(fields[1]);
        }
      }
    }
    assertThat(addresses)
        .as("alpha, beta, event bus, JGroups and its failure detection")
        .hasSize(5);
    return addresses;
  }
}

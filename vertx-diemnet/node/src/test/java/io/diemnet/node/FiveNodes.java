package io.diemnet.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A network of five node processes that {@code networks init} made, with bridges. */
final class FiveNodes implements AutoCloseable {

  static final int COUNT = 5;
  static final Duration LIMIT = Duration.ofMinutes(3);

  private static final int PORTS = 3 * COUNT;

  /** The output of a command. */
  record Result(int status, String out, String err) {}

  final Path directory;
  final List<String> peers = new ArrayList<>();
  private final int port;
  private final List<NodeProcess> nodes = new ArrayList<>();

  /**
   * Makes the files and starts the processes.
   *
   * @param home the parent of the directory {@code network}
   */
  FiveNodes(Path home) throws IOException {
    directory = home.resolve("network");
    port = FreePorts.inARow(25_000, PORTS + COUNT);
    Result init =
        run(
            "networks",
            "init",
            "--validators",
            "" + COUNT,
            "--out",
            directory.toString(),
            "--port",
            "" + port);
    assertThat(init.status()).as("%s", init).isZero();
    init.out()
        .lines()
        .filter(line -> line.contains(", metrics "))
        .forEach(line -> peers.add(line.replaceFirst("^\\S+ (\\w+),.*", "$1")));
    for (int i = 0; i < COUNT; i++) {
      Path config = directory.resolve(name(i) + ".yaml");
      Files.writeString(
          config,
          // Applications move between the nodes, so all use one name for the network.
          Files.readString(config).replace("name: " + name(i), "name: validator")
              + "bridge: {tcpPort: "
              + bridgePort(i)
              + ", webPort: 0}\nshutdown: {delay: 500}\n");
      nodes.add(start(i));
    }
    for (int i = 0; i < COUNT; i++) {
      awaitUp(i);
    }
  }

  static String name(int node) {
    return "validator-" + node;
  }

  int bridgePort(int node) {
    return port + PORTS + node;
  }

  String socket(int node) {
    return directory.resolve(name(node) + ".sock").toString();
  }

  NodeProcess process(int node) {
    return nodes.get(node);
  }

  /** Starts a node again that has ended. */
  void restart(int node) throws IOException {
    nodes.set(node, start(node));
    awaitUp(node);
  }

  private NodeProcess start(int node) throws IOException {
    return NodeProcess.run(
        directory, List.of("-Xmx96m"), Main.class, "node", "--config", name(node) + ".yaml");
  }

  private void awaitUp(int node) {
    nodes.get(node).awaitOut(line -> line.startsWith("bridge web "));
  }

  /** Every node sees every other one. */
  void awaitWhole() {
    for (int i = 0; i < COUNT; i++) {
      awaitCheck(i, 0);
    }
  }

  /** The line of {@code check} once it has this exit status. */
  String awaitCheck(int node, int status) {
    Result[] last = new Result[1];
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              last[0] = run("check", "--node", socket(node));
              assertThat(last[0].status()).as("%s", last[0]).isEqualTo(status);
            });
    return last[0].out();
  }

  /** Runs a command of the node in this process. */
  static Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Result(status, out.toString(), err.toString());
  }

  @Override
  public void close() {
    nodes.forEach(NodeProcess::close);
  }
}

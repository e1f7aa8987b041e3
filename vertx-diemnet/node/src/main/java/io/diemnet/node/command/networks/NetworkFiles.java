package io.diemnet.node.command.networks;

import io.diemnet.node.Main;
import io.diemnet.node.command.FileFailure;
import io.diemnet.node.command.KeyFileWriter;
import io.diemnet.node.command.networks.Topology.Node;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the files of a {@link Topology} to a directory. Never overwrites a file. */
final class NetworkFiles {

  static final String SCRIPT = "run.sh";

  private static final int MAX_SOCKET_PATH = 90;

  private static final String VALIDATORS = "peers.yaml";
  private static final String FULL_NODES = "public-peers.yaml";

  private final Path directory;

  NetworkFiles(Path directory) {
    this.directory = directory;
  }

  void write(Topology topology) {
    for (Node node : topology.nodes()) {
      KeyFileWriter.write(node.key(), directory.resolve(node.name() + ".hex"));
      write(node.name() + ".yaml", configuration(node, topology.partner(node)));
    }
    write(VALIDATORS, peers(topology, true));
    if (topology.hasFullNodes()) {
      write(FULL_NODES, peers(topology, false));
    }
    write(SCRIPT, script(topology));
    makeExecutable(directory.resolve(SCRIPT));
  }

  /** The path of a socket is short: in a deep directory the nodes have none. */
  private boolean socketFits(Node node) {
    Path socket = directory.toAbsolutePath().normalize().resolve(node.name() + ".sock");
    return socket.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_SOCKET_PATH;
  }

  private String configuration(Node node, Node partner) {
    StringBuilder text = new StringBuilder("networks:\n");
    network(text, node.name(), node, node.mainPort());
    if (node.validator()) {
      text.append("    networkId: validator\n    role: validator\n");
    } else {
      text.append("    networkId: public\n    role: full_node\n");
    }
    text.append("    discovery: [{type: file, path: ")
        .append(node.validator() ? VALIDATORS : FULL_NODES)
        .append("}]\n");
    if (partner != null) {
      network(text, node.name() + "-vfn", node, node.vfnPort());
      text.append("    networkId: vfn\n    role: ")
          .append(node.validator() ? "validator" : "full_node")
          .append("\n    seeds:\n      ")
          .append(partner.peer())
          .append(": {");
      if (node.validator()) {
        // The full node dials.
        text.append("keys: [").append(partner.key().publicKey()).append("]");
      } else {
        text.append("addresses: [").append(partner.address(partner.vfnPort())).append("]");
      }
      text.append(", role: ")
          .append(partner.validator() ? "Validator" : "ValidatorFullNode")
          .append("}\n");
    }
    text.append("metrics: {port: ").append(node.metricsPort()).append("}\n");
    if (socketFits(node)) {
      text.append("control: {socket: ").append(node.name()).append(".sock}\n");
    }
    return text.toString();
  }

  private static void network(StringBuilder text, String name, Node node, int port) {
    text.append("  - name: ")
        .append(name)
        .append("\n    chainId: testing\n    identity: {privateKeyFile: ")
        .append(node.name())
        .append(".hex}\n    listenAddress: /ip4/127.0.0.1/tcp/")
        .append(port)
        .append("\n    closeReasons: true\n");
  }

  private static String peers(Topology topology, boolean validators) {
    return topology.nodes().stream()
        .filter(node -> node.validator() == validators)
        .map(
            node ->
                "# "
                    + node.name()
                    + "\n"
                    + node.peer()
                    + ":\n  addresses: ["
                    + node.address(node.mainPort())
                    + "]\n  role: "
                    + (validators ? "Validator" : "ValidatorFullNode")
                    + "\n")
        .collect(Collectors.joining());
  }

  private static String script(Topology topology) {
    String names = topology.nodes().stream().map(Node::name).collect(Collectors.joining(" "));
    return """
        #!/bin/sh
        # Starts all nodes of this directory. Ctrl-C or SIGTERM ends them.
        # The log of a node is in <name>.log. JAVA and JAVA_OPTS can be set.
        cd "$(dirname "$0")" || exit 1
        java=${JAVA:-@java@}
        pids=
        stop() {
          trap '' INT TERM
          kill -TERM $pids 2>/dev/null
        }
        # Runs one node and reports its end at once.
        run() {
          process=
          ending=
          trap 'trap "" TERM; ending=1; [ -z "$process" ] || kill -TERM "$process" 2>/dev/null' TERM
          "$java" ${JAVA_OPTS:-} @program@ node --config "$1.yaml" 2>> "$1.log" &
          process=$!
          [ -z "$ending" ] || kill -TERM "$process"
          wait "$process"
          result=$?
          # A signal interrupts wait: the second call has the exit status.
          if [ -n "$ending" ]; then
            wait "$process"
            result=$?
          fi
          if [ "$result" -ne 0 ]; then
            echo "$1 ended with status $result, see $1.log" >&2
          elif [ -z "$ending" ]; then
            echo "$1 ended" >&2
          fi
          exit "$result"
        }
        trap stop INT TERM
        for node in @names@; do
          run "$node" &
          pids="$pids $!"
        done
        status=0
        for pid in $pids; do
          wait "$pid"
          result=$?
          # A signal interrupts wait: the second call has the exit status.
          if [ "$result" -gt 128 ]; then
            wait "$pid"
            result=$?
          fi
          if [ "$result" -ne 0 ]; then
            status=1
          fi
        done
        exit $status
        """
        .replace("@java@", quoted(Path.of(System.getProperty("java.home"), "bin", "java")))
        .replace("@names@", names)
        .replace("@program@", program());
  }

  /** How this program was started: from its jar, or from a class path. */
  private static String program() {
    try {
      Path source = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isRegularFile(source)) {
        return "-jar " + quoted(source.toAbsolutePath());
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    return "-cp " + quoted(System.getProperty("java.class.path")) + " " + Main.class.getName();
  }

  private static String quoted(Object text) {
    return "'" + text.toString().replace("'", "'\\''") + "'";
  }

  private void write(String name, String text) {
    try {
      Files.write(
          directory.resolve(name), List.of(text.stripTrailing()), StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      throw FileFailure.writing(directory.resolve(name), e);
    }
  }

  private static void makeExecutable(Path script) {
    try {
      if (script.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    } catch (IOException e) {
      throw FileFailure.writing(script, e);
    }
  }
}

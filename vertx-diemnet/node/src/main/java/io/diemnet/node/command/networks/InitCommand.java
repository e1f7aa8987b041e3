package io.diemnet.node.command.networks;

import io.diemnet.node.command.CommandException;
import io.diemnet.node.command.FileFailure;
import io.diemnet.node.command.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes keys, configurations, peers files and a script that starts the nodes. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Writes the files of a network on this machine: a key with mode 0600 and a configuration for"
          + " each node, the peers files, and run.sh, which starts all nodes and ends them on"
          + " Ctrl-C or SIGTERM."
    },
    footer = {
      "",
      "Example:",
      "  java -jar vertx-diemnet-node.jar networks init --validators 4 --out network",
      "  network/run.sh"
    })
final class InitCommand implements Callable<Integer> {

  private static final int MAX_VALIDATORS = 100;

  @Option(
      names = "--validators",
      paramLabel = "N",
      defaultValue = "4",
      description = "How many validators, 2 to 100 (default: ${DEFAULT-VALUE}).")
  private int validators;

  @Option(
      names = "--full-nodes",
      description = "Add a full node for each validator, with the networks vfn and public.")
  private boolean fullNodes;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The directory for the files. It is made; if it exists, it must be empty.")
  private Path out;

  @Option(
      names = "--port",
      paramLabel = "P",
      defaultValue = "6180",
      description = "The first of the ports that the nodes use (default: ${DEFAULT-VALUE}).")
  private int port;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    require(
        validators >= 2 && validators <= MAX_VALIDATORS,
        "--validators must be from 2 to 100, not " + validators);
    int ports = Topology.ports(validators, fullNodes);
    require(
        port > 0 && port + ports <= 65536,
        "--port must leave room for " + ports + " ports up to 65535, not " + port);
    prepare();
    Topology topology = Topology.of(validators, fullNodes, port);
    NetworkFiles files = new NetworkFiles(out);
    files.write(topology);
    PrintWriter stdout = spec.commandLine().getOut();
    for (Topology.Node node : topology.nodes()) {
      stdout.println(
          node.name() + " " + node.peer() + ", metrics http://127.0.0.1:" + node.metricsPort());
    }
    stdout.println("start it with " + out.resolve(NetworkFiles.SCRIPT));
    return 0;
  }

  private void prepare() {
    try {
      Files.createDirectories(out);
      try (Stream<Path> present = Files.list(out)) {
        if (present.findAny().isPresent()) {
          throw new CommandException(out + " is not empty and was left as it is");
        }
      }
    } catch (IOException e) {
      throw FileFailure.writing(out, e);
    }
  }

  private void require(boolean right, String message) {
    if (!right) {
      throw new CommandLine.ParameterException(spec.commandLine(), message);
    }
  }
}

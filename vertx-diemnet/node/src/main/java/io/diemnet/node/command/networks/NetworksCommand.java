package io.diemnet.node.command.networks;

import io.diemnet.node.command.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Groups the commands for whole networks. */
@Command(
    name = "networks",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Makes whole networks of node processes.",
    subcommands = InitCommand.class,
    footer = {
      "",
      "Example:",
      "  java -jar vertx-diemnet-node.jar networks init --validators 4 --out network",
      "  network/run.sh"
    })
public final class NetworksCommand implements Runnable {

  @Spec private CommandSpec spec;

  /** Called without a subcommand, which is bad usage. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "a command is missing: " + String.join(", ", spec.subcommands().keySet()));
  }
}

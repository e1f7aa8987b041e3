package io.diemnet.node.command.ctl;

import io.diemnet.node.command.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Groups the commands that ask or administer a running node. */
@Command(
    name = "ctl",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Asks or administers a running node over its control socket.",
      "A node has one if control.socket is in its configuration. Only the user that runs the node"
          + " may use it."
    },
    subcommands = {
      PeersCommand.class,
      InfoCommand.class,
      DialCommand.class,
      DisconnectCommand.class,
      ReloadCommand.class,
      SetCommand.class,
      CallCommand.class
    },
    footer = {"", "Example:", "  java -jar vertx-diemnet-node.jar ctl --node node.sock peers"})
public final class CtlCommand implements Runnable {

  @Mixin NodeOptions options;

  @Spec private CommandSpec spec;

  /** Called without a subcommand, which is bad usage. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "a command is missing: " + String.join(", ", spec.subcommands().keySet()));
  }
}

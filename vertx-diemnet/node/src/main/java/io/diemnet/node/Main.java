package io.diemnet.node;

import io.diemnet.node.command.CommandException;
import io.diemnet.node.command.Version;
import io.diemnet.node.command.bench.BenchCommand;
import io.diemnet.node.command.check.CheckCommand;
import io.diemnet.node.command.ctl.CtlCommand;
import io.diemnet.node.command.demo.DemoCommand;
import io.diemnet.node.command.keygen.KeygenCommand;
import io.diemnet.node.command.networks.NetworksCommand;
import io.diemnet.node.command.node.NodeCommand;
import io.diemnet.node.command.ping.PingCommand;
import io.diemnet.node.command.support.SupportCommand;
import io.diemnet.node.command.top.TopCommand;
import io.diemnet.node.command.validatorset.ValidatorSetCommand;
import io.diemnet.node.run.LastResort;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The entry point of the node, and the list of its commands. */
@Command(
    name = "vertx-diemnet-node",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "DiemNet, the authenticated peer-to-peer network of Libra and Diem, on Eclipse Vert.x.",
    subcommands = {
      NodeCommand.class,
      DemoCommand.class,
      KeygenCommand.class,
      NetworksCommand.class,
      PingCommand.class,
      ValidatorSetCommand.class,
      CtlCommand.class,
      TopCommand.class,
      CheckCommand.class,
      SupportCommand.class,
      BenchCommand.class
    },
    footer = {
      "",
      "Exit status: 0 good, 1 failed, 2 bad usage or bad configuration. For check: 0, 1, 2 or 3.",
      "",
      "Example:",
      "  java -jar vertx-diemnet-node.jar demo"
    })
public final class Main implements Runnable {

  @Spec private CommandSpec spec;

  private Main() {}

  /** Runs a command and ends the process with its status. */
  public static void main(String[] args) {
    int status = 1;
    try {
      status = commandLine().execute(args);
    } catch (Error failure) {
      // The remaining threads would keep the process alive without a command.
      LastResort.halt("the command has ended by an error: " + failure);
    }
    System.exit(status);
  }

  static CommandLine commandLine() {
    CommandLine main = new CommandLine(new Main());
    CommandLine.IParameterExceptionHandler usual = main.getParameterExceptionHandler();
    return main.setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(
            (wrong, arguments) -> {
              CommandLine command = wrong.getCommandLine();
              if (command.getCommand() instanceof CheckCommand) {
                CheckCommand.unknown(command.getOut(), wrong.getMessage());
              }
              return usual.handleParseException(wrong, arguments);
            })
        .setExecutionExceptionHandler(
            (failure, commandLine, parsed) -> {
              PrintWriter err = commandLine.getErr();
              if (failure instanceof CommandException) {
                err.println(failure.getMessage());
              } else {
                failure.printStackTrace(err); // a defect: a report needs the whole trace
              }
              return commandLine.getCommand() instanceof CheckCommand
                  ? CheckCommand.unknown(commandLine.getOut(), failure.toString())
                  : 1;
            });
  }

  /** Called without a command, which is bad usage. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "a command is missing: " + String.join(", ", spec.subcommands().keySet()));
  }
}

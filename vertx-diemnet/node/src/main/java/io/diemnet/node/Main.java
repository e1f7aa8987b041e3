package io.diemnet.node;

import io.diemnet.node.bench.BenchCommand;
import io.diemnet.node.demo.DemoCommand;
import io.diemnet.node.validatorset.ValidatorSetCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Entry point of the node. */
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
      PingCommand.class,
      ValidatorSetCommand.class,
      BenchCommand.class
    },
    footer = {
      "",
      "Exit status: 0 good, 1 failed, 2 bad usage or bad configuration.",
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
      // The other threads would keep a process that does nothing.
      LastResort.halt(LastResort.line("the command has ended by an error: " + failure));
    }
    System.exit(status);
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(
            (failure, commandLine, parsed) -> {
              PrintWriter err = commandLine.getErr();
              if (failure instanceof CommandException) {
                err.println(failure.getMessage());
              } else {
                failure.printStackTrace(err); // a defect of ours, which a report needs whole
              }
              return 1;
            });
  }

  /** Without a command there is nothing to do. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "a command is missing: node, demo, keygen, ping, validator-set or bench");
  }
}

package io.diemnet.node.command.check;

import io.diemnet.node.command.Version;
import io.diemnet.node.command.ctl.NodeOptions;
import io.diemnet.node.command.ctl.NodeQuery;
import io.diemnet.node.command.ctl.RunningNode;
import io.diemnet.node.command.ctl.Table;
import io.diemnet.node.control.ControlException;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks a node, for monitoring systems. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeOnInvalidInput = CheckCommand.UNKNOWN,
    description = {
      "Checks a running node and prints one line, as plugins of monitoring systems do: missing peers"
          + " with the reason, the key in the validator set, the age of the discovery files, and the"
          + " clock.",
      "Fewer than two thirds of the known peers, a key mismatch and a node that does not answer are"
          + " critical."
    },
    footer = {
      "",
      "Exit status: 0 good, 1 warning, 2 critical, 3 unknown (wrong usage).",
      "",
      "Example:",
      "  java -jar vertx-diemnet-node.jar check --node node.sock"
    })
public final class CheckCommand extends NodeQuery {

  /** The exit status when the node was not checked. */
  public static final int UNKNOWN = 3;

  @Mixin private NodeOptions options;

  @Option(
      names = "--timeout",
      paramLabel = "S",
      defaultValue = "8",
      description =
          "Seconds for all answers of the node together (default: ${DEFAULT-VALUE}). Monitoring"
              + " systems often end a plugin after 10 s.")
  private int timeout;

  @Override
  protected NodeOptions options() {
    return options;
  }

  @Override
  protected int run(RunningNode asked) throws Exception {
    Findings findings = new Findings(System.currentTimeMillis());
    if (asked.info().getBoolean("stopping", false)) {
      findings.stopping();
    }
    for (int i = 0; i < asked.names().size(); i++) {
      findings.peers(asked.names().get(i), asked.known(asked.networks().get(i)));
    }
    for (JsonObject network : RunningNode.objects(asked.info().getJsonArray("networks"))) {
      if (asked.names().contains(network.getString("network"))) {
        findings.network(network);
      }
    }
    findings.clock(asked.info().getJsonObject("clock"));
    return tell(findings);
  }

  @Override
  protected int failed(ControlException failure) {
    return tell(Findings.notReached(failure.getMessage()));
  }

  @Override
  protected Duration total() {
    if (timeout < 1) {
      throw wrong("--timeout must be 1 or more");
    }
    return Duration.ofSeconds(timeout);
  }

  /** The line of a check is the answer, also with --json. */
  @Override
  protected void tellError(int code, String message) {
    // Nothing more.
  }

  /** Prints the line that says that the node was not checked. Returns the exit status. */
  public static int unknown(PrintWriter out, String why) {
    out.println("DIEMNET UNKNOWN - " + Table.printable(why).replace('|', '/'));
    out.flush();
    return UNKNOWN;
  }

  private int tell(Findings findings) {
    out().println(json() ? findings.toJson().encode() : Table.printable(findings.line()));
    out().flush();
    return findings.severity().status();
  }
}

package io.diemnet.node.command.demo;

import io.diemnet.node.bridge.BridgeConfig;
import io.diemnet.node.bridge.Bridges;
import io.diemnet.node.command.CommandException;
import io.diemnet.node.command.Version;
import io.diemnet.node.run.GracefulEnd;
import io.diemnet.node.run.Logs;
import io.diemnet.node.run.Networks;
import io.diemnet.node.run.ProcessGuard;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a whole validator network in one process. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Runs a whole validator network in one process, on TCP on loopback.",
      "Prints the identity of each node, the progress of the mesh, and an RPC and a DirectSend"
          + " over the event bus with their results. The event bus is open to other languages and"
          + " to the dashboard, whose address comes first. Keeps running until Ctrl-C or SIGTERM:"
          + " then the networks and the bridges close, and the exit status is 0."
    },
    footer = {
      "",
      "Example:",
      "  java -jar vertx-diemnet-node.jar demo --validators 4",
      "  java -jar vertx-diemnet-node.jar demo --exit"
    })
public final class DemoCommand implements Callable<Integer> {

  private static final int MIN_VALIDATORS = 2;
  private static final int MAX_VALIDATORS = 100;

  /** Ports in addition to one for each validator: the bridge's TCP and web ports. */
  private static final int BRIDGE_PORTS = 2;

  @Option(
      names = "--validators",
      paramLabel = "N",
      defaultValue = "4",
      description = "Number of validators, 2 to 100 (default: ${DEFAULT-VALUE}).")
  private int validators;

  @Option(
      names = "--port",
      paramLabel = "P",
      defaultValue = "0",
      description = "The first port (default: any free ports).")
  private int port;

  @Option(
      names = "--exit",
      description = "End after one round. The exit status is 0 if all of it worked.")
  private boolean exit;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    check(
        validators >= MIN_VALIDATORS && validators <= MAX_VALIDATORS,
        "--validators must be from 2 to 100, not " + validators);
    check(
        port == 0 || (port > 0 && port + validators + BRIDGE_PORTS <= 65536),
        "--port must leave room for "
            + (validators + BRIDGE_PORTS)
            + " ports up to 65535, not "
            + port);
    Logs.quiet();
    PrintWriter out = spec.commandLine().getOut();
    Networks networks = new Networks();
    ProcessGuard guard = ProcessGuard.start(networks.vertx());
    GracefulEnd end =
        GracefulEnd.onSignal(
            () -> {
              guard.stop();
              return networks.stop();
            });
    try {
      tell(networks, out);
      if (!exit) {
        out.println();
        out.println("The network keeps running. Ctrl-C or SIGTERM ends it:");
        out.println("     kill " + ProcessHandle.current().pid());
        out.println("   The networks and the bridges close gracefully. The exit status is 0, or 1");
        out.println("   if this takes longer than 35 s.");
        end.await();
      }
    } catch (CommandException failure) {
      end.now();
      throw new CommandException("The demo failed. " + failure.getMessage());
    }
    check(end.now());
    out.println();
    out.println("All of it worked.");
    return 0;
  }

  private void tell(Networks networks, PrintWriter out) throws InterruptedException {
    out.printf(
        Locale.ROOT,
        "vertx-diemnet demo: %d validators in this process, on TCP on loopback%n",
        validators);
    Bridges bridges = openBridges(networks, out);
    out.println("   The dashboard shows it from the start: " + bridges.webUrl());
    DemoValidators all = new DemoValidators(networks, port);
    DemoMesh mesh = new DemoMesh(networks.vertx(), out, validators);
    List<DemoValidator> started = all.start(validators, out, mesh);
    mesh.await(started);
    DemoConversation conversation =
        new DemoConversation(networks.vertx(), out, started.get(0), started.get(1));
    conversation.rpc();
    conversation.directSend();
    new DemoPingPong(networks.vertx(), out).serve(started);
    tell(bridges, out);
  }

  /** Opens the bridges to the networks that will be started. */
  private Bridges openBridges(Networks networks, PrintWriter out) {
    JsonObject ports =
        new JsonObject()
            .put("tcpPort", port == 0 ? 0 : port + validators)
            .put("webPort", port == 0 ? 0 : port + validators + 1);
    return Step.await(
        networks.open(BridgeConfig.of(ports), DemoValidators.planned(validators)),
        "Opening the bridges",
        out);
  }

  private static void tell(Bridges bridges, PrintWriter out) {
    out.println();
    out.println("5. The dashboard");
    out.println("   The mesh, its traffic and its events, in a browser on this machine:");
    out.println("     " + bridges.webUrl());
    out.println();
    out.println("6. Other languages");
    out.println("   The event bus is open to all programs on this machine:");
    out.println("     TCP and JSON   " + bridges.tcpAddress());
    out.println("     browsers       " + bridges.webUrl() + "  (SockJS at /eventbus)");
    out.println("   With Node.js, in a second terminal:");
    out.println("     node examples-js/examples/ping-pong-service.mjs " + bridges.tcpAddress());
  }

  private void check(boolean right, String message) {
    if (!right) {
      throw new CommandLine.ParameterException(spec.commandLine(), message);
    }
  }

  private static void check(boolean ended) {
    if (!ended) {
      throw new CommandException("The networks did not stop in time.");
    }
  }
}

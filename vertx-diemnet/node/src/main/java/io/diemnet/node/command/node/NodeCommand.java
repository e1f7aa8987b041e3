package io.diemnet.node.command.node;

import io.diemnet.node.bridge.BridgeConfig;
import io.diemnet.node.bridge.Bridges;
import io.diemnet.node.cluster.Cluster;
import io.diemnet.node.cluster.ClusterConfig;
import io.diemnet.node.cluster.ClusterException;
import io.diemnet.node.command.CommandException;
import io.diemnet.node.command.Version;
import io.diemnet.node.config.ConfigException;
import io.diemnet.node.config.ConfigLoader;
import io.diemnet.node.config.NodeConfig;
import io.diemnet.node.control.ControlSocket;
import io.diemnet.node.control.NodeReport;
import io.diemnet.node.metrics.Monitor;
import io.diemnet.node.run.GracefulEnd;
import io.diemnet.node.run.Logs;
import io.diemnet.node.run.Networks;
import io.diemnet.node.run.ProcessGuard;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.impl.eventbus.NameTakenException;
import io.diemnet.vertx.impl.noise.crypto.CryptoProviders;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the networks, bridges and endpoints of a configuration file. */
@Command(
    name = "node",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Runs the networks of a configuration file until SIGTERM or SIGINT, then shuts them down"
          + " gracefully.",
      "Prints 'listening <network> <address>' for each network that is ready, and then 'bridge tcp"
          + " <host:port>' and 'bridge web <URL>' if the configuration has a bridge."
    },
    footer = {
      "",
      "A key of the file can be overridden by an environment variable: DIEMNET_ and its path in"
          + " upper case, parts and list indices joined with _.",
      "",
      "Example:",
      "  java -jar vertx-diemnet-node.jar node --config node.yaml",
      "  java -jar vertx-diemnet-node.jar node --config node.yaml --check",
      "  DIEMNET_NETWORKS_0_LISTENADDRESS=/ip4/127.0.0.1/tcp/7180 \\",
      "    java -jar vertx-diemnet-node.jar node --config node.yaml"
    })
public final class NodeCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(NodeCommand.class);

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The configuration, YAML, or JSON if its name ends with .json.")
  private Path config;

  @Option(names = "--check", description = "Check the configuration only; start nothing.")
  private boolean check;

  @Option(
      names = "--print-config",
      description =
          "Print the configuration with its overrides and defaults as JSON, secrets masked; start"
              + " nothing.")
  private boolean printConfig;

  @Option(
      names = "--log-format",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "The form of the log on stderr (default: ${DEFAULT-VALUE}).")
  private LogFormat logFormat;

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      description = "trace, debug, info, warn or error (default: info, or -Ddiemnet.log.level).")
  private LogLevel logLevel;

  @Spec private CommandSpec spec;

  private enum LogFormat {
    TEXT,
    JSON
  }

  private enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  @Override
  public Integer call() throws InterruptedException {
    NodeConfig wanted;
    try {
      wanted = ConfigLoader.load(config, System.getenv());
      if (printConfig) {
        JsonObject effective = ConfigLoader.effective(config, System.getenv());
        spec.commandLine().getOut().println(effective.encodePrettily());
      }
    } catch (ConfigException mistakes) {
      spec.commandLine().getErr().println(mistakes.getMessage());
      return 2;
    }
    if (check) {
      spec.commandLine().getErr().println(config + " is valid: " + names(wanted));
    }
    if (check || printConfig) {
      return 0;
    }
    if (logFormat == LogFormat.JSON) {
      Logs.json();
    }
    if (logLevel != null) {
      Logs.level(logLevel.name());
    }
    LOG.info(
        "{}, crypto {}, configuration {}, {}",
        Version.line(),
        CryptoProviders.of(wanted.networks().get(0).getString("crypto")).description(),
        config.toAbsolutePath(),
        names(wanted));
    return run(wanted);
  }

  private static String names(NodeConfig wanted) {
    return wanted.networks().stream()
        .map(network -> new DiemNetOptions(network).getName())
        .collect(Collectors.joining(", ", "networks ", ""));
  }

  private int run(NodeConfig wanted) throws InterruptedException {
    Cluster cluster;
    try {
      cluster = join(wanted);
    } catch (ClusterException failure) {
      spec.commandLine().getErr().println(failure.getMessage());
      return failure.isConfiguration() ? 2 : 1;
    }
    Monitor monitor = new Monitor(wanted);
    Networks networks = new Networks(monitor.registry(), cluster);
    AtomicReference<ControlSocket> control = new AtomicReference<>();
    if (wanted.maxBytes() > 0) {
      DiemNet.limitMemory(networks.vertx(), wanted.maxBytes());
    }
    ProcessGuard guard = ProcessGuard.start(networks.vertx());
    CompletableFuture<String> nameLost = whenNameLost(networks);
    GracefulEnd end =
        GracefulEnd.onSignal(
            () -> {
              guard.stop();
              monitor.stopping();
              return networks
                  .stop()
                  .onComplete(
                      stopped -> {
                        if (control.get() != null) {
                          control.get().close();
                        }
                        monitor.close();
                      });
            },
            new GracefulEnd.Drain(
                () -> {
                  monitor.stopping();
                  networks.leave(wanted.service().shutdownDelay());
                },
                Duration.ofMillis(wanted.service().shutdownDelay())),
            closeTimeout(wanted));
    List<String> failures = open(monitor, networks);
    if (failures.isEmpty()) {
      failures = start(networks, wanted, monitor);
    }
    if (failures.isEmpty() && wanted.controlSocket() != null) {
      failures = openControl(networks, wanted, monitor, control);
    }
    if (failures.isEmpty() && wanted.bridge() != null) {
      failures = openBridges(networks, BridgeConfig.of(wanted.bridge()));
    }
    if (failures.isEmpty()) {
      // Forever, in general: the handler of a signal ends the process.
      failures = List.of(nameLost.join());
    }
    end.now();
    throw new CommandException(String.join(System.lineSeparator(), failures));
  }

  /** Completes with the reason when a network has ended because another node has its name. */
  private static CompletableFuture<String> whenNameLost(Networks networks) {
    CompletableFuture<String> lost = new CompletableFuture<>();
    networks
        .vertx()
        .exceptionHandler(
            failure -> {
              if (failure instanceof NameTakenException taken) {
                lost.complete("a network has ended: " + taken.getMessage());
              } else {
                LOG.error("unhandled exception", failure);
              }
            });
    return lost;
  }

  /** The longest close timeout of the networks. */
  private static Duration closeTimeout(NodeConfig wanted) {
    return Duration.ofMillis(
        wanted.networks().stream()
            .mapToLong(network -> new DiemNetOptions(network).getLimits().getCloseTimeout())
            .max()
            .orElse(0));
  }

  /** Joins the cluster of the configuration. Returns null if it has none. */
  private static Cluster join(NodeConfig wanted) throws ClusterException, InterruptedException {
    return wanted.cluster() == null
        ? null
        : Cluster.join(ClusterConfig.of(wanted.cluster()), Networks.vertxOptions());
  }

  /** Opens the metrics endpoint if one is configured. Returns the failures. */
  private List<String> open(Monitor monitor, Networks networks) {
    try {
      String url = monitor.open(networks.vertx()).await();
      if (url != null) {
        spec.commandLine().getOut().println("metrics " + url + "/metrics");
      }
      return List.of();
    } catch (RuntimeException failure) {
      return List.of(String.valueOf(failure.getMessage()));
    }
  }

  /** Starts all networks. Returns the failures. */
  private List<String> start(Networks networks, NodeConfig wanted, Monitor monitor) {
    PrintWriter out = spec.commandLine().getOut();
    List<String> failures = new ArrayList<>();
    List<Future<DiemNet>> starting = new ArrayList<>();
    for (JsonObject network : wanted.networks()) {
      starting.add(
          networks
              .start(network)
              .onSuccess(
                  up -> {
                    monitor.up(up);
                    out.println(ready(up));
                  }));
    }
    for (int i = 0; i < starting.size(); i++) {
      try {
        starting.get(i).await();
      } catch (RuntimeException failure) {
        String name = new DiemNetOptions(wanted.networks().get(i)).getName();
        String reason = String.valueOf(failure.getMessage());
        failures.add(
            "network " + (reason.startsWith(name) ? reason : name + " did not start: " + reason));
      }
    }
    return failures;
  }

  /** Opens the bridges. Returns the failures. */
  private List<String> openBridges(Networks networks, BridgeConfig config) {
    PrintWriter out = spec.commandLine().getOut();
    try {
      Bridges bridges = networks.open(config).await();
      out.println("bridge tcp " + bridges.tcpAddress());
      out.println("bridge web " + bridges.webUrl());
      return List.of();
    } catch (RuntimeException failure) {
      return List.of(String.valueOf(failure.getMessage()));
    }
  }

  /** Opens the control socket. Returns the failures. */
  private List<String> openControl(
      Networks networks,
      NodeConfig wanted,
      Monitor monitor,
      AtomicReference<ControlSocket> control) {
    Path path = Path.of(wanted.controlSocket());
    try {
      JsonObject effective = ConfigLoader.effective(config, System.getenv());
      new NodeReport(Version.line(), wanted.networks(), effective, monitor.registry())
          .stoppingWhen(monitor::isStopping)
          .serve(networks.vertx());
      List<DiemNetOptions> options = wanted.networks().stream().map(DiemNetOptions::new).toList();
      control.set(ControlSocket.open(networks.vertx(), path, options, monitor.registry()));
      spec.commandLine().getOut().println("control " + path);
      return List.of();
    } catch (ConfigException changed) {
      return List.of(changed.getMessage());
    } catch (IOException | RuntimeException failure) {
      return List.of("control: cannot listen at " + path + ": " + failure.getMessage());
    }
  }

  private static String ready(DiemNet network) {
    var info = network.info();
    return info.address() == null
        ? "ready " + info.network() + " (listens nowhere)"
        : "listening " + info.network() + " " + info.address();
  }
}

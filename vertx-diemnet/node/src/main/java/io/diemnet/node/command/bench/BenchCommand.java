package io.diemnet.node.command.bench;

import io.diemnet.node.command.ProfileConverter;
import io.diemnet.node.run.Logs;
import io.diemnet.vertx.WireProfile;
import io.diemnet.vertx.impl.noise.crypto.CryptoProviders;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures this machine and prints each figure with that of its comparison. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures this machine. A plain Vert.x TLS 1.3 socket does the same work for comparison,"
          + " interleaved in one run.",
      "A ratio above 1 is better than the comparison."
    },
    footer = {"", "Example: bench --quick rpc-100 bulk-64k --json figures.json"})
public final class BenchCommand implements Callable<Integer> {

  private static final Map<String, Scenario> SCENARIOS = scenarios();

  @Spec private CommandSpec spec;

  @Option(names = "--quick", description = "Shorter and less precise.")
  private boolean quick;

  @Option(names = "--nio", description = "Use Java's NIO even if epoll is available.")
  private boolean nio;

  @Option(
      names = "--profile",
      paramLabel = "P",
      defaultValue = "diem",
      converter = ProfileConverter.class,
      description = {
        "The wire profile of the scenarios with one connection: diem or aptos (default:"
            + " ${DEFAULT-VALUE}).",
        "With aptos they also run with the Diem profile, in the same rounds, and only they run."
      })
  private WireProfile profile;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write the figures to this file.")
  private Path json;

  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description = "What to measure: ${COMPLETION-CANDIDATES}. Default: all.",
      completionCandidates = Names.class)
  private List<String> names = List.of();

  /** The names for the help text. */
  static final class Names extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Names() {
      super(SCENARIOS.keySet());
    }
  }

  @Override
  public Integer call() throws IOException {
    for (String name : names) {
      if (!SCENARIOS.containsKey(name)) {
        throw new CommandLine.ParameterException(
            spec.commandLine(),
            "there is no scenario " + name + "; the scenarios are " + SCENARIOS.keySet());
      }
    }
    for (String name : names) {
      if (!SCENARIOS.get(name).supports(profile)) {
        throw new CommandLine.ParameterException(
            spec.commandLine(), "the scenario " + name + " does not run with profile " + profile);
      }
    }
    Logs.quiet();
    PrintWriter out = spec.commandLine().getOut();
    Rounds base = quick ? Rounds.QUICK : Rounds.FULL;
    Rounds rounds = new Rounds(base.count(), base.millis(), base.warmUpMillis(), !nio, profile);
    out.printf(
        Locale.ROOT,
        "Java %s, %d processors, %s; crypto %s; cipher suite of the TLS peer %s%n",
        System.getProperty("java.version"),
        Runtime.getRuntime().availableProcessors(),
        Loops.transport(!nio),
        CryptoProviders.auto().description(),
        TlsLink.CIPHER_SUITE);
    out.println(Figure.header());
    List<Figure> all = new ArrayList<>();
    for (Scenario scenario : SCENARIOS.values()) {
      if (names.isEmpty() ? scenario.supports(profile) : names.contains(scenario.name())) {
        out.println("# " + scenario.description());
        out.flush();
        List<Figure> figures = scenario.measure(rounds);
        figures.forEach(figure -> out.println(figure.row()));
        out.flush();
        all.addAll(figures);
      }
    }
    if (json != null) {
      JsonArray array = new JsonArray();
      all.forEach(figure -> array.add(figure.toJson()));
      Files.writeString(json, array.encodePrettily() + System.lineSeparator());
    }
    return 0;
  }

  private static Map<String, Scenario> scenarios() {
    Map<String, Scenario> scenarios = new LinkedHashMap<>();
    for (Scenario scenario :
        List.of(
            LinkScenario.bulk("bulk-64k", 64 * 1024),
            LinkScenario.bulk("bulk-1m", 1024 * 1024),
            LinkScenario.small("small-32", 32),
            LinkScenario.small("small-1k", 1024),
            LinkScenario.rpc("rpc-1", 1),
            LinkScenario.rpc("rpc-10", 10),
            LinkScenario.rpc("rpc-100", 100),
            new BusScenario(1),
            new BusScenario(100),
            SocketScenario.bulk(),
            SocketScenario.pingPong(),
            new HandshakeScenario(),
            new IdleMemoryScenario(),
            new MeshScenario(),
            new BroadcastScenario())) {
      scenarios.put(scenario.name(), scenario);
    }
    return scenarios;
  }
}

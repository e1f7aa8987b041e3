package io.diemnet.node.command.ping;

import io.diemnet.node.command.CommandException;
import io.diemnet.node.command.ProfileConverter;
import io.diemnet.node.command.Version;
import io.diemnet.node.run.GracefulEnd;
import io.diemnet.node.run.Logs;
import io.diemnet.node.run.Networks;
import io.diemnet.vertx.ChainId;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.HealthOptions;
import io.diemnet.vertx.IdentityOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerInfo;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.WireProfile;
import io.diemnet.vertx.impl.KeyFile;
import io.diemnet.vertx.impl.profile.Profiles;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Dials a node, does the whole handshake, and sends health-check pings. */
@Command(
    name = "ping",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Dials a DiemNet address, does the whole handshake and sends health-check pings.",
      "Shows round-trip times as ping(8) does, or the step that failed and possible causes."
    },
    footer = {
      "",
      "A validator network answers trusted peers only. Use the key of a trusted peer that is not"
          + " running: a node keeps one connection to each peer.",
      "",
      "Example:",
      "  java -jar vertx-diemnet-node.jar ping --network public --count 3 \\",
      "    /dns4/node.example.org/tcp/6180/ln-noise-ik/<public key>/ln-handshake/0",
      "  java -jar vertx-diemnet-node.jar ping --profile aptos --chain-id mainnet \\",
      "    /dns/node.example.org/tcp/6182/noise-ik/<public key>/handshake/0"
    })
public final class PingCommand implements Callable<Integer> {

  /** Turns the network's own health checks off. */
  private static final int NO_HEALTH_CHECKS = Integer.MAX_VALUE;

  private static final Pattern DIAL_FAILURE = Pattern.compile(".* failed at ([^:]+): (.*)");

  @Parameters(
      paramLabel = "ADDRESS",
      description = "The node's address with its public key and handshake version.")
  private String addressText;

  private NetworkAddress address;

  @Option(
      names = "--profile",
      paramLabel = "P",
      defaultValue = "diem",
      converter = ProfileConverter.class,
      description = {
        "The wire profile: diem or aptos (default: ${DEFAULT-VALUE}).",
        "With aptos it also asks for the node's information and for what it stores."
      })
  private WireProfile profile;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The private key to use (default: a new key, which no validator trusts).")
  private Path key;

  @Option(
      names = "--network",
      paramLabel = "N",
      description =
          "validator, public, vfn or a private network's name (default: validator, or public with"
              + " --profile aptos).")
  private String networkText;

  private NetworkId network;

  @Option(
      names = "--chain-id",
      paramLabel = "C",
      defaultValue = "testing",
      converter = ChainConverter.class,
      description = "A number from 1 to 255 or a chain's name (default: ${DEFAULT-VALUE}).")
  private ChainId chainId;

  @Option(
      names = "--peer-id",
      paramLabel = "ID",
      description = "The own peer id (default: derived from the key).")
  private String peerIdText;

  private PeerId peerId;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "How many pings to send, one a second; 0 for no end (default: ${DEFAULT-VALUE}).")
  private int count;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (count < 0) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--count must be 0 or more, not " + count);
    }
    readArguments();
    PrivateKey privateKey = privateKey();
    Logs.quiet();
    Vertx vertx = Vertx.vertx(Networks.vertxOptions());
    DiemNet diemnet = DiemNet.create(vertx, options(privateKey));
    try {
      return ping(diemnet);
    } finally {
      diemnet.close().await();
      vertx.close().await();
    }
  }

  /** These depend on the profile, so they are read when all options are known. */
  private void readArguments() {
    address = read("ADDRESS", () -> NetworkAddress.parse(addressText, profile).requireDialable());
    boolean aptos = profile == WireProfile.APTOS;
    String name = networkText != null ? networkText : aptos ? "public" : "validator";
    network = read("--network", () -> NetworkId.parse(name, profile));
    peerId = peerIdText == null ? null : read("--peer-id", () -> PeerId.parse(peerIdText, profile));
  }

  private <T> T read(String argument, Supplier<T> parser) {
    try {
      return parser.get();
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "Invalid value for " + argument + ": " + e.getMessage());
    }
  }

  private DiemNetOptions options(PrivateKey privateKey) {
    return new DiemNetOptions()
        .setProfile(profile)
        .setName("ping")
        .setNetworkId(network)
        .setChainId(chainId)
        .setIdentity(new IdentityOptions().setPrivateKey(privateKey).setPeerId(peerId))
        .setListenAddress(null)
        .setHealth(new HealthOptions().setInterval(NO_HEALTH_CHECKS));
  }

  private int ping(DiemNet diemnet) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PeerId remote = PeerId.fromPublicKey(address.noiseKey(), profile);
    diemnet.start().await();
    String own = Profiles.of(profile).peerIds().display(diemnet.info().peer());
    out.println("PING " + address.base() + " as " + own);
    long begin = System.nanoTime();
    PeerInfo peer;
    try {
      peer = diemnet.dial(remote, address).await();
    } catch (DiemNetException failure) {
      throw new CommandException(explain(failure));
    }
    out.printf(
        Locale.ROOT,
        "connected in %s ms: TCP, Noise and handshake; network %s, chain %s, %d common protocols%n",
        PingSeries.millis(System.nanoTime() - begin),
        network,
        chainId,
        peer.protocols().size());
    if (profile == WireProfile.APTOS) {
      new NodeFacts(diemnet, remote, out).print();
    }
    PingSeries series = new PingSeries(diemnet, remote, address.base(), out);
    GracefulEnd end =
        GracefulEnd.onSignal(
            () -> {
              series.printSummary();
              return diemnet.close();
            });
    series.run(count);
    series.printSummary();
    end.now();
    return series.succeeded() ? 0 : 1;
  }

  /** One line with the step that failed, and one with what this side sent. */
  private String explain(DiemNetException failure) {
    Matcher step = DIAL_FAILURE.matcher(failure.getMessage());
    if (!step.matches()) {
      return "ping failed: " + failure.getMessage();
    }
    return "ping failed at "
        + step.group(1)
        + ": "
        + step.group(2)
        + System.lineSeparator()
        + "this side is in network "
        + network
        + ", chain "
        + chainId
        + (key == null ? ", with a new key that no validator trusts (see --key)" : "");
  }

  private PrivateKey privateKey() {
    if (key == null) {
      return PrivateKey.generate();
    }
    try {
      return KeyFile.read(key);
    } catch (IllegalArgumentException e) {
      throw new CommandException(e.getMessage());
    }
  }

  /** Reports a wrong argument with the message of the value's parser. */
  private abstract static class Converter<T> implements ITypeConverter<T> {
    abstract T parse(String text);

    @Override
    public T convert(String text) {
      try {
        return parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  private static final class ChainConverter extends Converter<ChainId> {
    @Override
    ChainId parse(String text) {
      return ChainId.parse(text);
    }
  }
}

package io.diemnet.node.command.keygen;

import io.diemnet.node.command.CommandException;
import io.diemnet.node.command.KeyFileWriter;
import io.diemnet.node.command.ProfileConverter;
import io.diemnet.node.command.Version;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.WireProfile;
import io.diemnet.vertx.impl.KeyFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes an identity, or shows the public part of one. */
@Command(
    name = "keygen",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Makes an x25519 identity.",
      "Writes the private key to a new file with mode 0600, and prints the peer id and the public"
          + " key. With --show it reads a key file instead, and prints an address for it too."
    },
    footer = {
      "",
      "Example:",
      "  java -jar vertx-diemnet-node.jar keygen --out validator.hex",
      "  java -jar vertx-diemnet-node.jar keygen --show validator.hex \\",
      "    --at /dns4/validator.example.org/tcp/6180"
    })
public final class KeygenCommand implements Callable<Integer> {

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The file for the private key (default: key.hex). It must not exist yet.")
  private Path out;

  @Option(
      names = "--show",
      paramLabel = "FILE",
      description = "Make no key: print the peer id, public key and address of this key file.")
  private Path show;

  @Option(
      names = "--at",
      paramLabel = "ADDRESS",
      defaultValue = "/ip4/127.0.0.1/tcp/6180",
      description = "With --show: where the node is reached (default: ${DEFAULT-VALUE}).")
  private String at;

  @Option(
      names = "--profile",
      paramLabel = "P",
      defaultValue = "diem",
      converter = ProfileConverter.class,
      description =
          "The wire profile of the peer id and the address: diem or aptos (default:"
              + " ${DEFAULT-VALUE}).")
  private WireProfile profile;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (show != null) {
      show();
      return 0;
    }
    Path file = out == null ? Path.of("key.hex") : out;
    PrivateKey key = PrivateKey.generate();
    KeyFileWriter.write(key, file);
    print(key.publicKey());
    spec.commandLine().getErr().println("the private key is in " + file);
    return 0;
  }

  private void show() {
    if (out != null) {
      throw wrong("--show and --out exclude each other");
    }
    NetworkAddress reached;
    try {
      reached = NetworkAddress.parse(at, profile);
    } catch (IllegalArgumentException e) {
      throw wrong("--at: " + e.getMessage());
    }
    PublicKey key;
    try {
      key = KeyFile.read(show).publicKey();
    } catch (IllegalArgumentException e) {
      throw new CommandException(e.getMessage());
    }
    print(key);
    spec.commandLine()
        .getOut()
        .println("address: " + reached.base().withNoise(key, NetworkAddress.HANDSHAKE_VERSION));
  }

  private void print(PublicKey key) {
    PrintWriter stdout = spec.commandLine().getOut();
    stdout.println("peerId: " + PeerId.fromPublicKey(key, profile));
    stdout.println("publicKey: " + key);
  }

  private CommandLine.ParameterException wrong(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}

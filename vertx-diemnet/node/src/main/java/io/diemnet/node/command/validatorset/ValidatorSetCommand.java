package io.diemnet.node.command.validatorset;

import io.diemnet.node.command.CommandException;
import io.diemnet.node.command.FileFailure;
import io.diemnet.node.command.Version;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.discovery.AddressList;
import io.diemnet.vertx.impl.discovery.DiscoveryException;
import io.diemnet.vertx.impl.discovery.TextFile;
import io.diemnet.vertx.impl.discovery.ValidatorInfo;
import io.diemnet.vertx.impl.discovery.ValidatorSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a validator set, or prints one. */
@Command(
    name = "validator-set",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Writes an on-chain validator set from a readable file and encrypts the validators'"
          + " addresses. With --print, prints a set.",
      "The set is BCS, as for the event-bus address <network>.admin.validator-set. The command"
          + " writes bytes to the file of --out, or hex digits to stdout."
    },
    footer = {
      "",
      "The readable file, YAML or JSON:",
      "  validators:",
      "    - account: <32 hex digits>",
      "      votingPower: 1              # optional, like all keys except account",
      "      lastConfigUpdateTime: 0",
      "      consensusPublicKey: <64 hex digits>",
      "      keyVersion: 0               # of the shared key; default: the newest",
      "      seqNum: 0                   # increase it when the addresses change",
      "      validatorAddresses: [/ip4/10.0.0.1/tcp/6180/ln-noise-ik/<key>/ln-handshake/0]",
      "      fullNodeAddresses: []",
      "",
      "Example:",
      "  java -jar vertx-diemnet-node.jar validator-set set.yaml --keys keys.yaml --out set.bcs",
      "  java -jar vertx-diemnet-node.jar validator-set --print set.bcs --keys keys.yaml"
    })
public final class ValidatorSetCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "FILE",
      description = "The readable file. With --print, the set as bytes or hex digits.")
  private Path file;

  @Option(names = "--print", description = "Print a set in its readable form.")
  private boolean print;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The file for the result (default: stdout).")
  private Path out;

  @Option(
      names = "--keys",
      paramLabel = "FILE",
      description =
          "The shared keys for addresses: a YAML or JSON map from version to 64 hex digits"
              + " (default: the key for tests, 32 zero bytes with version 0).")
  private Path keysFile;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    SharedKeys keys = SharedKeys.FOR_TESTS;
    if (keysFile != null) {
      keys = SharedKeys.of(keysFile.toString(), map(keysFile));
    } else {
      note("no --keys: using the key for tests, which is public");
    }
    if (print) {
      write(new SetPrinter(keys).print(decode(bytes(file))));
      return 0;
    }
    Map<String, Object> readable = map(file);
    ValidatorSet set;
    try {
      set = new SetReader(keys).read(readable);
    } catch (CommandException e) {
      throw new CommandException(file + ": " + e.getMessage());
    }
    warn(set, keys);
    if (out == null) {
      write(HexFormat.of().formatHex(set.encode()) + "\n");
    } else {
      write(set.encode());
    }
    return 0;
  }

  /** Prints a note for addresses that cannot be dialed. They may be intended. */
  private void warn(ValidatorSet set, SharedKeys keys) {
    for (ValidatorInfo validator : set.validators()) {
      for (AddressList list :
          new AddressList[] {
            validator.validatorAddresses(keys.toAddressKeys()),
            validator.config().fullNodeAddresses()
          }) {
        if (list.problem() != null) {
          note(validator.account() + ": " + list.problem());
        }
        for (NetworkAddress address : list.addresses()) {
          try {
            address.requireDialable();
          } catch (IllegalArgumentException e) {
            note(validator.account() + ": " + e.getMessage());
          }
        }
      }
    }
  }

  private void note(String text) {
    spec.commandLine().getErr().println("note: " + text);
  }

  private static Map<String, Object> map(Path path) {
    try {
      return TextFile.parse(path.toString(), bytes(path));
    } catch (DiscoveryException e) {
      throw new CommandException(path + ": " + e.getMessage());
    }
  }

  private static byte[] bytes(Path path) {
    try {
      return TextFile.read(path);
    } catch (DiscoveryException e) {
      throw new CommandException(path + ": " + e.getMessage());
    }
  }

  /** Detects the form: a set begins with a byte that is not a hex digit. */
  private ValidatorSet decode(byte[] content) {
    try {
      if (content.length > 0 && content[0] == 0) {
        return ValidatorSet.decode(content);
      }
      return ValidatorSet.decode(
          HexFormat.of().parseHex(new String(content, StandardCharsets.US_ASCII).strip()));
    } catch (BcsException | IllegalArgumentException e) {
      throw new CommandException(file + ": is not a validator set: " + e.getMessage());
    }
  }

  private void write(String text) {
    if (out != null) {
      write(text.getBytes(StandardCharsets.UTF_8));
      return;
    }
    PrintWriter stdout = spec.commandLine().getOut();
    stdout.print(text);
    stdout.flush();
  }

  private void write(byte[] content) {
    try {
      Files.write(out, content);
    } catch (IOException e) {
      throw FileFailure.writing(out, e);
    }
  }
}

package io.diemnet.node.command.ctl;

import io.diemnet.node.bridge.LocalBridge;
import io.diemnet.node.command.CommandException;
import io.diemnet.node.command.FileFailure;
import io.diemnet.node.command.Version;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Gives the node a validator set. */
@Command(
    name = "validator-set",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Gives the node a validator set, the BCS bytes that the command validator-set writes."
    },
    footer = {
      "",
      "Example:",
      "  java -jar vertx-diemnet-node.jar ctl --node node.sock validator-set set.bcs"
    })
final class SetCommand extends CtlQuery {

  /** In base64 it must fit a frame. */
  private static final int MAX_BYTES = LocalBridge.MAX_FRAME / 4 * 3 - 1024;

  @Parameters(paramLabel = "FILE", description = "The BCS bytes of a ValidatorSet.")
  private Path file;

  @Override
  protected int run(RunningNode asked) throws Exception {
    String payload = Base64.getEncoder().encodeToString(read(file, MAX_BYTES));
    JsonObject counts =
        (JsonObject)
            asked.askLong(
                asked.network().adminValidatorSet(), new JsonObject().put("payload", payload));
    if (json()) {
      out().println(counts.encode());
    } else {
      for (Map.Entry<String, Object> count : counts) {
        out().println(count.getKey() + ": " + count.getValue());
      }
    }
    return 0;
  }

  static byte[] read(Path file, int max) {
    try {
      if (Files.size(file) > max) {
        throw new CommandException(file + " is larger than " + max + " bytes");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw FileFailure.reading(file, e);
    }
  }
}

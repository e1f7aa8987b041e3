package io.diemnet.node.command.support;

import io.diemnet.node.command.CommandException;
import io.diemnet.node.command.FileFailure;
import io.diemnet.node.command.Version;
import io.diemnet.node.command.ctl.NodeOptions;
import io.diemnet.node.command.ctl.NodeQuery;
import io.diemnet.node.command.ctl.RunningNode;
import io.diemnet.node.control.ControlException;
import io.diemnet.node.control.NodeAddresses;
import io.diemnet.vertx.EventBusAddresses;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a file for a report of a problem. */
@Command(
    name = "support",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Writes a zip file for a report of a problem: versions, the effective configuration with"
          + " secrets masked, networks with their failures, known peers, metrics, the stacks of all"
          + " threads, and the last events.",
      "It has no key, token or payload. It has the peer ids and addresses of the network."
    },
    footer = {"", "Example:", "  java -jar vertx-diemnet-node.jar support --node node.sock"})
public final class SupportCommand extends NodeQuery {

  @Mixin private NodeOptions options;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "The file (default: diemnet-support-<UTC>.zip). It must not exist yet. Its mode is 0600.")
  private Path out;

  @Override
  protected NodeOptions options() {
    return options;
  }

  @Override
  protected int run(RunningNode asked) throws Exception {
    Map<String, String> parts = parts(asked);
    String time =
        LocalDateTime.now(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
    Path file = out == null ? Path.of("diemnet-support-" + time + ".zip") : out;
    write(file, parts);
    if (json()) {
      JsonArray names = new JsonArray();
      parts.keySet().forEach(names::add);
      out().println(new JsonObject().put("file", file.toString()).put("parts", names).encode());
    } else {
      out().println(file + ": " + String.join(", ", parts.keySet()));
    }
    return 0;
  }

  private static Map<String, String> parts(RunningNode asked) {
    JsonArray networks = new JsonArray();
    JsonObject peers = new JsonObject();
    for (int i = 0; i < asked.names().size(); i++) {
      EventBusAddresses network = asked.networks().get(i);
      networks.add(part(() -> asked.ask(network.info(), null)));
      peers.put(asked.names().get(i), part(() -> new JsonArray(asked.known(network))));
    }
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("node.json", asked.info().encodePrettily());
    parts.put("configuration.json", text(part(() -> asked.ask(NodeAddresses.CONFIGURATION, null))));
    parts.put("networks.json", networks.encodePrettily());
    parts.put("peers.json", peers.encodePrettily());
    parts.put("events.json", text(part(() -> asked.ask(NodeAddresses.EVENTS, null))));
    parts.put("metrics.txt", text(part(() -> asked.ask(NodeAddresses.METRICS, null))));
    parts.put("threads.txt", text(part(() -> asked.ask(NodeAddresses.THREADS, null))));
    return parts;
  }

  private interface Question {
    Object ask() throws ControlException;
  }

  /** A node in trouble may not answer each question: the answers to the others still help. */
  private static Object part(Question question) {
    try {
      return question.ask();
    } catch (ControlException failure) {
      return new JsonObject().put("failed", failure.getMessage());
    }
  }

  private static String text(Object part) {
    if (part instanceof JsonArray array) {
      return array.encodePrettily();
    }
    JsonObject json = (JsonObject) part;
    return json.size() == 1 && json.getValue("text") instanceof String text
        ? text
        : json.encodePrettily();
  }

  private static void write(Path file, Map<String, String> parts) {
    try (ZipOutputStream zip =
        new ZipOutputStream(
            Channels.newOutputStream(
                Files.newByteChannel(
                    file,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(
                        PosixFilePermissions.fromString("rw-------")))))) {
      for (Map.Entry<String, String> part : parts.entrySet()) {
        zip.putNextEntry(new ZipEntry(part.getKey()));
        zip.write(part.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    } catch (FileAlreadyExistsException e) {
      throw new CommandException(file + " exists already and was left as it is");
    } catch (IOException e) {
      throw FileFailure.writing(file, e);
    }
  }
}

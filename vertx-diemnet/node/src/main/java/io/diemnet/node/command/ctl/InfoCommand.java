package io.diemnet.node.command.ctl;

import io.diemnet.node.command.Version;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** Describes the node and its networks. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Describes the node and each network, with the failures so far.",
    footer = {"", "Example:", "  java -jar vertx-diemnet-node.jar ctl --node node.sock info"})
final class InfoCommand extends CtlQuery {

  private static final String STARTED = "startedAt";

  @Override
  protected int run(RunningNode asked) throws Exception {
    JsonArray networks = new JsonArray();
    for (var network : asked.networks()) {
      networks.add(asked.ask(network.info(), null));
    }
    JsonObject info = asked.info().copy();
    if (json()) {
      out().println(info.put("networks", networks).encodePrettily());
      return 0;
    }
    out()
        .println(
            info.getString("version")
                + ", process "
                + info.getValue("pid")
                + ", started "
                + shown(STARTED, info.getValue(STARTED))
                + (info.getBoolean("stopping", false) ? ", is shutting down" : ""));
    for (JsonObject network : RunningNode.objects(networks)) {
      out().println(network.getString("network") + ":");
      for (Map.Entry<String, Object> field : network) {
        if (!field.getKey().equals("network")) {
          out().println("  " + field.getKey() + ": " + shown(field.getKey(), field.getValue()));
        }
      }
    }
    return 0;
  }

  private static String shown(String key, Object value) {
    if (key.equals(STARTED) && value instanceof Number millis) {
      return Instant.ofEpochMilli(millis.longValue()).toString();
    }
    return Table.printable(words(value));
  }

  private static String words(Object value) {
    if (value instanceof JsonArray array) {
      return joined(array.stream().map(InfoCommand::words), ", ");
    }
    if (value instanceof JsonObject map) {
      return map.stream().anyMatch(entry -> entry.getValue() instanceof JsonObject)
          ? joined(map.stream().map(e -> e.getKey() + ": " + words(e.getValue())), "; ")
          : joined(map.stream().map(e -> e.getKey() + " " + words(e.getValue())), ", ");
    }
    return value == null ? "none" : value.toString();
  }

  private static String joined(Stream<String> words, String separator) {
    String all = words.collect(Collectors.joining(separator));
    return all.isEmpty() ? "none" : all;
  }
}

package io.diemnet.node.command.ctl;

import io.diemnet.node.command.Version;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import picocli.CommandLine.Command;

/** Describes the node and its networks. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Describes the node and each network, with the failures so far.",
    footer = {"", "Example:", "  java -jar vertx-diemnet-node.jar ctl --node node.sock info"})
final class InfoCommand extends CtlQuery {

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
    out().println(info.getString("version") + ", process " + info.getValue("pid"));
    for (JsonObject network : RunningNode.objects(networks)) {
      out().println(network.getString("network") + ":");
      for (Map.Entry<String, Object> field : network) {
        if (!field.getKey().equals("network")) {
          out().println("  " + field.getKey() + ": " + shown(field.getValue()));
        }
      }
    }
    return 0;
  }

  private static String shown(Object value) {
    return value instanceof JsonObject json ? json.encode() : String.valueOf(value);
  }
}

package io.diemnet.node.command.ctl;

import io.diemnet.node.command.Version;
import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lets the node disconnect a peer. */
@Command(
    name = "disconnect",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Disconnects a peer gracefully. The node dials it again if it is still eligible."
    },
    footer = {
      "",
      "Example:",
      "  java -jar vertx-diemnet-node.jar ctl --node node.sock disconnect <peer id>"
    })
final class DisconnectCommand extends CtlQuery {

  @Parameters(paramLabel = "PEER", description = "The peer id.")
  private String peer;

  @Override
  protected int run(RunningNode asked) throws Exception {
    asked.askLong(asked.network().adminDisconnect(), new JsonObject().put("peer", peer));
    out()
        .println(
            json()
                ? new JsonObject().put("peer", peer).put("disconnected", true).encode()
                : "disconnected " + peer);
    return 0;
  }
}

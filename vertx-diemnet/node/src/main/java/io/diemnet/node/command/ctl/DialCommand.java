package io.diemnet.node.command.ctl;

import io.diemnet.node.command.Version;
import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lets the node dial a peer. */
@Command(
    name = "dial",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Dials a peer and waits until it is connected.",
    footer = {
      "",
      "Example:",
      "  java -jar vertx-diemnet-node.jar ctl --node node.sock dial <peer id> \\",
      "    /dns4/node.example.org/tcp/6180/ln-noise-ik/<public key>/ln-handshake/0"
    })
final class DialCommand extends CtlQuery {

  @Parameters(paramLabel = "PEER", description = "The peer id.")
  private String peer;

  @Parameters(paramLabel = "ADDRESS", description = "Its address with its public key.")
  private String address;

  @Override
  protected int run(RunningNode asked) throws Exception {
    asked.askLong(
        asked.network().adminDial(), new JsonObject().put("peer", peer).put("address", address));
    out()
        .println(
            json()
                ? new JsonObject().put("peer", peer).put("state", "connected").encode()
                : "connected with " + peer);
    return 0;
  }
}

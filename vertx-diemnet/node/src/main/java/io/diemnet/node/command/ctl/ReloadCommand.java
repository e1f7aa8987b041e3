package io.diemnet.node.command.ctl;

import io.diemnet.node.command.Version;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;

/** Lets the node read its key files again. */
@Command(
    name = "reload",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Reads the private key file of each network again.",
      "Connections continue, new handshakes use the new key. Peers files are read again by"
          + " themselves."
    },
    footer = {"", "Example:", "  java -jar vertx-diemnet-node.jar ctl --node node.sock reload"})
final class ReloadCommand extends CtlQuery {

  @Override
  protected int run(RunningNode asked) throws Exception {
    JsonArray all = new JsonArray();
    for (int i = 0; i < asked.names().size(); i++) {
      var network = asked.networks().get(i);
      asked.ask(network.adminReloadIdentity(), null);
      JsonObject info = (JsonObject) asked.ask(network.info(), null);
      String key = info.getString("publicKey");
      all.add(new JsonObject().put("network", asked.names().get(i)).put("publicKey", key));
      if (!json()) {
        out().println(asked.names().get(i) + ": the public key is " + key);
      }
    }
    if (json()) {
      out().println(all.encode());
    }
    return 0;
  }
}

package io.diemnet.node.command.ctl;

import io.diemnet.node.command.Version;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;

/** Lists the known peers. */
@Command(
    name = "peers",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Lists every known peer with its state, and why it is not connected. Also lists connected peers"
          + " that no source lists."
    },
    footer = {"", "Example:", "  java -jar vertx-diemnet-node.jar ctl --node node.sock peers"})
final class PeersCommand extends CtlQuery {

  @Override
  protected int run(RunningNode asked) throws Exception {
    JsonArray all = new JsonArray();
    Table table = new Table("NETWORK", "PEER", "STATE", "FOR", "ROLE", "DIRECTION", "PING", "WHY");
    long now = System.currentTimeMillis();
    for (int i = 0; i < asked.names().size(); i++) {
      String name = asked.names().get(i);
      List<JsonObject> peers = new ArrayList<>(asked.known(asked.networks().get(i)));
      peers.addAll(asked.unlisted(asked.networks().get(i), peers));
      for (JsonObject peer : peers) {
        all.add(new JsonObject().put("network", name).mergeIn(peer));
        Long since = peer.getLong("since", peer.getLong("connectedAt"));
        Double ping = peer.getDouble("pingMillis");
        table.row(
            name,
            peer.getString("peer"),
            peer.getString("state"),
            since == null ? null : Words.span(now - since),
            peer.getString("role"),
            peer.getString("origin"),
            ping == null ? null : String.format(Locale.ROOT, "%.1f ms", ping),
            Words.reason(peer, now));
      }
    }
    if (json()) {
      out().println(all.encodePrettily());
    } else {
      table.print(out());
    }
    return 0;
  }
}

package io.diemnet.node.command.top;

import io.diemnet.node.command.Version;
import io.diemnet.node.command.ctl.NodeOptions;
import io.diemnet.node.command.ctl.NodeQuery;
import io.diemnet.node.command.ctl.RunningNode;
import io.diemnet.node.command.ctl.Table;
import io.diemnet.node.command.ctl.Words;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the connected peers, their rates and their queues, again and again. */
@Command(
    name = "top",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Shows the connected peers of a running node with their rates and queues, the busiest first,"
          + " until Ctrl-C.",
      "IN QUEUE is what the application of the node has not answered or taken yet, OUT QUEUE is what"
          + " waits to be written. If much waits in two samples in a row, NOTE says who is slow."
    },
    footer = {
      "",
      "Example:",
      "  java -jar vertx-diemnet-node.jar top --node node.sock",
      "  java -jar vertx-diemnet-node.jar top --node node.sock --count 2 --json"
    })
public final class TopCommand extends NodeQuery {

  private static final String CLEAR = "\u001b[H\u001b[2J";

  @Mixin private NodeOptions options;

  @Option(
      names = "--interval",
      paramLabel = "S",
      defaultValue = "1",
      description = "Seconds between two samples (default: ${DEFAULT-VALUE}).")
  private int interval;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "0",
      description = "How many samples to show; 0 for no end (default: ${DEFAULT-VALUE}).")
  private int count;

  @Override
  protected NodeOptions options() {
    return options;
  }

  @Override
  protected int run(RunningNode asked) throws Exception {
    if (interval < 1 || count < 0) {
      throw wrong("--interval must be 1 or more, and --count 0 or more");
    }
    Rates rates = new Rates();
    for (int shown = 0; count == 0 || shown < count; shown++) {
      if (shown > 0) {
        TimeUnit.SECONDS.sleep(interval);
      }
      Map<String, List<JsonObject>> peers = new LinkedHashMap<>();
      for (int i = 0; i < asked.names().size(); i++) {
        peers.put(asked.names().get(i), asked.connected(asked.networks().get(i)));
      }
      show(rates.sample(peers, System.nanoTime()));
      if (out().checkError()) {
        return 0; // the reader of a pipe has gone
      }
    }
    return 0;
  }

  private void show(List<Rates.Row> rows) {
    if (json()) {
      JsonArray all = new JsonArray();
      rows.forEach(row -> all.add(toJson(row)));
      out().println(new JsonObject().put("at", System.currentTimeMillis()).put("peers", all));
      out().flush();
      return;
    }
    if (Help.Ansi.AUTO.enabled()) { // a terminal
      out().print(CLEAR);
    }
    Table table =
        new Table(
            "NETWORK",
            "PEER",
            "PING",
            "IN/S",
            "OUT/S",
            "MSG IN/S",
            "MSG OUT/S",
            "IN QUEUE",
            "OUT QUEUE",
            "NOTE");
    for (Rates.Row row : rows) {
      JsonObject queues = Rates.queues(row.peer());
      Double ping = row.peer().getDouble("pingMillis");
      Rates.PerSecond rates = row.rates();
      table.row(
          row.network(),
          row.peer().getString("peer"),
          ping == null ? null : String.format(Locale.ROOT, "%.1f ms", ping),
          rates == null ? null : Words.bytes(rates.bytesIn()),
          rates == null ? null : Words.bytes(rates.bytesOut()),
          rates == null ? null : Math.round(rates.messagesIn()),
          rates == null ? null : Math.round(rates.messagesOut()),
          queue(queues, "inbound"),
          queue(queues, "outbound"),
          row.note());
    }
    table.print(out());
  }

  private static String queue(JsonObject queues, String which) {
    return queues.getLong(which + "Messages", 0L)
        + " / "
        + Words.bytes(queues.getLong(which + "Bytes", 0L));
  }

  private static JsonObject toJson(Rates.Row row) {
    JsonObject json = new JsonObject().put("network", row.network()).mergeIn(row.peer());
    Rates.PerSecond rates = row.rates();
    if (rates != null) {
      json.put("bytesInPerSecond", rates.bytesIn())
          .put("bytesOutPerSecond", rates.bytesOut())
          .put("messagesInPerSecond", rates.messagesIn())
          .put("messagesOutPerSecond", rates.messagesOut());
    }
    return json.put("note", row.note());
  }
}

package io.diemnet.node.command.top;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rates from the counters of two samples, and what is slow. Not thread-safe, no I/O.
 *
 * <p>The first sample of a connection has no rates.
 */
final class Rates {

  /** More than this waits in two samples in a row: somebody is slow. */
  static final long MANY_BYTES = 1024 * 1024;

  static final long MANY_MESSAGES = 100;

  /**
   * A connected peer.
   *
   * @param rates null before the second sample
   * @param note who is slow, or empty
   */
  record Row(String network, JsonObject peer, PerSecond rates, String note) {

    double traffic() {
      return rates == null ? 0 : rates.bytesIn() + rates.bytesOut();
    }
  }

  /** The rates of a connection. */
  record PerSecond(double bytesIn, double bytesOut, double messagesIn, double messagesOut) {}

  private record Sample(long nanos, JsonObject peer) {}

  private Map<String, Sample> before = new HashMap<>();

  /**
   * Takes a sample of all networks.
   *
   * @param peers the connected peers by network
   * @return the peers, the busiest first
   */
  List<Row> sample(Map<String, List<JsonObject>> peers, long nanos) {
    Map<String, Sample> now = new HashMap<>();
    List<Row> rows = new ArrayList<>();
    peers.forEach(
        (network, list) -> {
          for (JsonObject peer : list) {
            String key =
                network + "/" + peer.getString("peer") + "/" + peer.getValue("connectedAt");
            Sample last = before.get(key);
            now.put(key, new Sample(nanos, peer));
            rows.add(row(network, peer, last, nanos));
          }
        });
    before = now;
    rows.sort(Comparator.comparingDouble(Row::traffic).reversed());
    return rows;
  }

  private static Row row(String network, JsonObject peer, Sample last, long nanos) {
    if (last == null) {
      return new Row(network, peer, null, "");
    }
    double seconds = Math.max(1, nanos - last.nanos()) / 1e9;
    PerSecond rates =
        new PerSecond(
            rate("bytesIn", last.peer(), peer, seconds),
            rate("bytesOut", last.peer(), peer, seconds),
            rate("messagesIn", last.peer(), peer, seconds),
            rate("messagesOut", last.peer(), peer, seconds));
    return new Row(network, peer, rates, note(queues(last.peer()), queues(peer)));
  }

  private static double rate(String counter, JsonObject last, JsonObject now, double seconds) {
    return (now.getLong(counter, 0L) - last.getLong(counter, 0L)) / seconds;
  }

  private static String note(JsonObject last, JsonObject now) {
    if (both(last, now, "inboundMessages", MANY_MESSAGES)
        || both(last, now, "inboundBytes", MANY_BYTES)) {
      return "the application here is slow";
    }
    return both(last, now, "outboundBytes", MANY_BYTES) ? "the peer reads slowly" : "";
  }

  private static boolean both(JsonObject last, JsonObject now, String name, long bound) {
    return last.getLong(name, 0L) >= bound && now.getLong(name, 0L) >= bound;
  }

  static JsonObject queues(JsonObject peer) {
    return peer.getJsonObject("queues", new JsonObject());
  }
}

package io.diemnet.node.dashboard;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The events of the last hour of all networks: at most {@value #EVENTS} different ones. Equal
 * events are one entry with a count, so that a remote that repeats an attempt does not evict the
 * others. Not thread-safe; the time is a parameter.
 */
final class EventHistory {

  /** The number of different events that are kept. */
  static final int EVENTS = 200;

  /** The fields that the dashboard shows. */
  private static final List<String> FIELDS =
      List.of("type", "at", "reason", "detail", "direction", "address", "peer", "origin", "role");

  private static final class Entry {

    private final String network;
    private final long since;
    private JsonObject event;
    private long at;
    private int count;

    Entry(String network, long since) {
      this.network = network;
      this.since = since;
    }
  }

  /** In the order of the last occurrence. */
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /**
   * Takes an event.
   *
   * @param network the prefix and the name of the network
   * @param now milliseconds since 1970
   */
  void add(String network, JsonObject event, long now) {
    String key = key(network, event);
    Entry entry = entries.remove(key);
    if (entry == null || now - entry.at > Recorder.HOUR_MILLIS) {
      entry = new Entry(network, now);
    }
    JsonObject kept = new JsonObject();
    for (String field : FIELDS) {
      if (event.getValue(field) != null) {
        kept.put(field, event.getValue(field));
      }
    }
    entry.event = kept;
    entry.at = now;
    entry.count++;
    entries.put(key, entry);
    if (entries.size() > EVENTS) {
      Iterator<Entry> eldest = entries.values().iterator();
      eldest.next();
      eldest.remove();
    }
  }

  /** Returns a list of {@code {network, event, count, since}}, the newest last. */
  JsonArray toJson(long now) {
    JsonArray list = new JsonArray();
    for (Entry entry : entries.values()) {
      if (now - entry.at <= Recorder.HOUR_MILLIS) {
        list.add(
            new JsonObject()
                .put("network", entry.network)
                .put("event", entry.event)
                .put("count", entry.count)
                .put("since", entry.since));
      }
    }
    return list;
  }

  /** The dashboard folds by the same key. An inbound connection has another port each time. */
  private static String key(String network, JsonObject event) {
    String type = text(event, "type");
    String address = text(event, "address");
    int port = type.equals("refused") ? address.indexOf("/tcp/") : 0;
    return String.join(
        " ",
        network,
        type,
        text(event, type.equals("refused") ? "direction" : "origin"),
        text(event, "peer"),
        port > 0 ? address.substring(0, port) : "",
        text(event, "reason"));
  }

  private static String text(JsonObject event, String field) {
    Object value = event.getValue(field);
    return value == null ? "" : value.toString();
  }
}

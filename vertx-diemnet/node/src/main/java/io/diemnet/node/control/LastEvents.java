package io.diemnet.node.control;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;

/** The last {@value #MAX} events of all networks of a node. Thread-safe. */
final class LastEvents {

  static final int MAX = 256;

  private final Deque<JsonObject> events = new ArrayDeque<>();

  synchronized void add(String network, JsonObject event) {
    if (events.size() == MAX) {
      events.removeFirst();
    }
    events.add(new JsonObject().put("network", network).mergeIn(event));
  }

  /** All events, the oldest first. */
  synchronized JsonArray all() {
    JsonArray all = new JsonArray();
    events.forEach(event -> all.add(event.copy()));
    return all;
  }
}

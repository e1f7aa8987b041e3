package io.diemnet.node.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What the schema knows and this version does not do yet. It is refused in words: a node that
 * ignored it would run with less protection or reach than its configuration says.
 */
final class NotYetServed {

  /** Keys of the file, with the values that would ask for something. */
  private static final Map<String, Predicate<Object>> OF_THE_FILE =
      Map.of("cluster", value -> !Boolean.FALSE.equals(value));

  private static final Map<String, Predicate<Object>> OF_A_NETWORK =
      Map.of("rateLimit", value -> !isEmpty(value), "proxyProtocol", Boolean.TRUE::equals);

  private NotYetServed() {}

  static void check(JsonObject config, Mistakes mistakes) {
    refuse(config, "", OF_THE_FILE, mistakes);
    if (config.getValue("networks") instanceof JsonArray networks) {
      for (int i = 0; i < networks.size(); i++) {
        if (networks.getValue(i) instanceof JsonObject network) {
          refuse(network, Mistakes.child("networks", i), OF_A_NETWORK, mistakes);
        }
      }
    }
  }

  private static void refuse(
      JsonObject json, String path, Map<String, Predicate<Object>> keys, Mistakes mistakes) {
    for (Map.Entry<String, Object> entry : json) {
      if (keys.getOrDefault(entry.getKey(), value -> false).test(entry.getValue())) {
        mistakes.add(
            Mistakes.child(path, entry.getKey()),
            "is a known key, but this version does not serve it yet: leave it out");
      }
    }
  }

  private static boolean isEmpty(Object value) {
    return value instanceof JsonObject object && object.isEmpty();
  }
}

package io.diemnet.node.config;

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

  private NotYetServed() {}

  static void check(JsonObject config, Mistakes mistakes) {
    for (Map.Entry<String, Object> entry : config) {
      if (OF_THE_FILE.getOrDefault(entry.getKey(), value -> false).test(entry.getValue())) {
        mistakes.add(
            entry.getKey(), "is a known key, but this version does not serve it yet: leave it out");
      }
    }
  }
}

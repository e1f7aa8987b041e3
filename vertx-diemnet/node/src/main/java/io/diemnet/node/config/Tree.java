package io.diemnet.node.config;

import java.util.List;
import java.util.Map;

/**
 * What a configuration file says before anything is known of types: every scalar is text, so that
 * an id of digits only stays an id. Containers are mutable until the environment was applied.
 */
sealed interface Tree {

  /** Where it was said: {@code line 7}, or the environment variable. */
  Origin origin();

  /**
   * A place that a mistake can be pointed at.
   *
   * @param line from 1, or 0 when it comes from the environment
   * @param variable the environment variable, or null
   */
  record Origin(int line, String variable) {
    static Origin line(int line) {
      return new Origin(line, null);
    }

    static Origin variable(String name) {
      return new Origin(0, name);
    }
  }

  /**
   * A text.
   *
   * @param plain not quoted, so that nothing and {@code null} may mean null
   */
  record Scalar(String text, boolean plain, Origin origin) implements Tree {
    boolean isEmpty() {
      return plain && (text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null"));
    }
  }

  record Mapping(Map<String, Tree> entries, Origin origin) implements Tree {}

  record Sequence(List<Tree> items, Origin origin) implements Tree {}
}

package io.diemnet.node.config;

import java.util.List;
import java.util.Map;

/**
 * A configuration file before its types are known. Every scalar is text, so that an id that has
 * only digits remains an id. Containers are mutable until the environment is applied.
 */
sealed interface Tree {

  /** The position: {@code line 7}, or the environment variable. */
  Origin origin();

  /**
   * A position that a mistake can refer to.
   *
   * @param line from 1, or 0 for the environment
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
   * A scalar.
   *
   * @param plain whether it is not quoted, so that an empty text and {@code null} mean null
   */
  record Scalar(String text, boolean plain, Origin origin) implements Tree {
    boolean isEmpty() {
      return plain && (text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null"));
    }
  }

  record Mapping(Map<String, Tree> entries, Origin origin) implements Tree {}

  record Sequence(List<Tree> items, Origin origin) implements Tree {}
}

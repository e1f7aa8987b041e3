package io.diemnet.node.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All that is wrong with a configuration, one mistake for each key: of several checks that find
 * fault with the same key the first, which is the most basic, is told.
 */
final class Mistakes {

  /** Mistakes that are told. */
  static final int MAX_TOLD = 100;

  private static final int MAX_PATH = 300;

  private final String file;
  private final Map<String, String> messages = new LinkedHashMap<>();
  private final Map<String, Tree.Origin> origins = new HashMap<>();

  Mistakes(String file) {
    this.file = file;
  }

  /** Remembers where a key stands. */
  void locate(String path, Tree.Origin origin) {
    origins.put(path, origin);
  }

  void add(String path, String message) {
    messages.putIfAbsent(path, message);
  }

  boolean has(String path) {
    return messages.containsKey(path);
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  /**
   * One line for each: file, line, path of the key, what is wrong. In the order of the file; what
   * comes from the environment stands last. Of very many the first are told.
   */
  List<String> lines() {
    List<String> lines =
        messages.entrySet().stream()
            .sorted(Comparator.comparingInt(e -> order(e.getKey())))
            .limit(MAX_TOLD)
            .map(e -> line(e.getKey(), e.getValue()))
            .collect(Collectors.toCollection(ArrayList::new));
    if (messages.size() > MAX_TOLD) {
      lines.add(file + ": and " + (messages.size() - MAX_TOLD) + " mistakes more");
    }
    return lines;
  }

  private int order(String path) {
    Tree.Origin origin = origin(path);
    return origin == null || origin.line() == 0 ? Integer.MAX_VALUE : origin.line();
  }

  private String line(String path, String message) {
    Tree.Origin origin = origin(path);
    StringBuilder line = new StringBuilder(file);
    if (origin != null && origin.line() > 0) {
      line.append(':').append(origin.line());
    }
    line.append(": ");
    if (!path.isEmpty()) {
      line.append(path.length() <= MAX_PATH ? path : path.substring(0, MAX_PATH) + "..");
      if (origin != null && origin.variable() != null) {
        line.append(" (from ").append(origin.variable()).append(')');
      }
      line.append(": ");
    }
    return line.append(message).toString();
  }

  /** Of the key itself or, if it is missing, of what it is missing from. */
  private Tree.Origin origin(String path) {
    for (String at = path; ; at = parent(at)) {
      Tree.Origin origin = origins.get(at);
      if (origin != null || at.isEmpty()) {
        return origin;
      }
    }
  }

  static String child(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  static String child(String path, int index) {
    return path + "[" + index + "]";
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
  }
}

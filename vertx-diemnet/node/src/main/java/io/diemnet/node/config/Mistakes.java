package io.diemnet.node.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The mistakes of a configuration, one for each key. If several checks fail for a key, only the
 * first, most basic one is reported.
 */
final class Mistakes {

  /** Maximum number of reported mistakes. */
  static final int MAX_TOLD = 100;

  private static final int MAX_PATH = 300;

  private final String file;
  private final Map<String, String> messages = new LinkedHashMap<>();
  private final Map<String, Tree.Origin> origins = new HashMap<>();

  Mistakes(String file) {
    this.file = file;
  }

  /** Remembers the position of a key. */
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
   * Returns one line for each mistake: file, line, path of the key, what is wrong. The order is
   * that of the file, then that of the environment. Only the first of very many mistakes are
   * returned.
   */
  List<String> lines() {
    List<String> lines =
        messages.entrySet().stream()
            .sorted(Comparator.comparingInt(e -> order(e.getKey())))
            .limit(MAX_TOLD)
            .map(e -> line(e.getKey(), e.getValue()))
            .collect(Collectors.toCollection(ArrayList::new));
    if (messages.size() > MAX_TOLD) {
      lines.add(file + ": and " + (messages.size() - MAX_TOLD) + " more mistakes");
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

  /** Returns the position of the key or, if it is missing, of its parent. */
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

package io.diemnet.node.command.validatorset;

import io.diemnet.node.command.CommandException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Reads a map of texts key by key. Mistakes name the path of the key. */
final class Entries {

  private final String path;
  private final Map<?, ?> values;
  private final Set<String> known = new HashSet<>();

  private Entries(String path, Map<?, ?> values) {
    this.path = path;
    this.values = values;
  }

  /** Returns the entries of a value that must be a map. */
  static Entries of(String path, Object value) {
    if (value instanceof Map<?, ?> map) {
      return new Entries(path, map);
    }
    throw new CommandException(path + ": must be a map");
  }

  boolean has(String key) {
    known.add(key);
    return values.get(key) != null;
  }

  /** Parses the text of a key. Returns the fallback if it is absent. */
  <T> T text(String key, T fallback, Function<String, T> parser) {
    return has(key) ? parse(at(key), values.get(key), parser) : fallback;
  }

  /** Parses the text of a required key. */
  <T> T required(String key, Function<String, T> parser) {
    if (!has(key)) {
      throw new CommandException(at(key) + ": is missing");
    }
    return parse(at(key), values.get(key), parser);
  }

  /** Returns the items of a list, or none if it is absent. */
  List<?> list(String key) {
    if (!has(key)) {
      return List.of();
    }
    if (values.get(key) instanceof List<?> list) {
      return list;
    }
    throw new CommandException(at(key) + ": must be a list");
  }

  /** Parses a list of texts. */
  <T> List<T> texts(String key, Function<String, T> parser) {
    List<?> items = list(key);
    return IntStream.range(0, items.size())
        .mapToObj(i -> parse(at(key) + "[" + i + "]", items.get(i), parser))
        .toList();
  }

  /** Refuses unknown keys. */
  void end() {
    for (Object key : values.keySet()) {
      if (!known.contains(key)) {
        throw new CommandException(
            at(key.toString())
                + ": is not a known key; known keys are "
                + String.join(", ", known.stream().sorted().toList()));
      }
    }
  }

  String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static <T> T parse(String at, Object value, Function<String, T> parser) {
    if (!(value instanceof String text)) {
      throw new CommandException(at + ": must be a string");
    }
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new CommandException(at + ": " + e.getMessage());
    }
  }
}

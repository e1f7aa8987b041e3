package io.diemnet.vertx;

import io.diemnet.vertx.InvalidOptionsException.Mistake;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * Reads a JSON object key by key. It collects every mistake with the path of its key: wrong types,
 * values that a setter or a parser refuses, and unknown keys. A null value counts as an absent key.
 */
final class JsonFields {

  /**
   * The largest number of mistakes that are reported. Reading stops there, so that a bad file takes
   * bounded time and memory.
   */
  static final int MAX_MISTAKES = 100;

  /** The largest number of characters of a reported path or message. */
  private static final int MAX_TOLD = 500;

  private final String path;
  private final Map<String, Object> values;
  private final List<Mistake> mistakes;
  private final Set<String> known = new HashSet<>();

  private JsonFields(String path, Map<String, Object> values, List<Mistake> mistakes) {
    this.path = path;
    this.values = values;
    this.mistakes = mistakes;
  }

  /**
   * Reads a whole object.
   *
   * @throws InvalidOptionsException if there is any mistake
   */
  static void read(JsonObject json, Consumer<JsonFields> reader) {
    JsonFields fields = new JsonFields("", json.getMap(), new ArrayList<>());
    try {
      reader.accept(fields);
      fields.refuseUnknownKeys();
    } catch (TooManyMistakes enough) {
      fields.mistakes.add(
          new Mistake("", "and more: only the first " + MAX_MISTAKES + " mistakes are told"));
    }
    if (!fields.mistakes.isEmpty()) {
      throw new InvalidOptionsException(fields.mistakes);
    }
  }

  /** Whether the key is present, possibly with a null value. */
  boolean has(String key) {
    known.add(key);
    return values.containsKey(key);
  }

  /** Whether the key is present with a null value. */
  boolean isNull(String key) {
    return has(key) && values.get(key) == null;
  }

  <T> void text(String key, Function<String, T> parser, Consumer<? super T> setter) {
    value(key, value -> setter.accept(parser.apply(text(value))));
  }

  void text(String key, Consumer<String> setter) {
    text(key, text -> text, setter);
  }

  /** Reads a string or a whole number. */
  <T> void textOrNumber(String key, Function<String, T> parser, Consumer<? super T> setter) {
    value(
        key,
        value ->
            setter.accept(
                parser.apply(
                    value instanceof Number ? Long.toString(number(value)) : text(value))));
  }

  void number(String key, LongConsumer setter) {
    value(key, value -> setter.accept(number(value)));
  }

  void flag(String key, Consumer<Boolean> setter) {
    value(
        key,
        value -> {
          if (!(value instanceof Boolean flag)) {
            throw new IllegalArgumentException("must be true or false, not " + describe(value));
          }
          setter.accept(flag);
        });
  }

  void object(String key, Consumer<JsonFields> reader) {
    value(key, value -> object(at(key), value, reader));
  }

  /** Reads a list of objects. */
  void objects(String key, Consumer<JsonFields> reader) {
    value(
        key,
        value -> {
          int index = 0;
          for (Object item : list(value)) {
            String itemPath = at(key) + "[" + index++ + "]";
            guarded(itemPath, () -> object(itemPath, item, reader));
          }
        });
  }

  /** Reads a list of strings. */
  <T> List<T> texts(String key, Function<String, T> parser) {
    List<T> parsed = new ArrayList<>();
    value(
        key,
        value -> {
          int index = 0;
          for (Object item : list(value)) {
            guarded(at(key) + "[" + index++ + "]", () -> parsed.add(parser.apply(text(item))));
          }
        });
    return parsed;
  }

  /** Reads an object whose keys are data and whose values are objects. */
  <K> void objectsByKey(
      String key, Function<String, K> keyParser, BiConsumer<K, JsonFields> reader) {
    object(key, fields -> fields.allObjects(keyParser, reader));
  }

  /** Reads this object as one whose keys are data and whose values are objects. */
  <K> void allObjects(Function<String, K> keyParser, BiConsumer<K, JsonFields> reader) {
    for (Map.Entry<String, Object> entry : values.entrySet()) {
      known.add(entry.getKey());
      String entryPath = at(entry.getKey());
      guarded(
          entryPath,
          () -> {
            K parsed = keyParser.apply(entry.getKey());
            object(entryPath, entry.getValue(), fields -> reader.accept(parsed, fields));
          });
    }
  }

  /** Reads an object whose keys are data and whose values are strings. */
  void textsByKey(String key, BiConsumer<String, String> reader) {
    object(
        key,
        fields -> {
          for (Map.Entry<String, Object> entry : fields.values.entrySet()) {
            fields.known.add(entry.getKey());
            fields.guarded(
                fields.at(entry.getKey()),
                () -> reader.accept(entry.getKey(), text(entry.getValue())));
          }
        });
  }

  /** Reports a mistake at the given key if the condition is false. */
  void require(boolean right, String key, String message) {
    if (!right) {
      note(at(key), message);
    }
  }

  private void value(String key, Consumer<Object> use) {
    known.add(key);
    Object value = values.get(key);
    if (value != null) {
      guarded(at(key), () -> use.accept(value));
    }
  }

  private void guarded(String where, Runnable step) {
    try {
      step.run();
    } catch (IllegalArgumentException e) {
      note(where, String.valueOf(e.getMessage()));
    }
  }

  private void note(String where, String message) {
    mistakes.add(new Mistake(clip(where), clip(message)));
    if (mistakes.size() >= MAX_MISTAKES) {
      throw new TooManyMistakes();
    }
  }

  private static String clip(String text) {
    return text.length() <= MAX_TOLD ? text : text.substring(0, MAX_TOLD) + "..";
  }

  /** Stops the reading. */
  private static final class TooManyMistakes extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooManyMistakes() {
      super(null, null, false, false);
    }
  }

  private void object(String where, Object value, Consumer<JsonFields> reader) {
    JsonFields fields = new JsonFields(where, map(value), mistakes);
    reader.accept(fields);
    fields.refuseUnknownKeys();
  }

  private void refuseUnknownKeys() {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        note(
            at(key),
            "is not a known key; known are " + String.join(", ", known.stream().sorted().toList()));
      }
    }
  }

  private String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static String text(Object value) {
    if (value instanceof CharSequence || value instanceof Enum<?>) {
      return value.toString();
    }
    throw new IllegalArgumentException("must be a text, not " + describe(value));
  }

  private static long number(Object value) {
    if (value instanceof Number number
        && number.doubleValue() == Math.rint(number.doubleValue())
        && Math.abs(number.doubleValue()) < 0x1p63) {
      return number.longValue();
    }
    throw new IllegalArgumentException("must be a whole number, not " + describe(value));
  }

  @SuppressWarnings("unchecked") // keys of JSON objects are strings
  private static Map<String, Object> map(Object value) {
    if (value instanceof JsonObject json) {
      return json.getMap();
    }
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new IllegalArgumentException("must be an object, not " + describe(value));
  }

  private static List<?> list(Object value) {
    if (value instanceof JsonArray json) {
      return json.getList();
    }
    if (value instanceof List<?> list) {
      return list;
    }
    throw new IllegalArgumentException("must be a list, not " + describe(value));
  }

  /** Describes the type of a value. It does not include strings, which may be misplaced secrets. */
  private static String describe(Object value) {
    if (value == null) {
      return "nothing";
    }
    if (value instanceof CharSequence) {
      return "a text";
    }
    if (value instanceof Number number) {
      return "the number " + number;
    }
    if (value instanceof Boolean) {
      return value.toString();
    }
    return value instanceof JsonArray || value instanceof List<?> ? "a list" : "an object";
  }
}

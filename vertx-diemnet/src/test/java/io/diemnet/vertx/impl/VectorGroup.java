package io.diemnet.vertx.impl;

import static org.assertj.core.api.Assertions.fail;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * Checks all entries of one group of vectors and fails once, with every entry for which the answer
 * here is not the reference's.
 */
final class VectorGroup {

  private static final HexFormat HEX = HexFormat.of();

  /** Checks one entry. */
  interface EntryCheck {
    void check(JsonObject entry, Answers answers) throws Exception;
  }

  private final List<String> failures = new ArrayList<>();

  /** Takes both answers about one entry. */
  final class Answers {

    private final int index;
    private final JsonObject entry;

    private Answers(int index, JsonObject entry) {
      this.index = index;
      this.entry = entry;
    }

    void same(String what, Object reference, Object here) {
      if (!Objects.equals(reference, here)) {
        differ(what, reference, here);
      }
    }

    void sameBytes(String what, byte[] reference, byte[] here) {
      same(what, HEX.formatHex(reference), HEX.formatHex(here));
    }

    private void differ(String what, Object reference, Object here) {
      failures.add(
          "entry %d, %s:%n  entry     %s%n  reference %s%n  here      %s"
              .formatted(index, what, entry.encode(), reference, here));
    }
  }

  static void check(JsonArray entries, EntryCheck check) {
    VectorGroup group = new VectorGroup();
    for (int i = 0; i < entries.size(); i++) {
      JsonObject entry = entries.getJsonObject(i);
      Answers answers = group.new Answers(i, entry);
      try {
        check.check(entry, answers);
      } catch (Exception e) {
        answers.differ("check", "no exception", e);
      }
    }
    if (!group.failures.isEmpty()) {
      fail(
          "%d differences in %d entries%n%s"
              .formatted(group.failures.size(), entries.size(), String.join("\n", group.failures)));
    }
  }

  /** The bytes of a field of hex digits, which must be there. */
  static byte[] bytes(JsonObject entry, String key) {
    String hex = entry.getString(key);
    if (hex == null) {
      throw new IllegalStateException("no " + key);
    }
    return HEX.parseHex(hex);
  }

  /** An unsigned 64-bit field, which is a number or, where it may be large, a string. */
  static long unsigned(JsonObject entry, String key) {
    Object value = entry.getValue(key);
    if (value == null) {
      throw new IllegalStateException("no " + key);
    }
    return Long.parseUnsignedLong(value.toString());
  }

  /** A list of numbers or strings. */
  static <T> List<T> list(JsonArray array, Class<T> type) {
    return array.stream().map(type::cast).toList();
  }
}

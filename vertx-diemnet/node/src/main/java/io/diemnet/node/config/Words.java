package io.diemnet.node.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Formats values and names for messages. */
final class Words {

  private static final int MAX_SHOWN = 100;
  private static final Pattern LIKE_A_KEY = Pattern.compile("(0[xX])?[0-9a-fA-F]{64}");

  private Words() {}

  /** Formats a value for a message. Secrets, and values that look like keys, are not repeated. */
  static String show(Object value, boolean secret) {
    if (value == null) {
      return "empty";
    }
    if (value instanceof JsonObject || value instanceof JsonArray) {
      return value instanceof JsonArray ? "a list" : "an object";
    }
    String text = value.toString();
    if (text.isEmpty()) {
      return "empty";
    }
    if (!(value instanceof String)) {
      return text;
    }
    if (secret) {
      return "a string of " + text.length() + " characters";
    }
    if (LIKE_A_KEY.matcher(text).matches()) {
      return "64 hex digits";
    }
    String shown = text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + ".." : text;
    return "'" + shown.replaceAll("\\p{Cntrl}", "?") + "'";
  }

  static boolean looksLikeAKey(String text) {
    return LIKE_A_KEY.matcher(text).matches();
  }

  /** Returns the known word that is most similar to a wrong one, or null. */
  static String nearest(String wrong, Collection<String> known) {
    String nearest = null;
    int least = Math.max(2, wrong.length() / 3) + 1;
    for (String word : known) {
      int distance = distance(wrong.toLowerCase(Locale.ROOT), word.toLowerCase(Locale.ROOT));
      if (distance < least && distance < word.length()) {
        least = distance;
        nearest = word;
      }
    }
    return nearest;
  }

  /**
   * Returns the places in the schema with a key of this name, such as {@code networks[].limits}.
   */
  static List<String> placesOf(String key) {
    List<String> places = new ArrayList<>();
    collect(key, Schema.ROOT, "", places);
    return places;
  }

  private static void collect(String key, Schema schema, String path, List<String> places) {
    if (schema == null) {
      return;
    }
    if (schema.keys().contains(key)) {
      places.add(path.isEmpty() ? "the top level" : path);
    }
    for (String name : schema.keys()) {
      collect(key, schema.property(name), Mistakes.child(path, name), places);
    }
    collect(key, schema.values(), path + ".<id>", places);
    collect(key, schema.items(), path + "[]", places);
  }

  /** Returns the Levenshtein distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}

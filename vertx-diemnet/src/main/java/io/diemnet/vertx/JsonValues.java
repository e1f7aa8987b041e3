package io.diemnet.vertx;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads the fields of a JSON object that a network has written. It ignores unknown fields, so that
 * later versions may add some. A missing field or one of the wrong type causes an {@link
 * IllegalArgumentException} that names the field.
 */
final class JsonValues {

  private final String what;
  private final JsonObject json;

  /**
   * @param what the name of the value in messages, for example "a peer"
   */
  JsonValues(String what, JsonObject json) {
    if (json == null) {
      throw new IllegalArgumentException(what + " is missing");
    }
    this.what = what;
    this.json = json;
  }

  String text(String name) {
    return required(name, optionalText(name));
  }

  String optionalText(String name) {
    return typed(name, CharSequence.class, "a text", CharSequence::toString);
  }

  long number(String name) {
    return required(name, optionalNumber(name)).longValue();
  }

  long number(String name, long ifAbsent) {
    Number number = optionalNumber(name);
    return number == null ? ifAbsent : number.longValue();
  }

  /** Reads a number between two bounds, inclusive. */
  long number(String name, long min, long max) {
    long number = number(name);
    if (number < min || number > max) {
      throw new IllegalArgumentException(
          name + " of " + what + " must be from " + min + " to " + max + ", not " + number);
    }
    return number;
  }

  Number optionalNumber(String name) {
    return typed(name, Number.class, "a number", number -> number);
  }

  boolean flag(String name) {
    return required(name, typed(name, Boolean.class, "true or false", flag -> flag));
  }

  JsonValues object(String name) {
    return new JsonValues(
        name + " of " + what, typed(name, JsonObject.class, "an object", object -> object));
  }

  /** Returns null if the field is missing. */
  JsonObject optionalObject(String name) {
    return typed(name, JsonObject.class, "an object", object -> object);
  }

  List<String> texts(String name) {
    JsonArray array =
        required(name, typed(name, JsonArray.class, "a list of texts", values -> values));
    List<String> texts = new ArrayList<>(array.size());
    for (int index = 0; index < array.size(); index++) {
      if (!(array.getValue(index) instanceof CharSequence text)) {
        throw new IllegalArgumentException(name + " of " + what + " must be a list of texts");
      }
      texts.add(text.toString());
    }
    return texts;
  }

  /** Maps names to protocols and leaves out those for which the function returns null. */
  List<ProtocolId> protocols(String name, Function<String, ProtocolId> byName) {
    List<ProtocolId> known = new ArrayList<>();
    for (String text : texts(name)) {
      ProtocolId protocol = byName.apply(text);
      if (protocol != null) {
        known.add(protocol);
      }
    }
    return known;
  }

  /** Reads all fields as numbers. */
  Map<String, Long> counts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    json.fieldNames().forEach(name -> counts.put(name, number(name)));
    return counts;
  }

  /** The profile of a network whose ids are like this one. */
  static WireProfile profileOf(PeerId peer) {
    return peer.length() == PeerId.LENGTH ? WireProfile.DIEM : WireProfile.APTOS;
  }

  /**
   * Finds the built-in protocols of the profile of an object with a peer id, by their names. The
   * function returns null for any other name.
   */
  static Function<String, ProtocolId> builtInFor(JsonObject json) {
    boolean longId =
        json != null
            && json.getValue("peer") instanceof CharSequence peer
            && peer.length() > 2 * PeerId.LENGTH + 2;
    return longId ? name -> builtIn(name, WireProfile.APTOS) : JsonValues::builtIn;
  }

  /** Returns the built-in protocol of the Diem profile with the given name, or null. */
  static ProtocolId builtIn(String name) {
    return builtIn(name, WireProfile.DIEM);
  }

  private static ProtocolId builtIn(String name, WireProfile profile) {
    for (ProtocolId protocol : ProtocolId.builtIn(profile)) {
      if (protocol.name().equals(name)) {
        return protocol;
      }
    }
    return null;
  }

  private <T, R> R typed(String name, Class<T> type, String wanted, Function<T, R> read) {
    Object value = json.getValue(name);
    if (value != null && !type.isInstance(value)) {
      throw new IllegalArgumentException(name + " of " + what + " must be " + wanted);
    }
    return value == null ? null : read.apply(type.cast(value));
  }

  private <T> T required(String name, T value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " of " + what + " is missing");
    }
    return value;
  }
}

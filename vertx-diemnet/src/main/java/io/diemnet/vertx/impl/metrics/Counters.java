package io.diemnet.vertx.impl.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** One counter for each value of an enum. All are created at once. Thread-safe. */
final class Counters<E extends Enum<E>> {

  private final Map<E, LongAdder> adders;

  Counters(Class<E> values) {
    adders = new EnumMap<>(values);
    for (E value : values.getEnumConstants()) {
      adders.put(value, new LongAdder());
    }
  }

  LongAdder of(E value) {
    return adders.get(value);
  }
}

package io.diemnet.node.bridge;

import io.diemnet.node.port.LogLimit;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the events of a bridge. Thread-safe. */
final class BridgeMeters {

  /** The reason why a connection was refused or closed, or a message was not delivered. */
  enum Event {
    WRONG_TOKEN,
    TOO_MANY_GUESSES,
    MADE_ROOM,
    FOREIGN_ORIGIN,
    FOREIGN_HOST,
    TOO_MANY_CLIENTS,
    FRAME_TOO_LARGE,
    TOO_MANY_MESSAGES,
    FRAME_NOT_SENT,
    NOT_READING,
    PIPELINED,
    NO_MEMORY,
    ACCESS_DENIED,
    INVALID_FRAME,
    UNDELIVERED;

    /** The value of the tag in the metrics. */
    String reason() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(BridgeMeters.class);

  private final LongAdder clients = new LongAdder();
  private final LogLimit lines = new LogLimit();
  private final Map<Event, LongAdder> events = new EnumMap<>(Event.class);

  BridgeMeters() {
    for (Event event : Event.values()) {
      events.put(event, new LongAdder());
    }
  }

  void count(Event event) {
    events.get(event).increment();
  }

  /** Like {@link #count(Event)}, and logs it, at most once per second. */
  void count(Event event, String client) {
    count(event);
    if (lines.allows()) {
      LOG.warn("bridge: {}: {} ({} so far)", client, event.reason(), counted(event));
    }
  }

  long counted(Event event) {
    return events.get(event).sum();
  }

  void connected() {
    clients.increment();
  }

  void gone() {
    clients.decrement();
  }

  long clients() {
    return clients.sum();
  }

  /**
   * Registers the meters {@code diemnet.bridge.clients} and {@code diemnet.bridge.events}.
   *
   * @param port tcp or web
   */
  void bindTo(MeterRegistry registry, String port) {
    Gauge.builder("diemnet.bridge.clients", clients, LongAdder::sum)
        .description("Clients that are connected")
        .tag("port", port)
        .register(registry);
    events.forEach(
        (event, count) ->
            FunctionCounter.builder("diemnet.bridge.events", count, LongAdder::sum)
                .description("Clients refused or dropped, frames and messages refused")
                .tag("port", port)
                .tag("reason", event.reason())
                .register(registry));
  }
}

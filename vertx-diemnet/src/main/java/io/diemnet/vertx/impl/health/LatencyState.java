package io.diemnet.vertx.impl.health;

import io.diemnet.vertx.impl.health.HealthPort.Connection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When each connection gets its next latency ping, and with which counter. One owner, no I/O. Times
 * are milliseconds of one monotonic clock.
 */
final class LatencyState {

  /** One ping. */
  record Ping(Connection connection, long counter) {}

  private static final class Entry {
    private long counter;
    private long nextAt;
  }

  private final long interval;
  private final Map<Connection, Entry> entries = new HashMap<>();

  LatencyState(long interval) {
    this.interval = interval;
  }

  /** Removes ended connections and returns the pings that are due: of a new connection at once. */
  List<Ping> due(Collection<Connection> connected, long now) {
    entries.keySet().retainAll(connected);
    List<Ping> pings = new ArrayList<>();
    for (Connection connection : connected) {
      Entry entry = entries.get(connection);
      if (entry == null) {
        entry = new Entry();
        entry.nextAt = now;
        entries.put(connection, entry);
      }
      if (now - entry.nextAt >= 0) {
        pings.add(new Ping(connection, entry.counter++));
        entry.nextAt = now + interval;
      }
    }
    return pings;
  }

  /** The number of connections that are remembered. */
  int size() {
    return entries.size();
  }
}

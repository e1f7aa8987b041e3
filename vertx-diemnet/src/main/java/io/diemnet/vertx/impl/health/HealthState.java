package io.diemnet.vertx.impl.health;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.health.HealthPort.Connection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Counts, for each connection, the pings that failed since the last that did not. One owner, no
 * I/O.
 *
 * <p>Answers come in any order, up to the time-out late: only a ping newer than the last success
 * says anything. What belongs to a connection that is gone says nothing.
 */
final class HealthState {

  /** One ping of one round. */
  record Ping(Connection connection, long round, int nonce) {}

  private static final class Entry {
    private final Connection connection;
    private long lastSuccess;
    private int failures;

    private Entry(Connection connection, long lastSuccess) {
      this.connection = connection;
      this.lastSuccess = lastSuccess;
    }
  }

  private final int failuresTolerated;
  private final Random random;
  private final Map<PeerId, Entry> entries = new HashMap<>();
  private long round;

  HealthState(int failuresTolerated, Random random) {
    this.failuresTolerated = failuresTolerated;
    this.random = random;
  }

  /** Begins a round: forgets connections that are gone and gives a ping for each that is there. */
  List<Ping> nextRound(Collection<Connection> connected) {
    round++;
    Map<PeerId, Entry> previous = new HashMap<>(entries);
    entries.clear();
    List<Ping> pings = new ArrayList<>(connected.size());
    for (Connection connection : connected) {
      Entry entry = previous.get(connection.peer());
      if (entry == null || !entry.connection.equals(connection)) {
        entry = new Entry(connection, round - 1);
      }
      entries.put(connection.peer(), entry);
      pings.add(new Ping(connection, round, random.nextInt()));
    }
    return pings;
  }

  /** The right answer came. */
  void succeeded(Ping ping) {
    Entry entry = entry(ping);
    if (entry != null) {
      entry.lastSuccess = ping.round();
      entry.failures = 0;
    }
  }

  /**
   * No answer came in time, or a wrong one.
   *
   * @return whether the connection is to be closed; its count is then forgotten
   */
  boolean failed(Ping ping) {
    Entry entry = entry(ping);
    if (entry == null || ++entry.failures <= failuresTolerated) {
      return false;
    }
    entries.remove(ping.connection().peer());
    return true;
  }

  /** The entry that a ping may still change, or null. */
  private Entry entry(Ping ping) {
    Entry entry = entries.get(ping.connection().peer());
    return entry != null
            && entry.connection.equals(ping.connection())
            && ping.round() > entry.lastSuccess
        ? entry
        : null;
  }

  /** Failures counted against a peer's connection. */
  int failures(PeerId peer) {
    Entry entry = entries.get(peer);
    return entry == null ? 0 : entry.failures;
  }

  /** How many connections are kept count of. */
  int size() {
    return entries.size();
  }
}

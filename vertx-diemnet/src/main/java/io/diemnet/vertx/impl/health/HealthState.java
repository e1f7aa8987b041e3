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
 * Counts the consecutive ping failures of each connection. One owner, no I/O.
 *
 * <p>Responses arrive in any order and late by up to the time-out. A ping only counts if it is
 * newer than the last success. Pings of ended connections do not count.
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

  /** Starts a round: removes ended connections and returns one ping for each connection. */
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

  /** Records a correct response. */
  void succeeded(Ping ping) {
    Entry entry = entry(ping);
    if (entry != null) {
      entry.lastSuccess = ping.round();
      entry.failures = 0;
    }
  }

  /**
   * Records a time-out or a wrong response.
   *
   * @return whether to close the connection; its count is then removed
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

  /** The current number of failures of the connection to a peer. */
  int failures(PeerId peer) {
    Entry entry = entries.get(peer);
    return entry == null ? 0 : entry.failures;
  }

  /** The number of connections with a count. */
  int size() {
    return entries.size();
  }
}

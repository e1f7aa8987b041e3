package io.diemnet.node.dashboard;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rates of one network and of its peers in the last hour: at most {@value #POINTS} points. The
 * memory is 10 KiB, and 2 KiB for each peer. Not thread-safe; the time is a parameter.
 */
final class NetworkHistory {

  /** The number of points that are kept. */
  static final int POINTS = 240;

  private static final List<String> COUNTERS =
      List.of("bytesIn", "bytesOut", "messagesIn", "messagesOut");

  /** The counters of one peer that are kept: the bytes. */
  private static final int PEER_COUNTERS = 2;

  private final long[] times = new long[POINTS];
  private final float[] sums = new float[POINTS * COUNTERS.size()];
  private final Map<String, PeerRates> peers = new HashMap<>();
  private long points;
  private long lastAt = -1;

  /** The rates of one peer, and its counters at the last sample. */
  private static final class PeerRates {

    private final float[] rates = new float[POINTS * PEER_COUNTERS];
    private final long[] counters = new long[COUNTERS.size()];
    private long connectedAt = -1;
    private long seenAt;

    PeerRates() {
      Arrays.fill(rates, Float.NaN);
    }
  }

  /** Returns the number of peers with a history. */
  int peers() {
    return peers.size();
  }

  /**
   * Takes the reply of {@code <n>.peers}. A point needs two samples.
   *
   * @param now milliseconds since 1970
   * @param room the number of peers that may be added
   */
  void sample(JsonArray list, long now, int room) {
    double seconds = (now - lastAt) / 1000.0;
    if (lastAt >= 0 && seconds <= 0) {
      return; // the clock was set back
    }
    double[] sum = new double[COUNTERS.size()];
    int slot = (int) (points % POINTS);
    Set<String> seen = new HashSet<>();
    int left = room;
    for (int i = 0; i < list.size(); i++) {
      JsonObject fields = list.getJsonObject(i);
      String id = fields.getString("peer");
      PeerRates peer = peers.get(id);
      if (peer == null) {
        if (left-- <= 0) {
          continue;
        }
        peer = new PeerRates();
        peers.put(id, peer);
      }
      seen.add(id);
      take(peer, fields, now, seconds, slot, sum);
    }
    if (lastAt >= 0) {
      times[slot] = now;
      for (int i = 0; i < sum.length; i++) {
        sums[slot * sum.length + i] = (float) sum[i];
      }
      points++;
    }
    forget(seen, now, slot);
    lastAt = now;
  }

  private void take(
      PeerRates peer, JsonObject fields, long now, double seconds, int slot, double[] sum) {
    long connectedAt = fields.getLong("connectedAt", 0L);
    boolean same = connectedAt == peer.connectedAt;
    // All bytes of a connection that is younger than the last sample belong to this interval.
    boolean complete = lastAt >= 0 && (same || connectedAt >= lastAt);
    for (int i = 0; i < sum.length; i++) {
      long counter = fields.getLong(COUNTERS.get(i), 0L);
      double rate = Math.max(0, counter - (same ? peer.counters[i] : 0)) / seconds;
      if (complete) {
        sum[i] += rate;
      }
      if (i < PEER_COUNTERS) {
        peer.rates[slot * PEER_COUNTERS + i] = complete ? (float) rate : Float.NaN;
      }
      peer.counters[i] = counter;
    }
    peer.connectedAt = connectedAt;
    peer.seenAt = now;
  }

  /** Marks the peers that are not connected, and removes those that were not for an hour. */
  private void forget(Set<String> seen, long now, int slot) {
    for (Iterator<Map.Entry<String, PeerRates>> all = peers.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<String, PeerRates> entry = all.next();
      if (seen.contains(entry.getKey())) {
        continue;
      }
      PeerRates peer = entry.getValue();
      if (now - peer.seenAt > Recorder.HOUR_MILLIS) {
        all.remove();
      } else {
        int from = slot * PEER_COUNTERS;
        Arrays.fill(peer.rates, from, from + PEER_COUNTERS, Float.NaN);
      }
    }
  }

  /**
   * Returns {@code {points: [[age, bytesIn, bytesOut, messagesIn, messagesOut], ..], peers: {<id>:
   * [[bytesIn, bytesOut] or null, ..]}}}, oldest first. Ages are milliseconds; the others are rates
   * per second. The lists of the peers have as many elements as {@code points}.
   */
  JsonObject toJson(long now) {
    JsonArray shown = new JsonArray();
    long from = Math.max(0, points - POINTS);
    while (from < points && now - times[(int) (from % POINTS)] > Recorder.HOUR_MILLIS) {
      from++;
    }
    for (long i = from; i < points; i++) {
      int slot = (int) (i % POINTS);
      JsonArray point = new JsonArray().add(Math.max(0, now - times[slot]));
      for (int c = 0; c < COUNTERS.size(); c++) {
        point.add(rounded(sums[slot * COUNTERS.size() + c]));
      }
      shown.add(point);
    }
    JsonObject each = new JsonObject();
    for (Map.Entry<String, PeerRates> peer : peers.entrySet()) {
      each.put(peer.getKey(), rates(peer.getValue(), from));
    }
    return new JsonObject().put("points", shown).put("peers", each);
  }

  private JsonArray rates(PeerRates peer, long from) {
    JsonArray rates = new JsonArray();
    for (long i = from; i < points; i++) {
      int at = (int) (i % POINTS) * PEER_COUNTERS;
      if (Float.isNaN(peer.rates[at])) {
        rates.addNull();
      } else {
        rates.add(new JsonArray().add(rounded(peer.rates[at])).add(rounded(peer.rates[at + 1])));
      }
    }
    return rates;
  }

  /** With one decimal for small rates: a health ping each ten seconds is not nothing. */
  private static Number rounded(float rate) {
    if (rate >= 100 || rate == Math.rint(rate)) {
      return Math.round((double) rate);
    }
    return Math.round(rate * 10.0) / 10.0;
  }
}

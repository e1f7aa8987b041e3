package io.diemnet.node.command.check;

import io.diemnet.node.command.ctl.Words;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a check of a node has found, in one line: {@code DIEMNET <severity> - <findings> |
 * <values>}. Not thread-safe, no I/O.
 */
final class Findings {

  /** Fewer connected peers than this part of the wanted ones are critical. */
  private static final int CRITICAL_OF_THREE = 2;

  /** A file source may miss some readings before it is reported. */
  private static final int MISSED_READINGS = 3;

  private static final long SPARE_MILLIS = 10_000;

  /** The clock was set back by more than this. */
  private static final long MAX_SET_BACK_MILLIS = 1_000;

  /** 2024-01-01. A machine without a battery starts before it. */
  private static final long PLAUSIBLE_TIME = 1_704_067_200_000L;

  private static final int MAX_NAMED = 5;

  private static final String VALIDATOR = "validator";
  private static final String KNOWN = "known";

  private record Finding(Severity severity, String words) {}

  private final long now;
  private final List<Finding> bad = new ArrayList<>();
  private final List<String> good = new ArrayList<>();
  private final List<String> values = new ArrayList<>();
  private final JsonArray missing = new JsonArray();
  private final Map<String, JsonObject> networks = new LinkedHashMap<>();
  private JsonObject clock;

  /**
   * @param now milliseconds since 1970
   */
  Findings(long now) {
    this.now = now;
  }

  /** The node cannot be asked. */
  static Findings notReached(String why) {
    Findings findings = new Findings(0);
    findings.bad.add(new Finding(Severity.CRITICAL, why));
    return findings;
  }

  /**
   * The peers of a network.
   *
   * @param known the known peers, as {@code <n>.peers} tells them
   */
  void peers(String network, List<JsonObject> known) {
    // A peer for which there is no outbound connection left is not missing.
    List<JsonObject> absent =
        known.stream().filter(peer -> peer.getBoolean("missing", false)).toList();
    long connected =
        known.stream().filter(peer -> "connected".equals(peer.getString("state"))).count();
    long wanted = connected + absent.size();
    // Neither threshold: the value, its minimum and its maximum.
    values.add(network + "_peers=" + connected + ";;;0;" + wanted);
    numbers(network).put("connected", connected).put("wanted", wanted).put(KNOWN, known.size());
    String count = network + ": " + connected + " of " + wanted + " peers connected";
    if (absent.isEmpty()) {
      good.add(count);
      return;
    }
    for (JsonObject peer : absent) {
      missing.add(new JsonObject().put("network", network).mergeIn(peer));
    }
    String named =
        absent.stream().limit(MAX_NAMED).map(this::named).collect(Collectors.joining(", "));
    boolean few = 3 * connected < CRITICAL_OF_THREE * wanted;
    bad.add(
        new Finding(
            few ? Severity.CRITICAL : Severity.WARNING,
            count
                + ", missing "
                + named
                + (absent.size() > MAX_NAMED
                    ? " and " + (absent.size() - MAX_NAMED) + " more"
                    : "")));
  }

  private JsonObject numbers(String network) {
    return networks.computeIfAbsent(network, name -> new JsonObject().put("network", name));
  }

  private String named(JsonObject peer) {
    String reason = Words.reason(peer, now);
    return peer.getString("peer")
        + " ("
        + peer.getString("state")
        + (reason.isEmpty() ? "" : ": " + reason)
        + ")";
  }

  /** What the node says of a network: its key and its discovery. */
  void network(JsonObject network) {
    String name = network.getString("network");
    boolean mismatch = network.getBoolean("keyMismatch", false);
    values.add(name + "_key_mismatch=" + (mismatch ? 1 : 0));
    numbers(name).put("keyMismatch", mismatch);
    // The other networks may be for peers that dial this node.
    if (VALIDATOR.equalsIgnoreCase(network.getString("networkId"))
        && numbers(name).getInteger(KNOWN, 1) == 0) {
      bad.add(new Finding(Severity.WARNING, name + ": knows no peer"));
    }
    if (mismatch) {
      bad.add(
          new Finding(
              Severity.CRITICAL, name + ": the validator set lists another key for this node"));
    }
    for (Object entry : network.getJsonArray("discovery", new JsonArray())) {
      discovery(name, (JsonObject) entry);
    }
  }

  private void discovery(String network, JsonObject source) {
    Long interval = source.getLong("interval");
    if (interval == null) {
      return; // not read at an interval
    }
    String name = source.getString("source");
    Double age = source.getDouble("age");
    numbers(network).getMap().computeIfAbsent("discoveryAgeSeconds", ages -> new JsonObject());
    numbers(network).getJsonObject("discoveryAgeSeconds").put(name, age);
    if (age != null) {
      values.add(network + "_" + name + "_age=" + age.longValue() + "s");
    }
    if (age == null) {
      bad.add(new Finding(Severity.WARNING, network + ": the source " + name + " was never read"));
    } else if (age * 1000 > MISSED_READINGS * interval + SPARE_MILLIS) {
      bad.add(
          new Finding(
              Severity.WARNING,
              network
                  + ": the source "
                  + name
                  + " was last read "
                  + Words.span((long) (age * 1000))
                  + " ago"));
    }
  }

  /** The clock of the node, as it tells it. */
  void clock(JsonObject clock) {
    long drift = clock.getLong("driftMillis", 0L);
    this.clock = clock;
    values.add("clock_set=" + drift + "ms");
    if (drift < -MAX_SET_BACK_MILLIS) {
      bad.add(
          new Finding(
              Severity.WARNING,
              "the clock was set back by "
                  + Words.span(-drift)
                  + " since the start of the node; peers refuse its handshakes (replay) until it has"
                  + " caught up"));
    }
    if (clock.getLong("time", 0L) < PLAUSIBLE_TIME) {
      bad.add(new Finding(Severity.WARNING, "the clock of the node is before 2024"));
    }
  }

  /** The node has begun to shut down. */
  void stopping() {
    bad.add(new Finding(Severity.WARNING, "the node is shutting down"));
  }

  Severity severity() {
    return bad.stream().map(Finding::severity).max(Severity::compareTo).orElse(Severity.OK);
  }

  /** The line for the monitoring system. */
  String line() {
    List<String> words =
        bad.isEmpty()
            ? good
            : bad.stream()
                .sorted((a, b) -> b.severity().compareTo(a.severity()))
                .map(Finding::words)
                .toList();
    return "DIEMNET "
        + severity()
        + " - "
        // A bar separates the values.
        + String.join("; ", words).replace('|', '/')
        + (values.isEmpty() ? "" : " | " + String.join(" ", values));
  }

  /** The same as JSON. */
  JsonObject toJson() {
    JsonArray findings = new JsonArray();
    bad.forEach(
        finding ->
            findings.add(
                new JsonObject()
                    .put("severity", finding.severity().name())
                    .put("what", finding.words())));
    return new JsonObject()
        .put("severity", severity().name())
        .put("findings", findings)
        .put("missing", missing)
        .put("networks", new JsonArray(List.copyOf(networks.values())))
        .put("clock", clock);
  }
}

package io.diemnet.node.command.ctl;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** How the commands write values of a peer. */
public final class Words {

  private static final String[] UNITS = {"", " KiB", " MiB", " GiB", " TiB"};

  private Words() {}

  /** Bytes with a unit. */
  public static String bytes(double bytes) {
    int unit = 0;
    double value = bytes;
    while (value >= 10_000 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.0f%s", value, UNITS[unit]);
  }

  /** Milliseconds as a time span. */
  public static String span(long millis) {
    long seconds = Math.max(0, millis / 1000);
    if (seconds < 120) {
      return seconds + " s";
    }
    return seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
  }

  /** Why a peer is not connected, in words; empty if it is. */
  public static String reason(JsonObject peer, long now) {
    if ("connected".equals(peer.getString("state"))) {
      return "";
    }
    StringBuilder words = new StringBuilder(peer.getString("why", ""));
    String last = peer.getString("lastError");
    if (last != null && !last.equals(words.toString())) {
      words.append(words.isEmpty() ? "" : "; ").append(last);
    }
    Long next = peer.getLong("nextAttemptAt");
    if (next != null) {
      words
          .append(words.isEmpty() ? "" : ", ")
          .append("next attempt in ")
          .append(span(next - now + 999));
    }
    return Table.printable(words.toString());
  }
}

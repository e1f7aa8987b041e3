package io.diemnet.node.command.bench;

import io.vertx.core.json.JsonObject;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.HdrHistogram.Histogram;

/**
 * A measured figure and its comparison: medians over the rounds, and the spread of the measured
 * side.
 *
 * @param ratio above 1 means better than the comparison, for every unit
 */
record Figure(
    String name,
    String unit,
    double value,
    double min,
    double max,
    String peer,
    Double peerValue,
    Double ratio) {

  /** Creates a figure of rates, where more is better. */
  static Figure rate(String name, String unit, double[] ours, String peer, double[] theirs) {
    double value = median(ours);
    Double other = theirs == null ? null : median(theirs);
    return new Figure(
        name, unit, value, min(ours), max(ours), peer, other, other == null ? null : value / other);
  }

  /** Creates a figure of times or sizes, where less is better. */
  static Figure cost(String name, String unit, double[] ours, String peer, double[] theirs) {
    double value = median(ours);
    Double other = theirs == null ? null : median(theirs);
    return new Figure(
        name, unit, value, min(ours), max(ours), peer, other, other == null ? null : other / value);
  }

  /** Creates figures of the usual percentiles, in microseconds, from latencies in nanoseconds. */
  static List<Figure> latencies(String name, Histogram ours, String peer, Histogram theirs) {
    return DoubleStream.of(50, 99, 99.9)
        .mapToObj(
            percentile ->
                cost(
                    name,
                    "us p"
                        + new DecimalFormat("0.#", DecimalFormatSymbols.getInstance(Locale.ROOT))
                            .format(percentile),
                    new double[] {ours.getValueAtPercentile(percentile) / 1e3},
                    peer,
                    new double[] {theirs.getValueAtPercentile(percentile) / 1e3}))
        .toList();
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static double min(double[] values) {
    return Arrays.stream(values).min().orElse(Double.NaN);
  }

  private static double max(double[] values) {
    return Arrays.stream(values).max().orElse(Double.NaN);
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("name", name)
        .put("unit", unit)
        .put("value", value)
        .put("min", min)
        .put("max", max)
        .put("peer", peer)
        .put("peerValue", peerValue)
        .put("ratio", ratio);
  }

  static String header() {
    return String.format(
        Locale.ROOT,
        "%-16s %-12s %14s %27s   %-44s %14s %7s",
        "name",
        "unit",
        "median",
        "min .. max",
        "beside",
        "its median",
        "ratio");
  }

  String row() {
    return String.format(
        Locale.ROOT,
        "%-16s %-12s %14s %27s   %-44s %14s %7s",
        name,
        unit,
        number(value),
        number(min) + " .. " + number(max),
        peer == null ? "" : peer,
        peerValue == null ? "" : number(peerValue),
        ratio == null ? "" : String.format(Locale.ROOT, "%.2f", ratio));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%,.2f" : "%,.0f", value);
  }
}

package io.diemnet.node;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The samples of one scrape, in Prometheus' text format. */
final class Scrape {

  private static final Pattern SAMPLE =
      Pattern.compile("^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? ([^ ]+)$");
  private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"([^\"]*)\"");

  /** One sample. */
  record Sample(String name, Map<String, String> labels, String value) {}

  private final List<Sample> samples = new ArrayList<>();

  static Scrape of(String url) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url)).build(),
                HttpResponse.BodyHandlers.ofString());
    Scrape scrape = new Scrape();
    for (String line : answer.body().lines().toList()) {
      Matcher sample = SAMPLE.matcher(line);
      if (!line.startsWith("#") && sample.matches()) {
        Map<String, String> labels = new TreeMap<>();
        if (sample.group(2) != null) {
          Matcher label = LABEL.matcher(sample.group(2));
          while (label.find()) {
            labels.put(label.group(1), label.group(2));
          }
        }
        scrape.samples.add(new Sample(sample.group(1), labels, sample.group(3)));
      }
    }
    return scrape;
  }

  /** All samples of that name. */
  List<Sample> samples(String name) {
    return samples.stream().filter(sample -> sample.name().equals(name)).toList();
  }

  /** The values that a label has in the samples of that name. */
  Set<String> values(String name, String label) {
    Set<String> values = new TreeSet<>();
    for (Sample sample : samples(name)) {
      if (sample.labels().containsKey(label)) {
        values.add(sample.labels().get(label));
      }
    }
    return values;
  }

  /** The sum of the samples of that name in a network. */
  double sum(String name, String network) {
    return samples(name).stream()
        .filter(sample -> network.equals(sample.labels().get("network")))
        .mapToDouble(sample -> Double.parseDouble(sample.value()))
        .sum();
  }
}

package io.diemnet.vertx.impl.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.KnownPeer;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.connectivity.DiscoverySource;
import io.diemnet.vertx.impl.memory.MemoryClass;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What {@code docs/operations.md} says of meters and reasons is what the code has, no more. */
class OperationsPageTest {

  private static final Path PAGE =
      Path.of(System.getProperty("diemnet.root", "..")).resolve("docs/operations.md");
  private static final Pattern METER =
      Pattern.compile(
          "^\\| `(diemnet\\.[a-z.]+)` \\| (\\w+) \\| ([a-z, ]+) \\|", Pattern.MULTILINE);
  private static final Pattern WORD =
      Pattern.compile("^\\| `([a-z-]+)` \\|.*\\S \\|$", Pattern.MULTILINE);

  /** Tags whose values the page cannot list. */
  private static final Set<String> OPEN_TAGS =
      Set.of("network", "protocol", "peer", "version", "jdk", "vertx");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private static String section(String heading) throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf("\n## " + heading + "\n");
    assertThat(begin).as("the section " + heading).isNotNegative();
    int end = page.indexOf("\n## ", begin + 1);
    return end < 0 ? page.substring(begin) : page.substring(begin, end);
  }

  @Test
  void the_page_has_every_meter_with_its_kind_and_its_tags() throws IOException {
    bind();
    Map<String, String> meters = new TreeMap<>();
    for (Meter meter : registry.getMeters()) {
      meters.put(meter.getId().getName(), kind(meter) + " " + keys(meter));
    }
    Map<String, String> documented = new TreeMap<>();
    Matcher row = METER.matcher(section("Metrics"));
    while (row.find()) {
      documented.put(
          row.group(1),
          row.group(2) + " " + new TreeSet<>(Arrays.asList(row.group(3).split(", ", -1))));
    }
    assertThat(documented).isEqualTo(meters);
  }

  @Test
  void the_page_has_every_value_of_every_tag() throws IOException {
    bind();
    String page = Files.readString(PAGE);
    for (Meter meter : registry.getMeters()) {
      for (Tag tag : meter.getId().getTags()) {
        if (!OPEN_TAGS.contains(tag.getKey())) {
          assertThat(page).as(meter.getId().toString()).contains("`" + tag.getValue() + "`");
        }
      }
    }
  }

  @Test
  void the_page_explains_every_reason_in_a_line_of_its_own() throws IOException {
    assertThat(words("Why there is no connection"))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(FailureReason.values()).map(FailureReason::tag).toList());
  }

  @Test
  void the_page_explains_every_kind_of_invalid_message_in_a_line_of_its_own() throws IOException {
    assertThat(words("Messages that cannot be used"))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(InvalidMessage.values()).map(InvalidMessage::tag).toList());
  }

  private static List<String> words(String heading) throws IOException {
    return WORD.matcher(section(heading)).results().map(found -> found.group(1)).toList();
  }

  private void bind() {
    MeterBinding.in(registry)
        .bind("any", new NetworkMetrics(), ProtocolId.builtIn(), new NothingThere())
        .peers(Set.of(PeerId.parse("a1".repeat(16))));
  }

  private static String kind(Meter meter) {
    return meter instanceof Gauge
        ? "gauge"
        : meter instanceof FunctionCounter ? "counter" : "timer";
  }

  private static Set<String> keys(Meter meter) {
    Set<String> keys = new TreeSet<>();
    meter.getId().getTags().forEach(tag -> keys.add(tag.getKey()));
    return keys;
  }

  private static final class NothingThere implements NetworkGauges {
    @Override
    public long memoryBytes(MemoryClass of) {
      return 0;
    }

    @Override
    public long memoryLimit(MemoryClass of) {
      return 0;
    }

    @Override
    public long connections(ConnectionOrigin direction) {
      return 0;
    }

    @Override
    public long queueMessages(ConnectionOrigin direction) {
      return 0;
    }

    @Override
    public long queueBytes(ConnectionOrigin direction) {
      return 0;
    }

    @Override
    public long discoveryPeers(DiscoverySource source) {
      return 0;
    }

    @Override
    public long discoveryFailures(DiscoverySource source) {
      return 0;
    }

    @Override
    public long knownPeers(KnownPeer.State state) {
      return 0;
    }

    @Override
    public long missingPeers() {
      return 0;
    }

    @Override
    public boolean connected(PeerId peer, ConnectionOrigin direction) {
      return false;
    }

    @Override
    public boolean keyMismatch() {
      return false;
    }
  }
}

package io.diemnet.node.command.bench;

import io.diemnet.vertx.WireProfile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Messages or calls over one connection, compared with TLS with each available engine. */
final class LinkScenario implements Scenario {

  /** The measured unit: bytes, or messages and the allocation of each at both ends. */
  private enum Kind {
    BULK("MB/s", null),
    MESSAGES("messages/s", "B/message"),
    CALLS("calls/s", "B/call");

    private final String unit;
    private final String allocation;

    Kind(String unit, String allocation) {
      this.unit = unit;
      this.allocation = allocation;
    }
  }

  /** The work on a link. */
  private interface Work {
    double run(Link link, long millis, Histogram latency);
  }

  private final String name;
  private final String description;
  private final Kind kind;
  private final Work work;

  private LinkScenario(String name, String description, Kind kind, Work work) {
    this.name = name;
    this.description = description;
    this.kind = kind;
    this.work = work;
  }

  static LinkScenario bulk(String name, int size) {
    return new LinkScenario(
        name,
        "DirectSend of " + size / 1024 + " KiB over one connection",
        Kind.BULK,
        (link, millis, latency) -> Workload.directSends(link, size, millis) * size / 1e6);
  }

  static LinkScenario small(String name, int size) {
    return new LinkScenario(
        name,
        "DirectSend of " + size + " B over one connection",
        Kind.MESSAGES,
        (link, millis, latency) -> Workload.directSends(link, size, millis));
  }

  static LinkScenario rpc(String name, int outstanding) {
    return new LinkScenario(
        name,
        "32-byte RPCs, " + outstanding + " outstanding",
        Kind.CALLS,
        (link, millis, latency) -> Workload.calls(link, outstanding, 32, millis, latency));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public boolean supports(WireProfile profile) {
    return true;
  }

  @Override
  public List<Figure> measure(Rounds rounds) {
    List<Link> links = new ArrayList<>();
    try {
      links.add(new DiemNetLink(rounds.nativeTransport(), rounds.profile()));
      if (rounds.profile() != WireProfile.DIEM) {
        // What the other profile costs is the question, so the two alternate.
        links.add(new DiemNetLink(rounds.nativeTransport(), WireProfile.DIEM));
        return measure(links, rounds);
      }
      for (TlsLink.Engine engine : TlsLink.Engine.values()) {
        if (TlsLink.available(engine)) {
          links.add(new TlsLink(engine, rounds.nativeTransport()));
        }
      }
      return measure(links, rounds);
    } finally {
      links.forEach(Link::close);
    }
  }

  private List<Figure> measure(List<Link> links, Rounds rounds) {
    Map<Link, double[]> rates = new LinkedHashMap<>();
    Map<Link, double[]> allocations = new LinkedHashMap<>();
    Map<Link, Histogram> latencies = new LinkedHashMap<>();
    for (Link link : links) {
      rates.put(link, new double[rounds.count()]);
      allocations.put(link, new double[rounds.count()]);
      latencies.put(link, new Histogram(3));
      work.run(link, rounds.warmUpMillis(), new Histogram(3));
    }
    for (int round = 0; round < rounds.count(); round++) {
      for (Link link : links) {
        long before = Memory.allocated();
        double rate = work.run(link, rounds.millis(), latencies.get(link));
        rates.get(link)[round] = rate;
        allocations.get(link)[round] =
            (Memory.allocated() - before) / (rate * rounds.millis() / 1e3);
      }
    }
    List<Figure> figures = new ArrayList<>();
    Link ours = links.get(0);
    for (Link peer : links.subList(1, links.size())) {
      figures.add(Figure.rate(name, kind.unit, rates.get(ours), peer.name(), rates.get(peer)));
      if (kind.allocation != null) {
        figures.add(
            Figure.cost(
                name, kind.allocation, allocations.get(ours), peer.name(), allocations.get(peer)));
      }
      if (kind == Kind.CALLS) {
        figures.addAll(
            Figure.latencies(name, latencies.get(ours), peer.name(), latencies.get(peer)));
      }
    }
    return figures;
  }
}

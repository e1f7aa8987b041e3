package io.diemnet.node.command.demo;

import io.diemnet.node.command.CommandException;
import io.diemnet.vertx.EventBusAddresses;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Watches the mesh with the events that each network publishes on the event bus. A link counts when
 * both ends have reported it.
 */
final class DemoMesh {

  /** With more links than this only every tenth is printed. */
  private static final int TELL_EACH = 45;

  private record Event(String network, JsonObject json) {}

  private final Vertx vertx;
  private final PrintWriter out;
  private final int links;
  private final long begin = System.nanoTime();
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

  /** Failed attempts with their counts. Some are normal, if both ends dial at once. */
  private final Map<String, Integer> refusals = new TreeMap<>();

  /** The connections as seen by their two ends: "validator-0 validator-1". */
  private final Set<String> ends = new HashSet<>();

  private int complete;

  DemoMesh(Vertx vertx, PrintWriter out, int validators) {
    this.vertx = vertx;
    this.out = out;
    this.links = validators * (validators - 1) / 2;
  }

  /** Starts to receive a network's events. */
  void watch(String network) {
    vertx
        .eventBus()
        .<JsonObject>localConsumer(
            EventBusAddresses.of(network).events(),
            message -> events.add(new Event(network, message.body())));
  }

  /** Prints each link until all links exist. */
  void await(List<DemoValidator> validators) throws InterruptedException {
    out.println();
    out.println("2. The mesh");
    out.println("   Each validator trusts only the keys of the others. Every pair does a");
    out.println("   Noise IK handshake and agrees on chain, network and protocols.");
    out.println();
    Map<String, DemoValidator> byPeer =
        validators.stream()
            .collect(Collectors.toMap(v -> v.peer().toString(), Function.identity()));
    int told = 0;
    int most = 0;
    long grownAt = System.nanoTime();
    long toldAt = grownAt;
    while (complete < links) {
      Event event = events.poll(1, TimeUnit.SECONDS);
      long now = System.nanoTime();
      if (event != null) {
        take(event, byPeer);
      }
      if (complete > most) {
        most = complete;
        grownAt = now;
        if (links <= TELL_EACH || most * 10 / links > told * 10 / links) {
          tell(event.network() + " and " + name(event, byPeer) + " are connected");
          told = most;
          toldAt = now;
        }
      }
      if (now - grownAt > TimeUnit.SECONDS.toNanos(Step.LIMIT_SECONDS)) {
        throw new CommandException(missing());
      }
      if (now - toldAt > TimeUnit.SECONDS.toNanos(Step.TELL_SECONDS)) {
        tell("still connecting");
        toldAt = now;
      }
    }
    out.println();
    out.printf(
        Locale.ROOT,
        "   The mesh is complete after %d ms: every validator is connected to every other.%n",
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
  }

  private void tell(String news) {
    out.printf(Locale.ROOT, "   %3d of %d links   %s%n", complete, links, news);
  }

  private void take(Event event, Map<String, DemoValidator> byPeer) {
    String peer = name(event, byPeer);
    String end = event.network() + " " + peer;
    String otherEnd = peer + " " + event.network();
    switch (event.json().getString("type")) {
      case "new-peer" -> {
        if (ends.add(end) && ends.contains(otherEnd)) {
          complete++;
        }
      }
      case "lost-peer" -> {
        if (ends.remove(end) && ends.contains(otherEnd)) {
          complete--;
        }
      }
      default ->
          refusals.merge(
              event.network() + ": " + event.json().getString("reason"), 1, Integer::sum);
    }
  }

  private static String name(Event event, Map<String, DemoValidator> byPeer) {
    DemoValidator peer = byPeer.get(event.json().getString("peer"));
    return peer == null ? "somebody" : peer.name();
  }

  private String missing() {
    return "Only "
        + complete
        + " of "
        + links
        + " links were established, and none was added for "
        + Step.LIMIT_SECONDS
        + " s."
        + (refusals.isEmpty() ? "" : " Refused: " + refusals + ".")
        + " A firewall may block TCP on loopback.";
  }
}

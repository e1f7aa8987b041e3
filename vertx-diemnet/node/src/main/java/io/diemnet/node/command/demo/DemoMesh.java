package io.diemnet.node.command.demo;

import io.diemnet.node.command.CommandException;
import io.diemnet.vertx.EventBusAddresses;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
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
  private final Queue<String> refusals = new ConcurrentLinkedQueue<>();

  /** The connections as seen by their two ends: "validator-0 validator-1". */
  private final TreeSet<String> ends = new TreeSet<>();

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
  void await(List<DemoValidator> validators, Deadline deadline) throws InterruptedException {
    out.println();
    out.println("2. The mesh");
    out.println("   Each validator trusts only the keys of the others. Every pair does a");
    out.println("   Noise IK handshake and agrees on chain, network and protocols.");
    out.println();
    Map<String, DemoValidator> byPeer =
        validators.stream()
            .collect(Collectors.toMap(v -> v.peer().toString(), Function.identity()));
    int told = 0;
    while (complete() < links) {
      Event event = events.poll(deadline.leftNanos(), TimeUnit.NANOSECONDS);
      if (event == null) {
        throw new CommandException(missing());
      }
      take(event, byPeer);
      int now = complete();
      if (now > told && (links <= TELL_EACH || now * 10 / links > told * 10 / links)) {
        out.printf(
            Locale.ROOT,
            "   %3d of %d links   %s and %s are connected%n",
            now,
            links,
            event.network(),
            name(event, byPeer));
      }
      told = now;
    }
    out.println();
    out.printf(
        Locale.ROOT,
        "   The mesh is complete after %d ms: every validator is connected to every other.%n",
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
  }

  private void take(Event event, Map<String, DemoValidator> byPeer) {
    String end = event.network() + " " + name(event, byPeer);
    switch (event.json().getString("type")) {
      case "new-peer" -> ends.add(end);
      case "lost-peer" -> ends.remove(end);
      default -> refusals.add(event.network() + ": " + event.json().getString("reason"));
    }
  }

  private int complete() {
    int complete = 0;
    for (String end : ends) {
      String[] names = end.split(" ", 2);
      if (names[0].compareTo(names[1]) < 0 && ends.contains(names[1] + " " + names[0])) {
        complete++;
      }
    }
    return complete;
  }

  private static String name(Event event, Map<String, DemoValidator> byPeer) {
    DemoValidator peer = byPeer.get(event.json().getString("peer"));
    return peer == null ? "somebody" : peer.name();
  }

  private String missing() {
    return "Only "
        + complete()
        + " of "
        + links
        + " links were established in time."
        + (refusals.isEmpty() ? "" : " Refused: " + String.join(", ", refusals) + ".")
        + " A firewall may block TCP on loopback.";
  }
}

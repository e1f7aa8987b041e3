package io.diemnet.node.bridge;

import io.diemnet.node.bridge.BridgeMeters.Event;
import io.diemnet.node.port.Places;
import io.vertx.core.Vertx;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The clients of a port. Each of them is checked at every tick of the clock. Those that have not
 * shown the token are strangers. Strangers have places of their own, so that they cannot take those
 * of the clients. Owned by the loop of the port.
 */
final class Clients {

  private final BridgeScope scope;
  private final Set<ClientLink> links = new LinkedHashSet<>();
  private final Places<ClientLink> strangers;
  private Vertx timers;
  private long timer;

  Clients(BridgeScope scope) {
    this.scope = scope;
    this.strangers = new Places<>(scope.limits().maxStrangers());
  }

  /** Looks at them from now on, on the caller's context. */
  void watch(Vertx vertx) {
    timers = vertx;
    // One timer after the other: between two, the loop has read what there was.
    timer =
        vertx.setTimer(
            BridgeClock.TICK_MILLIS,
            tick -> {
              scope.clock().tick();
              List.copyOf(links).forEach(ClientLink::check);
              strangers.all().forEach(ClientLink::check);
              watch(vertx);
            });
  }

  /** Ends {@link #watch}. */
  void unwatch() {
    if (timers != null) {
      timers.cancelTimer(timer);
    }
  }

  boolean hasRoom() {
    return links.size() < scope.limits().maxClients();
  }

  void add(ClientLink link) {
    links.add(link);
  }

  /** Gives the stranger a place; where there is none, the oldest stranger is disconnected. */
  void addStranger(ClientLink link) {
    ClientLink evicted = strangers.add(link);
    if (evicted != null) {
      scope.meters().count(Event.MADE_ROOM, evicted.name());
      evicted.drop();
    }
  }

  /**
   * A stranger has shown the token.
   *
   * @return false if there is no place for another client
   */
  boolean admit(ClientLink link) {
    if (!hasRoom()) {
      return false;
    }
    strangers.remove(link);
    links.add(link);
    return true;
  }

  /** It is gone, and so is all that it had. */
  void remove(ClientLink link) {
    links.remove(link);
    strangers.remove(link);
    link.close();
  }
}

package io.diemnet.node.bridge;

import io.diemnet.node.bridge.BridgeMeters.Event;
import io.diemnet.node.port.Slots;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The clients of a port. Each is checked at every tick of the clock. Connections that have not sent
 * the token are strangers. Strangers have their own slots, so that they cannot use those of the
 * clients. Owned by the loop of the port.
 */
final class Clients {

  private static final long SETTLE_MILLIS = 20;

  private final BridgeScope scope;
  private final Set<ClientLink> links = new LinkedHashSet<>();
  private final Slots<ClientLink> strangers;
  private Vertx timers;
  private long timer;

  Clients(BridgeScope scope) {
    this.scope = scope;
    this.strangers = new Slots<>(scope.limits().maxStrangers());
  }

  /** Starts the checks, on the caller's context. */
  void watch(Vertx vertx) {
    timers = vertx;
    // One timer starts after the other, so that the loop reads pending data between two ticks.
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

  /** Stops {@link #watch}. */
  void unwatch() {
    if (timers != null) {
      timers.cancelTimer(timer);
    }
  }

  /**
   * Completes when all clients are settled, or after some time in any case. Called on the loop of
   * the port.
   */
  Future<Void> settled(Vertx vertx, long millis) {
    Promise<Void> done = Promise.promise();
    settle(vertx, System.nanoTime() + millis * 1_000_000, done);
    return done.future();
  }

  private void settle(Vertx vertx, long deadline, Promise<Void> done) {
    if (links.stream().allMatch(ClientLink::settled) || System.nanoTime() - deadline >= 0) {
      done.complete();
    } else {
      vertx.setTimer(SETTLE_MILLIS, again -> settle(vertx, deadline, done));
    }
  }

  boolean hasRoom() {
    return links.size() < scope.limits().maxClients();
  }

  void add(ClientLink link) {
    links.add(link);
  }

  /** Gives the stranger a slot. If none is free, the oldest stranger is disconnected. */
  void addStranger(ClientLink link) {
    ClientLink evicted = strangers.add(link);
    if (evicted != null) {
      scope.meters().count(Event.MADE_ROOM, evicted.name());
      evicted.drop();
    }
  }

  /**
   * A stranger has sent the token.
   *
   * @return false if there are too many clients
   */
  boolean admit(ClientLink link) {
    if (!hasRoom()) {
      return false;
    }
    strangers.remove(link);
    links.add(link);
    return true;
  }

  /** The client has disconnected. Releases all its state. */
  void remove(ClientLink link) {
    links.remove(link);
    strangers.remove(link);
    link.close();
  }
}

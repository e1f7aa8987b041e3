package io.diemnet.node.bridge;

import io.vertx.core.Vertx;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The clients of a port, of which each is looked at now and then. Owned by the port's context. */
final class Clients {

  private final BridgeScope scope;
  private final Set<ClientLink> links = new LinkedHashSet<>();

  Clients(BridgeScope scope) {
    this.scope = scope;
  }

  /** Looks at them from now on, until the verticle that calls this is undeployed. */
  void watch(Vertx vertx) {
    // One timer after the other: between two, the loop has read what there was.
    vertx.setTimer(
        BridgeClock.TICK_MILLIS,
        tick -> {
          scope.clock().tick();
          List.copyOf(links).forEach(ClientLink::check);
          watch(vertx);
        });
  }

  boolean hasRoom() {
    return links.size() < scope.limits().maxClients();
  }

  void add(ClientLink link) {
    links.add(link);
  }

  /** It is gone, and so is all that it had. */
  void remove(ClientLink link) {
    links.remove(link);
    link.close();
  }
}

package io.diemnet.vertx.junit5;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.impl.transport.Transport;
import io.diemnet.vertx.impl.util.Clock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/** The relays between the nodes of a network, one for each direction in which a node dials. */
final class Wires {

  private record Ends(int dialer, int dialed) {}

  private final VertxInternal vertx;
  private final Medium medium;
  private final Transport transport;
  private final IntFunction<NetworkAddress> listenAddresses;
  private final Map<Ends, Wire> wires = new ConcurrentHashMap<>();
  private final Map<Ends, NetworkAddress> addresses = new ConcurrentHashMap<>();

  /** The links that are cut, with the lower index first. */
  private final Set<Ends> cut = ConcurrentHashMap.newKeySet();

  /**
   * @param listenAddresses returns the current listen address of a node, or null
   */
  Wires(Vertx vertx, Medium medium, IntFunction<NetworkAddress> listenAddresses) {
    this.vertx = (VertxInternal) vertx;
    this.medium = medium;
    this.transport =
        Transport.all(this.vertx, Clock.SYSTEM).stream()
            .filter(candidate -> candidate.serves(medium.anyPort()))
            .findFirst()
            .orElseThrow();
    this.listenAddresses = listenAddresses;
  }

  Future<Void> open(int dialer, int dialed) {
    Ends ends = new Ends(dialer, dialed);
    Wire wire =
        new Wire(
            transport,
            () -> vertx.nettyEventLoopGroup().next(),
            () -> listenAddresses.apply(dialed));
    wires.put(ends, wire);
    return wire.open(medium.anyPort())
        .map(
            address -> {
              addresses.put(ends, address);
              return null;
            });
  }

  NetworkAddress address(int dialer, int dialed) {
    return addresses.get(new Ends(dialer, dialed));
  }

  void cut(int one, int other) {
    cut.add(link(one, other));
    wires.forEach(
        (ends, wire) -> {
          if (link(ends.dialer(), ends.dialed()).equals(link(one, other))) {
            wire.cut();
          }
        });
  }

  void restore(int one, int other) {
    cut.remove(link(one, other));
    wires.forEach(
        (ends, wire) -> {
          if (link(ends.dialer(), ends.dialed()).equals(link(one, other))) {
            wire.restore();
          }
        });
  }

  boolean isCut(int one, int other) {
    return cut.contains(link(one, other));
  }

  Future<Void> close() {
    return Future.join(wires.values().stream().map(Wire::close).toList()).mapEmpty();
  }

  private static Ends link(int one, int other) {
    return new Ends(Math.min(one, other), Math.max(one, other));
  }
}

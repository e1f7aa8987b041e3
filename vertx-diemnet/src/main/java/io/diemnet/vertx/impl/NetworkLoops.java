package io.diemnet.vertx.impl;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.peer.DeadlineScan;
import io.diemnet.vertx.impl.peer.PeerVerticle;
import io.diemnet.vertx.impl.transport.Dialer;
import io.diemnet.vertx.impl.transport.EstablishedChannel;
import io.diemnet.vertx.impl.transport.TransportSettings;
import io.diemnet.vertx.impl.transport.TransportVerticle;
import io.diemnet.vertx.impl.util.Clock;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The data plane of a network: one {@link PeerVerticle} and one {@link TransportVerticle} for each
 * event loop. Empty until they are deployed. Thread-safe.
 */
final class NetworkLoops implements Dialer {

  private final Clock clock;
  private final Supplier<Future<?>> onUndeploy;
  private final AtomicInteger nextDial = new AtomicInteger();
  private volatile Map<EventLoop, PeerVerticle> peers = Map.of();
  private volatile List<TransportVerticle> transports = List.of();

  NetworkLoops(Clock clock, Supplier<Future<?>> onUndeploy) {
    this.clock = clock;
    this.onUndeploy = onUndeploy;
  }

  Future<Void> deploy(LoopVerticles verticles, TransportSettings settings) {
    return verticles
        .deploy(() -> new PeerVerticle(clock, onUndeploy), PeerVerticle::eventLoop)
        .compose(
            deployed -> {
              peers = Map.copyOf(deployed);
              return verticles.deploy(
                  () -> new TransportVerticle(settings, onUndeploy), TransportVerticle::eventLoop);
            })
        .map(
            deployed -> {
              deployed.keySet().retainAll(peers.keySet());
              transports = List.copyOf(deployed.values());
              return null;
            });
  }

  /** The event loops that the network uses. */
  Collection<EventLoop> eventLoops() {
    return peers.keySet();
  }

  /** The timer of the connections on a loop. */
  DeadlineScan deadlines(EventLoop loop) {
    return peers.get(loop);
  }

  Collection<PeerVerticle> peers() {
    return peers.values();
  }

  List<TransportVerticle> transports() {
    return transports;
  }

  /** Dials on each loop in turn. */
  @Override
  public Future<EstablishedChannel> dial(PeerId peer, NetworkAddress address) {
    List<TransportVerticle> all = transports;
    return all.get(Math.floorMod(nextDial.getAndIncrement(), all.size())).dial(peer, address);
  }

  @Override
  public Future<Long> measure(NetworkAddress address) {
    List<TransportVerticle> all = transports;
    return all.get(Math.floorMod(nextDial.getAndIncrement(), all.size())).measure(address);
  }

  /** Ends the dials and upgrades in progress and refuses new ones. */
  Future<Void> endUpgrades() {
    List<Future<Void>> ended = new ArrayList<>();
    transports.forEach(transport -> ended.add(transport.close()));
    return Future.join(ended).mapEmpty();
  }
}

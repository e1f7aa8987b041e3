package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.metrics.FailureReason;
import io.diemnet.vertx.impl.transport.UpgradeException.Step;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The dials and upgrades of one network on one event loop. */
@SuppressWarnings(
    "FutureReturnValueIgnored") // closing or writing tells its outcome by the end of the channel
public final class TransportVerticle extends VerticleBase implements Dialer {

  private final TransportSettings settings;
  private final Supplier<Future<?>> shutdown;
  private final Set<Upgrade> upgrades = new HashSet<>();
  private List<Transport> transports;
  private ContextInternal own;
  private boolean closing;

  /**
   * @param shutdown the network's one shutdown, which must be over before this verticle is
   */
  public TransportVerticle(TransportSettings settings, Supplier<Future<?>> shutdown) {
    this.settings = settings;
    this.shutdown = shutdown;
  }

  @Override
  public Future<?> start() {
    own = (ContextInternal) context;
    transports = settings.transports((VertxInternal) vertx);
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return shutdown.get();
  }

  public EventLoop eventLoop() {
    return own.nettyEventLoop();
  }

  /** Dials on this loop. */
  @Override
  public Future<EstablishedChannel> dial(PeerId peer, NetworkAddress address) {
    Promise<EstablishedChannel> promise = Promise.promise();
    own.execute(() -> dialNow(peer, address).onComplete(promise));
    return promise.future();
  }

  /** A measurement's time: two socket addresses of 2 s each. */
  private static final long MEASURE_NANOS = TimeUnit.SECONDS.toNanos(4);

  @Override
  public Future<Long> measure(NetworkAddress address) {
    Promise<Long> promise = Promise.promise();
    own.execute(
        () -> {
          if (closing) {
            promise.fail(shuttingDown());
            return;
          }
          long begin = settings.upgrade().clock().nanos();
          connect(address, begin + MEASURE_NANOS)
              .map(
                  channel -> {
                    channel.close();
                    return settings.upgrade().clock().nanos() - begin;
                  })
              .onComplete(promise);
        });
    return promise.future();
  }

  /** Upgrades a channel that was accepted on this loop; the upgrade gives the slot back. */
  void accepted(Channel channel, UpgradeLimits.Slot slot) {
    NetworkAddress address = addressOf(channel.remoteAddress());
    if (closing) {
      slot.release();
      channel.close();
      refused(null, ConnectionOrigin.INBOUND, address, null, shuttingDown());
      return;
    }
    Upgrade upgrade = Upgrade.inbound(settings.upgrade(), channel, address, slot);
    track(upgrade, ConnectionOrigin.INBOUND, upgrade.answer(deadline()))
        .onComplete(
            done -> {
              if (done.succeeded()) {
                settings.inbound().accept(done.result());
              } else if (upgrade.saidNothing()) {
                settings.refusals().probed(upgrade.address().toString());
              } else {
                refused(
                    upgrade,
                    ConnectionOrigin.INBOUND,
                    upgrade.address(),
                    upgrade.claimedPeer(),
                    done.cause());
              }
            });
  }

  /** Ends the upgrades in progress and begins no more. */
  public Future<Void> close() {
    Promise<Void> promise = Promise.promise();
    try {
      own.execute(
          () -> {
            closing = true;
            Set.copyOf(upgrades)
                .forEach(
                    upgrade ->
                        upgrade.abort(FailureReason.SHUTTING_DOWN, "this node is shutting down"));
            promise.complete();
          });
    } catch (RejectedExecutionException ended) {
      // The loop is gone, and its channels with it.
      promise.complete();
    }
    return promise.future();
  }

  private Future<EstablishedChannel> dialNow(PeerId peer, NetworkAddress address) {
    if (!address.isDialable()) {
      return refusedDial(
          peer,
          address,
          new UpgradeException(
              Step.RESOLVE,
              FailureReason.NOT_DIALABLE,
              address + " is not an address that can be dialed"));
    }
    if (closing) {
      return refusedDial(peer, address, shuttingDown());
    }
    long deadline = deadline();
    return connect(address, deadline)
        .recover(failure -> refusedDial(peer, address, failure))
        .compose(channel -> upgrade(channel, peer, address, deadline));
  }

  private <T> Future<T> refusedDial(PeerId peer, NetworkAddress address, Throwable failure) {
    refused(null, ConnectionOrigin.OUTBOUND, address, peer, failure);
    return Future.failedFuture(failure);
  }

  /**
   * Connects before the deadline, name resolution included. A channel that comes later is closed.
   */
  private Future<Channel> connect(NetworkAddress address, long deadline) {
    Promise<Channel> promise = Promise.promise();
    ScheduledFuture<?> timeout =
        eventLoop()
            .schedule(
                () ->
                    promise.tryFail(
                        new UpgradeException(
                            Step.CONNECT,
                            FailureReason.TIMEOUT,
                            "no connection to " + address + " before the deadline")),
                deadline - settings.upgrade().clock().nanos(),
                TimeUnit.NANOSECONDS);
    transport(address)
        .connect(address, eventLoop(), deadline)
        .onComplete(
            connected -> {
              timeout.cancel(false);
              if (connected.failed()) {
                promise.tryFail(connected.cause());
              } else if (!promise.tryComplete(connected.result())) {
                connected.result().close();
              }
            });
    return promise.future();
  }

  private Future<EstablishedChannel> upgrade(
      Channel channel, PeerId peer, NetworkAddress address, long deadline) {
    if (closing) {
      channel.close();
      return refusedDial(peer, address, shuttingDown());
    }
    Upgrade upgrade = Upgrade.outbound(settings.upgrade(), channel, address);
    return track(upgrade, ConnectionOrigin.OUTBOUND, upgrade.dial(peer, deadline))
        .onFailure(failure -> refused(upgrade, ConnectionOrigin.OUTBOUND, address, peer, failure));
  }

  private static UpgradeException shuttingDown() {
    return new UpgradeException(
        Step.CONNECT, FailureReason.SHUTTING_DOWN, "this node is shutting down");
  }

  private Future<EstablishedChannel> track(
      Upgrade upgrade, ConnectionOrigin origin, Future<EstablishedChannel> outcome) {
    long started = settings.upgrade().clock().nanos();
    settings.metrics().pendingUpgrades(origin).incrementAndGet();
    upgrades.add(upgrade);
    return outcome.onComplete(
        done -> {
          upgrades.remove(upgrade);
          settings.metrics().pendingUpgrades(origin).decrementAndGet();
          settings
              .metrics()
              .upgraded(origin, done.succeeded(), settings.upgrade().clock().nanos() - started);
        });
  }

  private void refused(
      Upgrade upgrade,
      ConnectionOrigin origin,
      NetworkAddress address,
      PeerId peer,
      Throwable failure) {
    FailureReason reason =
        failure instanceof UpgradeException known ? known.reason() : FailureReason.INTERNAL;
    settings
        .refusals()
        .refused(
            origin,
            address.toString(),
            peer,
            reason,
            String.valueOf(failure.getMessage()),
            upgrade != null && upgrade.suspicious());
  }

  private Transport transport(NetworkAddress address) {
    return transports.stream()
        .filter(transport -> transport.serves(address))
        .findFirst()
        .orElseThrow();
  }

  private long deadline() {
    return settings.upgrade().clock().nanos() + settings.upgrade().timeout();
  }

  static NetworkAddress addressOf(SocketAddress remote) {
    return remote instanceof InetSocketAddress inet
        ? NetworkAddress.of(inet)
        : NetworkAddress.memory(0);
  }
}

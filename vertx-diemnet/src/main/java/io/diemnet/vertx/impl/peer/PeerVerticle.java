package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.impl.util.Clock;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.ContextInternal;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The connections of one network on one event loop, and the one timer for all their deadlines. The
 * timer runs only while something waits.
 */
public final class PeerVerticle extends VerticleBase implements DeadlineScan {

  /** How coarse deadlines are, in milliseconds. */
  static final long TICK = 20;

  private final Clock clock;
  private final Supplier<Future<?>> shutdown;
  private final Set<Peer> watched = new HashSet<>();
  private long timer = -1;

  /**
   * @param shutdown the network's one shutdown, which must be over before this verticle is
   */
  public PeerVerticle(Clock clock, Supplier<Future<?>> shutdown) {
    this.clock = clock;
    this.shutdown = shutdown;
  }

  public ContextInternal contextInternal() {
    return (ContextInternal) context;
  }

  public EventLoop eventLoop() {
    return contextInternal().nettyEventLoop();
  }

  @Override
  public void watch(Peer peer) {
    watched.add(peer);
    if (timer < 0) {
      timer = vertx.setPeriodic(TICK, any -> scan());
    }
  }

  @Override
  public Future<?> stop() {
    Promise<Object> stopped = contextInternal().promise();
    shutdown.get().onComplete(over -> stopped.complete());
    return stopped
        .future()
        .onComplete(
            over -> {
              watched.clear();
              stopTimer();
            });
  }

  private void scan() {
    long now = clock.nanos();
    // A copy: a handler that is told of a time-out may call another peer of this loop.
    for (Peer peer : watched.toArray(new Peer[0])) {
      try {
        if (!peer.expire(now)) {
          watched.remove(peer);
        }
      } catch (RuntimeException | Error failure) {
        // The others' deadlines do not wait for this one.
        watched.remove(peer);
        peer.failed(failure);
      }
    }
    if (watched.isEmpty()) {
      stopTimer();
    }
  }

  private void stopTimer() {
    if (timer >= 0) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
  }
}

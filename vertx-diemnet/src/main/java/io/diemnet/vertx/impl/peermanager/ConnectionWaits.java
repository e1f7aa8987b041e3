package io.diemnet.vertx.impl.peermanager;

import static io.diemnet.vertx.FailureCode.TIMED_OUT;
import static io.diemnet.vertx.FailureCode.TOO_MANY_PENDING;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.noise.TrustedPeers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Callers that wait until peers are connected. At most {@value #MAX} wait at a time; each waits
 * until its condition holds, its time is over or the network is closed. Thread-safe.
 *
 * <p>A wait is registered before its condition is checked, and {@link #check} is called after each
 * change. So no change is missed, whichever thread it is made on.
 */
public final class ConnectionWaits {

  /** The maximum number of waits of one network. */
  static final int MAX = 1_000;

  /** What a caller waits for. */
  private sealed interface Condition {
    record Connected(PeerId peer) implements Condition {
      @Override
      public String toString() {
        return peer + " is not connected";
      }
    }

    record Count(int peers) implements Condition {
      @Override
      public String toString() {
        return "fewer than " + peers + " peers are connected";
      }
    }

    record All() implements Condition {
      @Override
      public String toString() {
        return "not all trusted peers are connected";
      }
    }
  }

  private final class Wait {
    private final Condition condition;
    private final Promise<Void> promise = Promise.promise();

    Wait(Condition condition) {
      this.condition = condition;
    }

    void end(DiemNetException failure) {
      if (waits.remove(this)) {
        size.decrementAndGet();
        if (failure == null) {
          promise.complete();
        } else {
          promise.fail(failure);
        }
      }
    }
  }

  private final String network;
  private final VertxInternal vertx;
  private final PeerRegistry registry;
  private final TrustedPeers trusted;
  private final Set<Wait> waits = ConcurrentHashMap.newKeySet();
  private final AtomicInteger size = new AtomicInteger();

  /** A context of its own, so that a timer does not end with the verticle of a caller. */
  private final ContextInternal timers;

  private volatile DiemNetException closed;

  public ConnectionWaits(String network, Vertx vertx, PeerRegistry registry, TrustedPeers trusted) {
    this.network = network;
    this.vertx = (VertxInternal) vertx;
    this.registry = registry;
    this.trusted = trusted;
    this.timers = this.vertx.createEventLoopContext();
  }

  /**
   * Waits for one peer, which need not be known yet.
   *
   * @return fails with TIMED_OUT, TOO_MANY_PENDING, or the failure of {@link #close}
   */
  public Future<Void> peer(PeerId peer, long timeoutMillis) {
    return add(new Condition.Connected(peer), timeoutMillis);
  }

  /** Waits until at least this many peers are connected, trusted or not. */
  public Future<Void> count(int peers, long timeoutMillis) {
    return add(new Condition.Count(peers), timeoutMillis);
  }

  /** Waits until all trusted peers are connected. An empty trusted set does not satisfy it. */
  public Future<Void> all(long timeoutMillis) {
    return add(new Condition.All(), timeoutMillis);
  }

  /**
   * Completes the waits whose conditions hold now. Called when a peer or the trusted set changes.
   */
  public void check() {
    if (waits.isEmpty()) {
      return;
    }
    int connected = registry.all().size();
    Boolean all = null;
    for (Wait wait : waits) {
      if (wait.condition instanceof Condition.All && all == null) {
        all = allConnected();
      }
      if (holds(wait.condition, connected, all)) {
        wait.end(null);
      }
    }
  }

  /** Fails all waits, also later ones. */
  public void close(DiemNetException failure) {
    closed = failure;
    waits.forEach(wait -> wait.end(failure));
  }

  private Future<Void> add(Condition condition, long timeoutMillis) {
    if (size.incrementAndGet() > MAX) {
      size.decrementAndGet();
      return Future.failedFuture(
          new DiemNetException(
              TOO_MANY_PENDING, network + ": " + MAX + " callers wait for peers already"));
    }
    Wait wait = new Wait(condition);
    waits.add(wait);
    if (closed != null) {
      wait.end(closed);
    } else if (holds(condition, registry.all().size(), allConnected())) {
      wait.end(null);
    } else {
      long timer =
          timers.setTimer(timeoutMillis, late -> wait.end(timedOut(condition, timeoutMillis)));
      wait.promise.future().onComplete(over -> vertx.cancelTimer(timer));
    }
    return wait.promise.future();
  }

  private boolean holds(Condition condition, int connected, Boolean all) {
    if (condition instanceof Condition.Connected one) {
      return registry.get(one.peer()) != null;
    }
    return condition instanceof Condition.Count count ? connected >= count.peers() : all;
  }

  private boolean allConnected() {
    Set<PeerId> peers = trusted.snapshot().keySet();
    return !peers.isEmpty() && peers.stream().allMatch(peer -> registry.get(peer) != null);
  }

  private DiemNetException timedOut(Condition condition, long timeoutMillis) {
    return new DiemNetException(
        TIMED_OUT, network + ": " + condition + " after " + timeoutMillis + " ms");
  }

  /** For tests. */
  int size() {
    return size.get();
  }
}

package io.diemnet.vertx.impl.peermanager;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.Clock;
import io.diemnet.vertx.impl.metrics.FailureReason;
import io.diemnet.vertx.impl.metrics.NetworkMetrics;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections that were refused or failed before they became usable: all are counted, at most
 * {@value #PER_SECOND} a second are logged and told to subscribers. Thread-safe.
 */
public final class Refusals {

  /** A flood must not fill the log nor the event bus. */
  static final int PER_SECOND = 10;

  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
  private static final long SECOND = 1_000_000_000L;

  private final String network;
  private final NetworkMetrics metrics;
  private final Clock clock;
  private final Consumer<PeerEvent> events;
  private final AtomicLong windowStart;
  private final AtomicInteger told = new AtomicInteger();
  private final AtomicLong untold = new AtomicLong();

  /**
   * @param events takes the events on whatever thread the refusal was seen
   */
  public Refusals(String network, NetworkMetrics metrics, Clock clock, Consumer<PeerEvent> events) {
    this.network = network;
    this.metrics = metrics;
    this.clock = clock;
    this.events = events;
    this.windowStart = new AtomicLong(clock.nanos());
  }

  /**
   * Counts a refusal, and tells it if there is room.
   *
   * @param address the address dialed, or where it came from
   * @param peer who it was, as far as known, or null
   * @param detail for the log
   * @param suspicious whether it may be an attack
   */
  public void refused(
      ConnectionOrigin direction,
      String address,
      PeerId peer,
      FailureReason reason,
      String detail,
      boolean suspicious) {
    metrics.connectionFailures(direction, reason).increment();
    if (!mayTell()) {
      untold.incrementAndGet();
      return;
    }
    long skipped = untold.getAndSet(0);
    String more = skipped == 0 ? "" : " (and " + skipped + " more since the last line)";
    if (suspicious) {
      LOG.warn(
          "{}: security: {} connection with {} {} refused: {} ({}){}",
          network,
          direction,
          peer == null ? "?" : peer,
          address,
          detail,
          reason,
          more);
    } else {
      LOG.info(
          "{}: {} connection with {} {} refused: {} ({}){}",
          network,
          direction,
          peer == null ? "?" : peer,
          address,
          detail,
          reason,
          more);
    }
    events.accept(new PeerEvent.Refused(clock.millis(), direction, address, peer, reason.tag()));
  }

  private boolean mayTell() {
    long now = clock.nanos();
    long start = windowStart.get();
    if (now - start >= SECOND && windowStart.compareAndSet(start, now)) {
      told.set(0);
    }
    return told.incrementAndGet() <= PER_SECOND;
  }
}

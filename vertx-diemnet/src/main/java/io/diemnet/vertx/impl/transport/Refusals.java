package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.metrics.FailureReason;
import io.diemnet.vertx.impl.metrics.NetworkMetrics;
import io.diemnet.vertx.impl.util.Clock;
import io.diemnet.vertx.impl.util.LogFields;
import io.diemnet.vertx.impl.util.LogLimit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Connections that were refused or failed before they became usable: all are counted, at most
 * {@value #PER_SECOND} a second are logged and told to subscribers, and of one remote at most
 * {@value #PER_SOURCE}. Thread-safe.
 */
public final class Refusals {

  /** A flood must not fill the log nor the event bus. */
  static final int PER_SECOND = 10;

  /** One that floods must not hide the others. */
  static final int PER_SOURCE = 5;

  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private final String network;
  private final NetworkMetrics metrics;
  private final Clock clock;
  private final Consumer<PeerEvent> events;
  private final LogLimit limit = new LogLimit(PER_SECOND, PER_SOURCE);

  /**
   * @param events takes the events on whatever thread the refusal was seen
   */
  public Refusals(String network, NetworkMetrics metrics, Clock clock, Consumer<PeerEvent> events) {
    this.network = network;
    this.metrics = metrics;
    this.clock = clock;
    this.events = events;
  }

  /**
   * Counts a refusal, and tells it if there is room.
   *
   * @param address the address dialed, or where it came from
   * @param peer the claimed or dialed id; null if it is not known
   * @param detail in words, for the log and the event
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
    // The id that an inbound connection claims may be invented; its address is not.
    Object source = direction == ConnectionOrigin.INBOUND ? host(address) : peer;
    long skipped = limit.tell(source, clock.nanos());
    if (skipped == LogLimit.SILENT) {
      return;
    }
    LogFields.remote(line(direction, reason, suspicious), network, peer, address, direction)
        .addKeyValue("reason", reason.tag())
        .log(
            "{}: {}{} connection with {} {} refused: {} ({}){}",
            network,
            suspicious ? "security: " : "",
            direction,
            peer == null ? "?" : peer,
            address,
            detail,
            reason,
            LogLimit.more(skipped));
    events.accept(
        new PeerEvent.Refused(clock.millis(), direction, address, peer, reason.tag(), detail));
  }

  /**
   * The level of a line. The failure of a dial is told to its caller, and the connectivity manager
   * logs it. A lost tie-break is usual, and its peer is connected.
   */
  private static LoggingEventBuilder line(
      ConnectionOrigin direction, FailureReason reason, boolean suspicious) {
    if (suspicious) {
      return LOG.atWarn();
    }
    return direction == ConnectionOrigin.OUTBOUND || reason == FailureReason.ALREADY_CONNECTED
        ? LOG.atDebug()
        : LOG.atInfo();
  }

  /**
   * Counts an inbound connection that ended before its first byte. Peers that measure latencies
   * make such connections, so they are told at debug level only.
   */
  public void probed(String address) {
    metrics.connectionFailures(ConnectionOrigin.INBOUND, FailureReason.INCOMPLETE).increment();
    LOG.debug("{}: a connection from {} ended without a byte", network, address);
  }

  /** The first part of an address: without its port. */
  private static String host(String address) {
    int end = address.indexOf('/', address.indexOf('/', 1) + 1);
    return end < 0 ? address : address.substring(0, end);
  }
}

package io.diemnet.vertx.impl.peermanager;

import io.diemnet.vertx.DisconnectReason;
import io.diemnet.vertx.impl.peer.Peer;
import io.diemnet.vertx.impl.transport.ConnectionMetadata;
import io.diemnet.vertx.impl.util.Clock;
import io.diemnet.vertx.impl.util.LogDigest;
import io.diemnet.vertx.impl.util.LogFields;
import io.diemnet.vertx.impl.util.LogLimit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The log lines of connections that come and go: one line at INFO for each change of a peer. What
 * changes nothing, because the peer stays connected, is at DEBUG. Owned by the peer manager.
 */
final class ConnectionLog {

  private static final Logger LOG = LoggerFactory.getLogger(PeerManagerVerticle.class);

  /** Log lines of connections that come and go, in all and of one peer. */
  private static final int LINES_PER_SECOND = 200;

  private static final int LINES_PER_PEER = 5;

  private final String network;
  private final Clock clock;
  private final LogLimit beginLines = new LogLimit(LINES_PER_SECOND, LINES_PER_PEER);
  private final LogLimit endLines = new LogLimit(LINES_PER_SECOND, LINES_PER_PEER);
  private final LogDigest tieBreaks = new LogDigest();

  ConnectionLog(String network, Clock clock) {
    this.network = network;
    this.clock = clock;
  }

  /**
   * A connection is registered.
   *
   * @param replaced the connection whose place it takes, or null
   */
  void began(Peer peer, Peer replaced) {
    long skipped = beginLines.tell(peer.id(), clock.nanos());
    if (skipped == LogLimit.SILENT) {
      return;
    }
    ConnectionMetadata connection = peer.metadata();
    line(LOG.atInfo(), connection)
        .log(
            "{}: {} connection {} with {} {} as {}{}{}",
            network,
            connection.origin(),
            connection.connectionId(),
            connection.peer(),
            connection.address(),
            connection.role(),
            replaced == null
                ? ""
                : ", in place of connection " + replaced.metadata().connectionId(),
            LogLimit.more(skipped));
  }

  /**
   * A registered connection has ended.
   *
   * @param last whether the peer is no longer connected
   */
  void ended(Peer peer, DisconnectReason reason, String cause, boolean last) {
    long skipped = last ? endLines.tell(peer.id(), clock.nanos()) : 0;
    if (skipped == LogLimit.SILENT) {
      return;
    }
    ConnectionMetadata connection = peer.metadata();
    line(last ? LOG.atInfo() : LOG.atDebug(), connection)
        .addKeyValue("reason", reason.toString())
        .log(
            "{}: {} connection {} with {} {} ended ({}): {}{}",
            network,
            connection.origin(),
            connection.connectionId(),
            connection.peer(),
            connection.address(),
            reason,
            cause,
            LogLimit.more(skipped));
  }

  /** A connection has lost the tie-break: its peer is connected already. */
  void tieBreakLost() {
    long now = clock.nanos();
    tieBreaks.add(now);
    long count = tieBreaks.due(now);
    if (count > 0) {
      LogFields.network(LOG.atInfo(), network)
          .log(
              "{}: {} connections were closed in the last minute since their peer is connected",
              network,
              count);
    }
  }

  private LoggingEventBuilder line(LoggingEventBuilder line, ConnectionMetadata connection) {
    return LogFields.remote(
            line, network, connection.peer(), connection.address(), connection.origin())
        .addKeyValue("connection", connection.connectionId());
  }
}

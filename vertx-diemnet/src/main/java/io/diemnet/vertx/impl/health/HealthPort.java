package io.diemnet.vertx.impl.health;

import io.diemnet.vertx.PeerId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Collection;
import java.util.List;

/**
 * The operations on connections that the health checker needs. Thread-safe.
 *
 * <p>All operations refer to a connection and not to a peer, so that failures of an old connection
 * do not count against a new one.
 */
public interface HealthPort {

  /**
   * A connection.
   *
   * @param id a number that is unique among all connections of this network
   */
  record Connection(PeerId peer, long id) {}

  /** The current connections. */
  Collection<Connection> connected();

  /**
   * Calls HealthCheckerRpc on a connection, outside the limit of pending calls.
   *
   * @return the response; fails with a {@code DiemNetException}, at once if the connection has
   *     ended
   */
  Future<Buffer> ping(Connection connection, Buffer ping, long timeoutMillis);

  /** The current connections whose remote advertises the peer monitoring service. */
  default Collection<Connection> monitored() {
    return List.of();
  }

  /** Calls PeerMonitoringServiceRpc, as {@link #ping} calls HealthCheckerRpc. */
  default Future<Buffer> latencyPing(Connection connection, Buffer ping, long timeoutMillis) {
    return Future.failedFuture(new UnsupportedOperationException());
  }

  /** Closes a connection, if it still exists, without waiting for the peer. */
  Future<Void> disconnect(Connection connection, String cause);

  /** Records the round-trip time of a ping in nanoseconds. */
  void roundTrip(Connection connection, long nanos);
}

package io.diemnet.vertx.impl.health;

import io.diemnet.vertx.PeerId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Collection;

/**
 * What the health checker needs of the connections. Any thread may call.
 *
 * <p>All of it is about one connection, never just about a peer: what an old connection left
 * unanswered must not harm the next one.
 */
public interface HealthPort {

  /**
   * A connection.
   *
   * @param id a number that no other connection of this network has or had
   */
  record Connection(PeerId peer, long id) {}

  /** The connections that are there now. */
  Collection<Connection> connected();

  /**
   * Calls HealthCheckerRpc over that connection, outside the limit of pending calls.
   *
   * @return the answer; fails with a {@code DiemNetException}, at once if the connection is gone
   */
  Future<Buffer> ping(Connection connection, Buffer ping, long timeoutMillis);

  /** Closes that connection, if it is still there, without waiting for a peer that is silent. */
  Future<Void> disconnect(Connection connection, String cause);

  /** That connection answered a ping after so many nanoseconds. */
  void roundTrip(Connection connection, long nanos);
}

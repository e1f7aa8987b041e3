package io.diemnet.vertx.impl.peermanager;

import io.diemnet.vertx.AptosProtocols;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.DisconnectReason;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.health.HealthPort;
import io.diemnet.vertx.impl.metrics.CloseReason;
import io.diemnet.vertx.impl.peer.Peer;
import io.diemnet.vertx.impl.peer.PendingCall;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/** The connections as the health checker sees them. Any thread may call. */
public final class PeerHealth implements HealthPort {

  private final PeerRegistry registry;

  public PeerHealth(PeerRegistry registry) {
    this.registry = registry;
  }

  @Override
  public Collection<Connection> connected() {
    return registry.all().stream()
        .map(peer -> new Connection(peer.id(), peer.metadata().connectionId()))
        .toList();
  }

  @Override
  public Collection<Connection> monitored() {
    return registry.all().stream()
        .filter(peer -> peer.supports(AptosProtocols.PEER_MONITORING_SERVICE_RPC))
        .map(peer -> new Connection(peer.id(), peer.metadata().connectionId()))
        .toList();
  }

  @Override
  public Future<Buffer> ping(Connection connection, Buffer ping, long timeoutMillis) {
    return call(connection, ProtocolId.HEALTH_CHECKER_RPC, ping, timeoutMillis);
  }

  @Override
  public Future<Buffer> latencyPing(Connection connection, Buffer ping, long timeoutMillis) {
    return call(connection, AptosProtocols.PEER_MONITORING_SERVICE_RPC, ping, timeoutMillis);
  }

  private Future<Buffer> call(
      Connection connection, ProtocolId protocol, Buffer ping, long timeoutMillis) {
    Peer peer = find(connection);
    if (peer == null) {
      return Future.failedFuture(
          new DiemNetException(
              FailureCode.NOT_CONNECTED, connection.peer() + " is no longer connected"));
    }
    Promise<Buffer> promise = Promise.promise();
    peer.call(
        new PendingCall.Request(
            protocol, ping, 0, TimeUnit.MILLISECONDS.toNanos(timeoutMillis), true),
        promise,
        null);
    return promise.future();
  }

  @Override
  public Future<Void> disconnect(Connection connection, String cause) {
    Peer peer = find(connection);
    return peer == null
        ? Future.succeededFuture()
        : peer.abort(DisconnectReason.REQUESTED, CloseReason.SLOW_CONSUMER, cause);
  }

  @Override
  public void roundTrip(Connection connection, long nanos) {
    Peer peer = find(connection);
    if (peer != null) {
      peer.roundTrip(nanos);
    }
  }

  private Peer find(Connection connection) {
    Peer peer = registry.get(connection.peer());
    return peer != null && peer.metadata().connectionId() == connection.id() ? peer : null;
  }
}

package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.AptosProtocols;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.health.HealthCheckerMsg;
import io.diemnet.vertx.impl.health.MonitoringService;
import io.diemnet.vertx.impl.metrics.CloseReason;
import io.diemnet.vertx.impl.metrics.InvalidMessage;
import io.diemnet.vertx.impl.metrics.MessageState;
import io.diemnet.vertx.impl.metrics.NetworkMetrics;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.vertx.core.buffer.Buffer;

/**
 * The protocols that a network serves itself, outside of all limits on requests: health pings, the
 * peer monitoring service, and the reasons why a remote closes. Stateless: all connections of a
 * network share it.
 */
final class NetworkServices {

  private final NetworkMetrics metrics;

  /** Null in a profile without it. */
  private final MonitoringService monitoring;

  /** The number of the protocol that tells why the remote closes; -1 if it is not spoken here. */
  private final int closeReasons;

  NetworkServices(NetworkMetrics metrics, MonitoringService monitoring, ProtocolId closeReasons) {
    this.metrics = metrics;
    this.monitoring = monitoring;
    this.closeReasons = closeReasons == null ? -1 : closeReasons.number();
  }

  /** Whether the profile has the peer monitoring service. */
  boolean monitors() {
    return monitoring != null;
  }

  /** Whether a protocol tells why the remote closes. */
  boolean tellsReasons(ProtocolId protocol) {
    return protocol.number() == closeReasons;
  }

  /** Passes on why the remote is about to close. */
  void closeReason(Buffer payload, InboundListener connection) {
    CloseReason reason = CloseNotice.decode(payload);
    if (reason == null) {
      metrics.invalidMessages(InvalidMessage.CLOSE_REASON).increment();
    } else {
      connection.announced(reason);
    }
  }

  /**
   * Answers a request that the network serves itself.
   *
   * @param readAt when the request was read, in nanoseconds
   * @return false if the request is for the application
   */
  boolean answer(NetworkMessage.RpcRequest request, int size, long readAt, Replies replies) {
    Buffer answer;
    if (request.protocol().equals(ProtocolId.HEALTH_CHECKER_RPC)) {
      answer = pong(request.payload());
    } else if (monitoring != null
        && request.protocol().number() == AptosProtocols.PEER_MONITORING_SERVICE_RPC.number()) {
      answer = monitoring.answer(request.payload(), readAt);
    } else {
      return false;
    }
    metrics.rpcRequests(MessageState.RECEIVED).count(size);
    if (answer == null) {
      metrics.rpcRequests(MessageState.FAILED).count(size);
      metrics.invalidMessages(InvalidMessage.HEALTH_CHECK).increment();
    } else {
      replies.pong(request, answer);
    }
    return true;
  }

  /** The pong of a ping; null if it is none. */
  private static Buffer pong(Buffer payload) {
    try {
      return HealthCheckerMsg.decode(payload) instanceof HealthCheckerMsg.Ping ping
          ? new HealthCheckerMsg.Pong(ping.nonce()).encode()
          : null;
    } catch (BcsException malformed) {
      return null;
    }
  }
}

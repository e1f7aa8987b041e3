package io.diemnet.vertx.impl.health;

import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.health.MonitoringMsg.GetNetworkInformation;
import io.diemnet.vertx.impl.health.MonitoringMsg.GetNodeInformation;
import io.diemnet.vertx.impl.health.MonitoringMsg.GetServerProtocolVersion;
import io.diemnet.vertx.impl.health.MonitoringMsg.LatencyPing;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Answers the requests of the peer monitoring service as a node that stores nothing: it tells no
 * peers, no version and the distance of an onlooker (section 10). Thread-safe.
 */
public final class MonitoringService {

  /** The version of the service. */
  static final long VERSION = 1;

  /** The distance from the validators of a node that does not know it. */
  static final long UNKNOWN_DISTANCE = 100;

  private final long startedAt;

  /**
   * @param startedAt the start of this node on the network's clock, in nanoseconds
   */
  public MonitoringService(long startedAt) {
    this.startedAt = startedAt;
  }

  /**
   * Answers a request.
   *
   * @param now on the network's clock, in nanoseconds
   * @return null if it is no request of the service
   */
  public Buffer answer(Buffer request, long now) {
    MonitoringMsg message;
    try {
      message = MonitoringMsg.decode(request);
    } catch (BcsException malformed) {
      return null;
    }
    MonitoringMsg answer = answer(message, now);
    return answer == null ? null : answer.encode();
  }

  private MonitoringMsg answer(MonitoringMsg message, long now) {
    if (message instanceof LatencyPing ping) {
      return new MonitoringMsg.LatencyPong(ping.counter());
    }
    if (message instanceof GetNetworkInformation) {
      return new MonitoringMsg.NetworkInformation(List.of(), UNKNOWN_DISTANCE);
    }
    if (message instanceof GetNodeInformation) {
      long uptime = now - startedAt;
      long second = TimeUnit.SECONDS.toNanos(1);
      return new MonitoringMsg.NodeInformation(
          Map.of(), 0, 0, 0, 0, uptime / second, (int) (uptime % second));
    }
    return message instanceof GetServerProtocolVersion
        ? new MonitoringMsg.ServerProtocolVersion(VERSION)
        : null;
  }
}

package io.diemnet.vertx;

import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.health.MonitoringMsg;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.function.Function;

/**
 * Requests to the peer monitoring service of Aptos nodes (section 8). Each method takes a function
 * that sends a request, so that it works with a {@link DiemNet} and with a {@link DiemNetClient}:
 *
 * <pre>{@code
 * AptosMonitoring.nodeInformation(
 *     request -> network.rpc(peer, AptosProtocols.PEER_MONITORING_SERVICE_RPC, request));
 * }</pre>
 *
 * <p>A future fails as the call does, or with an {@link IllegalStateException} if the peer answers
 * with an error or with anything else.
 */
public final class AptosMonitoring {

  private AptosMonitoring() {}

  /**
   * Asks for the version of the service.
   *
   * @param call sends a request and gives its response
   * @return the version
   */
  public static Future<Long> protocolVersion(Function<Buffer, Future<Buffer>> call) {
    return ask(
        call,
        new MonitoringMsg.GetServerProtocolVersion(),
        MonitoringMsg.ServerProtocolVersion.class,
        MonitoringMsg.ServerProtocolVersion::version);
  }

  /**
   * Asks what the node stores and how long it runs.
   *
   * @param call sends a request and gives its response
   * @return the information
   */
  public static Future<NodeInformation> nodeInformation(Function<Buffer, Future<Buffer>> call) {
    return ask(
        call,
        new MonitoringMsg.GetNodeInformation(),
        MonitoringMsg.NodeInformation.class,
        node ->
            new NodeInformation(
                node.build(),
                node.syncedEpoch(),
                node.syncedVersion(),
                node.ledgerTimestampMicros(),
                node.lowestVersion(),
                Duration.ofSeconds(
                    Math.max(0, Math.min(node.uptimeSeconds(), Integer.MAX_VALUE)),
                    node.uptimeNanos())));
  }

  /**
   * Asks for the distance from the validators: 0 for a validator, 100 if the node is not connected
   * to the network.
   *
   * @param call sends a request and gives its response
   * @return the distance
   */
  public static Future<Long> distanceFromValidators(Function<Buffer, Future<Buffer>> call) {
    return ask(
        call,
        new MonitoringMsg.GetNetworkInformation(),
        MonitoringMsg.NetworkInformation.class,
        MonitoringMsg.NetworkInformation::distance);
  }

  private static <M extends MonitoringMsg, T> Future<T> ask(
      Function<Buffer, Future<Buffer>> call,
      MonitoringMsg request,
      Class<M> expected,
      Function<M, T> read) {
    return call.apply(request.encode())
        .map(
            response -> {
              MonitoringMsg message;
              try {
                message = MonitoringMsg.decode(response);
              } catch (BcsException malformed) {
                throw new IllegalStateException(
                    "the peer's answer does not decode: " + malformed.getMessage(), malformed);
              }
              if (message instanceof MonitoringMsg.Failure failure) {
                throw new IllegalStateException("the peer answers: " + failure.text());
              }
              if (!expected.isInstance(message)) {
                throw new IllegalStateException("the peer gives another answer");
              }
              return read.apply(expected.cast(message));
            });
  }
}

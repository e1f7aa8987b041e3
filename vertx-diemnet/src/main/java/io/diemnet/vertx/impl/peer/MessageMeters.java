package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.impl.metrics.MessageState;
import io.diemnet.vertx.impl.metrics.NetworkMetrics;
import io.diemnet.vertx.impl.metrics.TrafficMeter;
import io.diemnet.vertx.impl.wire.NetworkMessage;

/** Finds the meter of a message of ours that reached some state. Stateless. */
record MessageMeters(NetworkMetrics metrics, MessageState state)
    implements NetworkMessage.Visitor<TrafficMeter> {

  /** Errors count among the responses. */
  @Override
  public TrafficMeter error(NetworkMessage.Error message) {
    return metrics.rpcResponses(state);
  }

  @Override
  public TrafficMeter rpcRequest(NetworkMessage.RpcRequest message) {
    return metrics.rpcRequests(state);
  }

  @Override
  public TrafficMeter rpcResponse(NetworkMessage.RpcResponse message) {
    return metrics.rpcResponses(state);
  }

  @Override
  public TrafficMeter directSend(NetworkMessage.DirectSend message) {
    return metrics.directSends(state);
  }
}

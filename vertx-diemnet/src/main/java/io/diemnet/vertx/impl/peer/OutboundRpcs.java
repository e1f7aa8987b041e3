package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.metrics.InvalidMessage;
import io.diemnet.vertx.impl.metrics.MessageState;
import io.diemnet.vertx.impl.metrics.NetworkMetrics;
import io.diemnet.vertx.impl.util.Clock;
import io.diemnet.vertx.impl.wire.ErrorCode;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import java.util.List;

/**
 * The outbound RPCs of one connection, from the queue to the response. Each call ends once: with
 * its response, or with a failure. Owned by the connection's event loop.
 */
final class OutboundRpcs {

  final OutboundCalls calls = new OutboundCalls();
  private final PeerId peer;
  private final OutboundStream out;
  private final OutboundBudget budget;
  private final NetworkMetrics metrics;
  private final Clock clock;
  private final Runnable roomFreed;

  /**
   * @param roomFreed called when a queued call was taken back, so that others may have its room
   */
  OutboundRpcs(
      PeerId peer,
      OutboundStream out,
      OutboundBudget budget,
      PeerEnvironment environment,
      Runnable roomFreed) {
    this.peer = peer;
    this.out = out;
    this.budget = budget;
    this.metrics = environment.metrics();
    this.clock = environment.clock();
    this.roomFreed = roomFreed;
  }

  /** Calls that wait for a response. */
  int size() {
    return calls.size();
  }

  /** Gives a call its request id and queues it. Its room is reserved. */
  void send(PendingCall call) {
    calls.add(call);
    call.message =
        new NetworkMessage.RpcRequest(call.protocol, call.requestId, call.priority, call.request);
    out.add(call, true);
  }

  /** Completes the call that a response belongs to. */
  void response(NetworkMessage.RpcResponse response) {
    PendingCall call = calls.take(response.requestId());
    if (call == null) {
      metrics.invalidMessages(InvalidMessage.UNKNOWN_RESPONSE).increment();
      return;
    }
    withdraw(call);
    if (!call.ping) {
      budget.releaseCall();
    }
    metrics.rpcLatency(call.protocol, clock.nanos() - call.calledAt);
    call.complete(response.payload());
  }

  /** The remote does not serve requests of that protocol. */
  void notSupported(ErrorCode.NotSupportedRpcRequest error) {
    failAll(
        calls.takeOf(error.protocol()), FailureCode.NOT_SUPPORTED, "the remote does not serve it");
  }

  /** The caller no longer wants a response. */
  void cancel(PendingCall call) {
    if (call.done() || !calls.remove(call)) {
      return;
    }
    withdraw(call);
    release(call, MessageState.CANCELED);
    call.fail(failure(FailureCode.TIMED_OUT, call.protocol, "canceled by the caller"));
  }

  /** Fails the calls whose deadline has passed. */
  void expire(long now) {
    failAll(calls.takeExpired(now), FailureCode.TIMED_OUT, "no response in time");
  }

  /** The connection has ended: fails all calls. */
  void close() {
    for (PendingCall call : calls.takeAll()) {
      if (call.queued) {
        out.remove(call);
        budget.release(call);
      }
      fail(call);
    }
  }

  /** Fails a call that will not be sent, because the connection has ended. */
  void fail(PendingCall call) {
    release(call, MessageState.FAILED);
    call.fail(failure(FailureCode.CONNECTION_LOST, call.protocol, "the connection has ended"));
  }

  private void failAll(List<PendingCall> failed, FailureCode code, String why) {
    for (PendingCall call : failed) {
      withdraw(call);
      release(call, MessageState.FAILED);
      call.fail(failure(code, call.protocol, why));
    }
  }

  /** Takes a call that is not written yet out of the queue. */
  private void withdraw(PendingCall call) {
    if (call.queued) {
      out.remove(call);
      budget.release(call);
      roomFreed.run();
    }
  }

  private void release(PendingCall call, MessageState counted) {
    if (!call.done()) {
      metrics.rpcRequests(counted).count(call.size);
      if (!call.ping) {
        budget.releaseCall();
      }
    }
  }

  private DiemNetException failure(FailureCode code, ProtocolId protocol, String why) {
    return Peer.failure(peer, code, protocol, why);
  }
}

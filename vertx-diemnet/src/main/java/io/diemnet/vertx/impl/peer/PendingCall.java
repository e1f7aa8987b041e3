package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.ProtocolId;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;

/** An outbound RPC that waits for its response. */
public final class PendingCall extends Outbound {

  final ProtocolId protocol;

  /** Null once it is written. */
  Buffer request;

  final Promise<Buffer> promise;

  /** When it was called and when it is given up, on the network's clock. */
  final long calledAt;

  final long deadline;

  /** A health ping takes no slot. */
  final boolean ping;

  int requestId;
  private boolean done;

  PendingCall(Request request, int size, long now, Promise<Buffer> promise) {
    super(null, size, request.priority(), NO_PROTOCOL);
    this.protocol = request.protocol();
    this.request = request.payload();
    this.ping = request.ping();
    this.calledAt = now;
    this.deadline = now + request.timeoutNanos();
    this.promise = promise;
  }

  boolean done() {
    return done;
  }

  void complete(Buffer response) {
    if (!done) {
      done = true;
      promise.complete(response);
    }
  }

  void fail(DiemNetException failure) {
    if (!done) {
      done = true;
      promise.fail(failure);
    }
  }

  /**
   * What is asked of a peer.
   *
   * @param ping whether it is a health ping, which takes no slot
   */
  public record Request(
      ProtocolId protocol, Buffer payload, int priority, long timeoutNanos, boolean ping) {}
}

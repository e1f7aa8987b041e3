package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.impl.metrics.CloseReason;
import io.diemnet.vertx.impl.metrics.InvalidMessage;
import io.diemnet.vertx.impl.wire.ErrorCode;
import io.diemnet.vertx.impl.wire.NetworkMessage;

/** Told on the event loop what the remote's messages mean for the connection. */
interface InboundListener {

  /** A response to an outbound RPC. */
  void response(NetworkMessage.RpcResponse response);

  /** The remote does not serve requests of a protocol. */
  void notSupported(ErrorCode.NotSupportedRpcRequest error);

  /** The remote says that it is about to close the connection, and why. */
  void announced(CloseReason reason);

  /** A violation that ends the connection; it is counted under its type. */
  void violation(InvalidMessage type, String cause);

  /** Whether new requests are served: the connection does not close. */
  boolean open();

  /** Whether replies can still be sent. */
  boolean repliesPossible();

  /** The time of the current read. */
  long readAt();

  /** {@link InboundMessages#paused} may have changed. */
  void updateReading();

  /** Something has a deadline: {@link InboundMessages#expire} is to be called. */
  void watch();

  /** A request is dealt with: a connection that closes may have nothing more to wait for. */
  void requestEnded();
}

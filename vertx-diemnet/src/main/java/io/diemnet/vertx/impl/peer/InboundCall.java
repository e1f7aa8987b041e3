package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.ProtocolId;

/** A request of the remote that the application has not answered, or whose answer waits. */
final class InboundCall {

  final int requestId;

  /** 0 to 255; a short keeps the object at 48 bytes. */
  final short priority;

  final ProtocolId protocol;
  final int size;
  final long receivedAt;

  InboundCall previous;
  InboundCall next;
  boolean pending = true;

  /** Whether it is still charged. */
  boolean charged = true;

  /** Null until the application has answered. */
  Outbound answer;

  InboundCall(int requestId, int priority, ProtocolId protocol, int size, long receivedAt) {
    this.requestId = requestId;
    this.priority = (short) priority;
    this.protocol = protocol;
    this.size = size;
    this.receivedAt = receivedAt;
  }
}

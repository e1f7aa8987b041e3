package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.impl.wire.MessageCodec;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.vertx.core.buffer.Buffer;

/**
 * One message on its way out, and its place in the {@link OutboundQueue}. The links belong to the
 * queue.
 */
class Outbound {

  /** What a request counts as in {@link OutboundBudget}: the slots bound how many there are. */
  static final int NO_PROTOCOL = -1;

  /** What a response or an error counts as there: the remote decides how many. */
  static final int REPLY = -2;

  /** What a pong counts as: a reply for which some bytes are kept. */
  static final int PONG = -3;

  /** Bytes on the message stream, the length prefix included. */
  final int size;

  final int priority;

  /**
   * The protocol whose message count this takes part in, or {@link #NO_PROTOCOL}, {@link #REPLY} or
   * {@link #PONG}.
   */
  final int countedProtocol;

  /** Set once; for a call only when its request id is known. */
  NetworkMessage message;

  Outbound previous;
  Outbound next;
  long sequence;
  boolean queued;

  Outbound(NetworkMessage message, int size, int priority, int countedProtocol) {
    this.message = message;
    this.size = size;
    this.priority = priority;
    this.countedProtocol = countedProtocol;
  }

  /** Writes length prefix and header; returns how many bytes that were. */
  int header(MessageCodec codec, byte[] out, int offset) {
    return codec.header(message, out, offset);
  }

  /** What follows the header; null for a message without a payload. */
  Buffer payload() {
    return message.payload();
  }

  /** The message that is written when this is; null if more frames of it follow. */
  Outbound whole() {
    return this;
  }
}

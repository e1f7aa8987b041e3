package io.diemnet.vertx.impl.wire;

import io.diemnet.vertx.ProtocolId;

/** What an {@link NetworkMessage.Error} says. */
public sealed interface ErrorCode {

  /**
   * A message did not parse; its first two bytes, 0 for one that was not there.
   *
   * @param message the first byte, 0 to 255
   * @param protocol the second byte, 0 to 255
   */
  record ParsingError(int message, int protocol) implements ErrorCode {
    public ParsingError {
      NetworkMessage.checkByte(message);
      NetworkMessage.checkByte(protocol);
    }
  }

  /** A request came for a protocol that is not served. */
  record NotSupportedRpcRequest(ProtocolId protocol) implements ErrorCode {}

  /** A direct send came for a protocol that is not served. */
  record NotSupportedDirectSend(ProtocolId protocol) implements ErrorCode {}
}

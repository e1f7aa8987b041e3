package io.diemnet.vertx.impl.wire;

import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.bcs.BcsWriter;

/** The content of a {@link NetworkMessage.Error}. */
public sealed interface ErrorCode {

  /** Writes its BCS; returns the offset behind it. */
  int put(byte[] out, int offset);

  /**
   * A message did not parse. It has the first two bytes of the message, 0 for a missing one.
   *
   * @param message the first byte, 0 to 255
   * @param protocol the second byte, 0 to 255
   */
  record ParsingError(int message, int protocol) implements ErrorCode {
    public ParsingError {
      NetworkMessage.checkByte(message);
      NetworkMessage.checkByte(protocol);
    }

    @Override
    public int put(byte[] out, int offset) {
      out[offset] = 0;
      out[offset + 1] = (byte) message;
      out[offset + 2] = (byte) protocol;
      return offset + 3;
    }
  }

  /** A request came for a protocol that is not served. */
  record NotSupportedRpcRequest(ProtocolId protocol) implements ErrorCode {

    @Override
    public int put(byte[] out, int offset) {
      return notSupported(0, protocol, out, offset);
    }
  }

  /** A direct send came for a protocol that is not served. */
  record NotSupportedDirectSend(ProtocolId protocol) implements ErrorCode {

    @Override
    public int put(byte[] out, int offset) {
      return notSupported(1, protocol, out, offset);
    }
  }

  private static int notSupported(int kind, ProtocolId protocol, byte[] out, int offset) {
    out[offset] = 1;
    out[offset + 1] = (byte) kind;
    return BcsWriter.putUleb128(out, offset + 2, protocol.number());
  }
}

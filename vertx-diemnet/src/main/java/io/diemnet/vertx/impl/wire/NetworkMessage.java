package io.diemnet.vertx.impl.wire;

import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.bcs.BcsException;
import io.vertx.core.buffer.Buffer;

/**
 * One message between two peers (specification section 7). A payload belongs to its message alone
 * and may be kept.
 */
public sealed interface NetworkMessage {

  /** What a remote could not do with something that was sent to it. Never answered. */
  @SuppressWarnings("JavaLangClash") // the specification's name, and never imported alone
  record Error(ErrorCode code) implements NetworkMessage {}

  /**
   * A request that waits for its response.
   *
   * @param requestId 32 bits, unsigned
   * @param priority 0 to 255, higher is more urgent
   */
  record RpcRequest(ProtocolId protocol, int requestId, int priority, Buffer payload)
      implements NetworkMessage {
    public RpcRequest {
      checkByte(priority);
    }

    /** Tells the payload's length, never the payload. */
    @Override
    public String toString() {
      return "RpcRequest["
          + protocol
          + ", id "
          + Integer.toUnsignedString(requestId)
          + ", priority "
          + priority
          + ", "
          + payload.length()
          + " bytes]";
    }
  }

  /**
   * The response to the request of the same id.
   *
   * @param requestId 32 bits, unsigned
   * @param priority 0 to 255, that of the request
   */
  record RpcResponse(int requestId, int priority, Buffer payload) implements NetworkMessage {
    public RpcResponse {
      checkByte(priority);
    }

    /** Tells the payload's length, never the payload. */
    @Override
    public String toString() {
      return "RpcResponse[id "
          + Integer.toUnsignedString(requestId)
          + ", priority "
          + priority
          + ", "
          + payload.length()
          + " bytes]";
    }
  }

  /**
   * A message without an answer.
   *
   * @param priority 0 to 255, higher is more urgent
   */
  record DirectSend(ProtocolId protocol, int priority, Buffer payload) implements NetworkMessage {
    public DirectSend {
      checkByte(priority);
    }

    /** Tells the payload's length, never the payload. */
    @Override
    public String toString() {
      return "DirectSend["
          + protocol
          + ", priority "
          + priority
          + ", "
          + payload.length()
          + " bytes]";
    }
  }

  /**
   * Decodes exactly one message without its length prefix, by way of a {@link MessageDecoder}.
   *
   * @throws BcsException if these bytes are not one message
   */
  static NetworkMessage decode(byte[] bytes, ProtocolRegistry registry) {
    NetworkMessage[] result = new NetworkMessage[1];
    MessageDecoder decoder =
        new MessageDecoder(
            registry,
            Integer.MAX_VALUE,
            new MessageDecoder.Listener() {
              @Override
              public void message(NetworkMessage message, int length) {
                result[0] = message;
              }

              @Override
              public void unparseable(int firstByte, int secondByte) {}

              @Override
              public void tooLarge(long announced) {}
            });
    byte[] prefix = new byte[4];
    MessageEncoder.putLength(prefix, 0, bytes.length);
    decoder.plaintext(prefix, 0, 4);
    decoder.plaintext(bytes, 0, bytes.length);
    if (result[0] == null) {
      throw new BcsException("not a network message");
    }
    return result[0];
  }

  /** Refuses what is no byte. */
  static void checkByte(int value) {
    if ((value & ~0xff) != 0) {
      throw new IllegalArgumentException("not a value from 0 to 255: " + value);
    }
  }
}

package io.diemnet.vertx.impl.wire;

import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.bcs.BcsException;
import io.vertx.core.buffer.Buffer;

/**
 * One message between two peers (specification section 7). A payload belongs to its message alone
 * and may be kept.
 *
 * <p>Code that treats kinds of messages differently implements {@link Visitor}, {@link Receiver} or
 * {@link Writer}, so that a new kind does not compile until it is handled everywhere.
 */
public sealed interface NetworkMessage {

  /** Makes a value of a message. */
  interface Visitor<R> {

    R error(Error message);

    R rpcRequest(RpcRequest message);

    R rpcResponse(RpcResponse message);

    R directSend(DirectSend message);
  }

  /** Takes messages with their size, without an object for each size. */
  interface Receiver {

    void error(Error message, int size);

    void rpcRequest(RpcRequest message, int size);

    void rpcResponse(RpcResponse message, int size);

    void directSend(DirectSend message, int size);
  }

  /** Writes something of a message into an array and returns how many bytes that were. */
  interface Writer {

    int error(Error message, byte[] out, int offset);

    int rpcRequest(RpcRequest message, byte[] out, int offset);

    int rpcResponse(RpcResponse message, byte[] out, int offset);

    int directSend(DirectSend message, byte[] out, int offset);
  }

  /** The payload; null for a message without one. */
  Buffer payload();

  /** Calls the method of this kind of message. */
  <R> R accept(Visitor<R> visitor);

  /** Calls the method of this kind of message. */
  void accept(Receiver receiver, int size);

  /** Calls the method of this kind of message. */
  int write(Writer writer, byte[] out, int offset);

  /** Reports to the peer what could not be done with one of its messages. Never answered. */
  @SuppressWarnings("JavaLangClash") // the specification's name, and never imported alone
  record Error(ErrorCode code) implements NetworkMessage {

    @Override
    public Buffer payload() {
      return null;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.error(this);
    }

    @Override
    public void accept(Receiver receiver, int size) {
      receiver.error(this, size);
    }

    @Override
    public int write(Writer writer, byte[] out, int offset) {
      return writer.error(this, out, offset);
    }
  }

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

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.rpcRequest(this);
    }

    @Override
    public void accept(Receiver receiver, int size) {
      receiver.rpcRequest(this, size);
    }

    @Override
    public int write(Writer writer, byte[] out, int offset) {
      return writer.rpcRequest(this, out, offset);
    }

    /** Has the payload's length, never the payload. */
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

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.rpcResponse(this);
    }

    @Override
    public void accept(Receiver receiver, int size) {
      receiver.rpcResponse(this, size);
    }

    @Override
    public int write(Writer writer, byte[] out, int offset) {
      return writer.rpcResponse(this, out, offset);
    }

    /** Has the payload's length, never the payload. */
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

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.directSend(this);
    }

    @Override
    public void accept(Receiver receiver, int size) {
      receiver.directSend(this, size);
    }

    @Override
    public int write(Writer writer, byte[] out, int offset) {
      return writer.directSend(this, out, offset);
    }

    /** Has the payload's length, never the payload. */
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

  /** Refuses a value that does not fit an unsigned byte. */
  static void checkByte(int value) {
    if ((value & ~0xff) != 0) {
      throw new IllegalArgumentException("not a value from 0 to 255: " + value);
    }
  }
}

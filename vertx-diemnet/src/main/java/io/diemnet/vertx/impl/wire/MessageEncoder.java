package io.diemnet.vertx.impl.wire;

import io.diemnet.vertx.impl.bcs.BcsWriter;
import io.vertx.core.buffer.Buffer;

/**
 * Writes the BCS of network messages as frames (specification section 7). Header and payload are
 * written separately, so that a payload is copied, or encrypted, from the sender's array. {@link
 * MessageCodec}s are built on it; other code uses the codec of its network.
 *
 * <pre>
 *   length     u32 big-endian, of all that follows
 *   type       ULEB128: 0 Error, 1 RpcRequest, 2 RpcResponse, 3 DirectSend
 *   protocol   ULEB128, not in a response
 *   request id u32 little-endian, not in a direct send
 *   priority   u8
 *   payload    ULEB128 length, then the bytes
 * </pre>
 */
public final class MessageEncoder {

  /**
   * The most bytes that length prefix and header of a frame may take, in any profile. Those of
   * DiemNet v1 take 4 + 1 + 2 + 4 + 1 + 5.
   */
  public static final int MAX_HEADER = 32;

  static final int ERROR = 0;
  static final int RPC_REQUEST = 1;
  static final int RPC_RESPONSE = 2;
  static final int DIRECT_SEND = 3;

  private static final NetworkMessage.Writer HEADERS = new Headers();
  private static final NetworkMessage.Visitor<Integer> SIZES = new Sizes();

  private MessageEncoder() {}

  private static final class Headers implements NetworkMessage.Writer {

    @Override
    public int error(NetworkMessage.Error m, byte[] out, int offset) {
      return MessageEncoder.error(m.code(), out, offset);
    }

    @Override
    public int rpcRequest(NetworkMessage.RpcRequest m, byte[] out, int offset) {
      return MessageEncoder.rpcRequest(
          m.protocol().number(), m.requestId(), m.priority(), m.payload().length(), out, offset);
    }

    @Override
    public int rpcResponse(NetworkMessage.RpcResponse m, byte[] out, int offset) {
      return MessageEncoder.rpcResponse(
          m.requestId(), m.priority(), m.payload().length(), out, offset);
    }

    @Override
    public int directSend(NetworkMessage.DirectSend m, byte[] out, int offset) {
      return MessageEncoder.directSend(
          m.protocol().number(), m.priority(), m.payload().length(), out, offset);
    }
  }

  private static final class Sizes implements NetworkMessage.Visitor<Integer> {

    @Override
    public Integer error(NetworkMessage.Error m) {
      return MessageEncoder.error(m.code(), new byte[MAX_HEADER], 0) - 4;
    }

    @Override
    public Integer rpcRequest(NetworkMessage.RpcRequest m) {
      return rpcRequestSize(m.protocol().number(), m.payload().length());
    }

    @Override
    public Integer rpcResponse(NetworkMessage.RpcResponse m) {
      return rpcResponseSize(m.payload().length());
    }

    @Override
    public Integer directSend(NetworkMessage.DirectSend m) {
      return directSendSize(m.protocol().number(), m.payload().length());
    }
  }

  /**
   * Writes length prefix and header of a message; its payload must follow. Writes at most {@link
   * #MAX_HEADER} bytes.
   *
   * @return how many bytes were written
   */
  public static int header(NetworkMessage message, byte[] out, int offset) {
    return message.write(HEADERS, out, offset);
  }

  /** As {@link #header} for a direct send whose payload has {@code payload} bytes. */
  public static int directSend(int protocol, int priority, int payload, byte[] out, int offset) {
    int at = offset + 4;
    out[at++] = DIRECT_SEND;
    at = BcsWriter.putUleb128(out, at, protocol);
    return payloadHeader(priority, payload, out, offset, at);
  }

  /** As {@link #header} for a request whose payload has {@code payload} bytes. */
  public static int rpcRequest(
      int protocol, int requestId, int priority, int payload, byte[] out, int offset) {
    int at = offset + 4;
    out[at++] = RPC_REQUEST;
    at = BcsWriter.putUleb128(out, at, protocol);
    return payloadHeader(priority, payload, out, offset, putId(requestId, out, at));
  }

  /** As {@link #header} for a response whose payload has {@code payload} bytes. */
  public static int rpcResponse(int requestId, int priority, int payload, byte[] out, int offset) {
    int at = offset + 4;
    out[at++] = RPC_RESPONSE;
    return payloadHeader(priority, payload, out, offset, putId(requestId, out, at));
  }

  private static int error(ErrorCode code, byte[] out, int offset) {
    int at = offset + 4;
    out[at++] = ERROR;
    at = code.put(out, at);
    putLength(out, offset, at - offset - 4);
    return at - offset;
  }

  private static int putId(int requestId, byte[] out, int at) {
    out[at] = (byte) requestId;
    out[at + 1] = (byte) (requestId >>> 8);
    out[at + 2] = (byte) (requestId >>> 16);
    out[at + 3] = (byte) (requestId >>> 24);
    return at + 4;
  }

  private static int payloadHeader(int priority, int payload, byte[] out, int offset, int from) {
    int at = from;
    out[at++] = (byte) priority;
    at = BcsWriter.putUleb128(out, at, payload);
    putLength(out, offset, at - offset - 4 + payload);
    return at - offset;
  }

  /** Writes a length prefix. */
  public static void putLength(byte[] out, int offset, int length) {
    out[offset] = (byte) (length >>> 24);
    out[offset + 1] = (byte) (length >>> 16);
    out[offset + 2] = (byte) (length >>> 8);
    out[offset + 3] = (byte) length;
  }

  /** The length of a message, its prefix not counted; 2^31-1 for any that is longer. */
  public static int encodedSize(NetworkMessage message) {
    return message.accept(SIZES);
  }

  /** The length of a direct send whose payload has {@code payload} bytes. */
  public static int directSendSize(int protocol, int payload) {
    return size(2 + BcsWriter.uleb128Size(protocol), payload);
  }

  /** The length of a request whose payload has {@code payload} bytes. */
  public static int rpcRequestSize(int protocol, int payload) {
    return size(6 + BcsWriter.uleb128Size(protocol), payload);
  }

  /** The length of a response whose payload has {@code payload} bytes. */
  public static int rpcResponseSize(int payload) {
    return size(6, payload);
  }

  private static int size(int header, int payload) {
    long size = (long) header + BcsWriter.uleb128Size(payload) + payload;
    return (int) Math.min(size, Integer.MAX_VALUE);
  }

  /** A whole frame: length prefix, header and payload. */
  public static byte[] encode(NetworkMessage message) {
    byte[] header = new byte[MAX_HEADER];
    int length = header(message, header, 0);
    Buffer payload = message.payload();
    byte[] frame = new byte[length + (payload == null ? 0 : payload.length())];
    System.arraycopy(header, 0, frame, 0, length);
    if (payload != null) {
      payload.getBytes(frame, length);
    }
    return frame;
  }
}

package io.diemnet.vertx.impl.wire;

import io.diemnet.vertx.impl.bcs.BcsWriter;
import io.vertx.core.buffer.Buffer;

/**
 * Writes the frames of messages (specification section 7). Header and payload are written apart, so
 * that a payload is copied, or encrypted, from where it is.
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

  /** The most bytes that a length prefix and a header take: 4 + 1 + 2 + 4 + 1 + 5, rounded up. */
  public static final int MAX_HEADER = 20;

  static final int ERROR = 0;
  static final int RPC_REQUEST = 1;
  static final int RPC_RESPONSE = 2;
  static final int DIRECT_SEND = 3;

  private MessageEncoder() {}

  /**
   * Writes length prefix and header of a message; its payload must follow. Writes at most {@link
   * #MAX_HEADER} bytes.
   *
   * @return how many bytes were written
   */
  public static int header(NetworkMessage message, byte[] out, int offset) {
    if (message instanceof NetworkMessage.DirectSend m) {
      return directSend(m.protocol().number(), m.priority(), m.payload().length(), out, offset);
    } else if (message instanceof NetworkMessage.RpcRequest m) {
      return rpcRequest(
          m.protocol().number(), m.requestId(), m.priority(), m.payload().length(), out, offset);
    } else if (message instanceof NetworkMessage.RpcResponse m) {
      return rpcResponse(m.requestId(), m.priority(), m.payload().length(), out, offset);
    }
    return error(((NetworkMessage.Error) message).code(), out, offset);
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
    if (code instanceof ErrorCode.ParsingError e) {
      out[at++] = 0;
      out[at++] = (byte) e.message();
      out[at++] = (byte) e.protocol();
    } else if (code instanceof ErrorCode.NotSupportedRpcRequest e) {
      out[at++] = 1;
      out[at++] = 0;
      at = BcsWriter.putUleb128(out, at, e.protocol().number());
    } else if (code instanceof ErrorCode.NotSupportedDirectSend e) {
      out[at++] = 1;
      out[at++] = 1;
      at = BcsWriter.putUleb128(out, at, e.protocol().number());
    }
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
  static void putLength(byte[] out, int offset, int length) {
    out[offset] = (byte) (length >>> 24);
    out[offset + 1] = (byte) (length >>> 16);
    out[offset + 2] = (byte) (length >>> 8);
    out[offset + 3] = (byte) length;
  }

  /** The length of a message, its prefix not counted; 2^31-1 for any that is longer. */
  public static int encodedSize(NetworkMessage message) {
    if (message instanceof NetworkMessage.DirectSend m) {
      return directSendSize(m.protocol().number(), m.payload().length());
    } else if (message instanceof NetworkMessage.RpcRequest m) {
      return rpcRequestSize(m.protocol().number(), m.payload().length());
    } else if (message instanceof NetworkMessage.RpcResponse m) {
      return rpcResponseSize(m.payload().length());
    }
    return error(((NetworkMessage.Error) message).code(), new byte[MAX_HEADER], 0) - 4;
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
    Buffer payload = payload(message);
    byte[] frame = new byte[length + (payload == null ? 0 : payload.length())];
    System.arraycopy(header, 0, frame, 0, length);
    if (payload != null) {
      payload.getBytes(frame, length);
    }
    return frame;
  }

  /** The payload that follows the header of a message, or null if it has none. */
  public static Buffer payload(NetworkMessage message) {
    if (message instanceof NetworkMessage.DirectSend m) {
      return m.payload();
    } else if (message instanceof NetworkMessage.RpcRequest m) {
      return m.payload();
    } else if (message instanceof NetworkMessage.RpcResponse m) {
      return m.payload();
    }
    return null;
  }
}

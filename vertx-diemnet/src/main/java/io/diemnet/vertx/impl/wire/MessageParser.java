package io.diemnet.vertx.impl.wire;

import io.diemnet.vertx.ProtocolId;
import io.vertx.core.buffer.Buffer;

/**
 * Parses the BCS of network messages (specification section 7): the header before a payload, or a
 * whole Error. A parser of a profile whose frames hold more than that calls it for the part that is
 * a network message. One serves all messages of a connection, one after the other.
 */
public final class MessageParser implements FrameParser {

  /** The longest header: 1 + 5 + 4 + 1 + 5 bytes, malformed ones included. */
  public static final int MAX_HEADER = 16;

  private final ProtocolRegistry registry;

  private byte[] array;
  private int at;
  private int end;
  private int failure;

  private int type;
  private ProtocolId protocol;
  private int requestId;
  private int priority;
  private int payloadLength;
  private ErrorCode error;

  public MessageParser(ProtocolRegistry registry) {
    this.registry = registry;
  }

  @Override
  public int maxHeader() {
    return MAX_HEADER;
  }

  @Override
  public int parse(byte[] bytes, int offset, int available, int messageLength) {
    array = bytes;
    at = offset;
    end = offset + available;
    failure = 0;
    error = null;
    boolean complete = parseFields();
    array = null;
    int length = at - offset;
    if (!complete) {
      return failure == INCOMPLETE && available < messageLength ? INCOMPLETE : MALFORMED;
    }
    return payloadLength == messageLength - length ? length : MALFORMED;
  }

  private boolean parseFields() {
    type = uleb128();
    return switch (failure == 0 ? type : -1) {
      case MessageEncoder.DIRECT_SEND -> protocol() && payload();
      case MessageEncoder.RPC_REQUEST -> protocol() && requestId() && payload();
      case MessageEncoder.RPC_RESPONSE -> requestId() && payload();
      case MessageEncoder.ERROR -> error();
      default -> fail(MALFORMED);
    };
  }

  private boolean protocol() {
    int number = uleb128();
    if (failure != 0) {
      return false;
    }
    protocol = registry.byNumber(number);
    return protocol != null || fail(MALFORMED);
  }

  private boolean requestId() {
    if (end - at < 4) {
      return fail(INCOMPLETE);
    }
    requestId =
        (array[at] & 0xff)
            | (array[at + 1] & 0xff) << 8
            | (array[at + 2] & 0xff) << 16
            | (array[at + 3] & 0xff) << 24;
    at += 4;
    return true;
  }

  private boolean payload() {
    priority = u8();
    payloadLength = uleb128();
    return failure == 0 && (payloadLength >= 0 || fail(MALFORMED));
  }

  private boolean error() {
    payloadLength = 0;
    int code = uleb128();
    if (failure != 0) {
      return false;
    }
    if (code == 0) {
      int first = u8();
      int second = u8();
      error = failure == 0 ? new ErrorCode.ParsingError(first, second) : null;
      return failure == 0;
    }
    int kind = uleb128();
    if (failure != 0) {
      return false;
    }
    if (code != 1 || (kind & ~1) != 0) {
      return fail(MALFORMED);
    }
    if (!protocol()) {
      return false;
    }
    error =
        kind == 0
            ? new ErrorCode.NotSupportedRpcRequest(protocol)
            : new ErrorCode.NotSupportedDirectSend(protocol);
    return true;
  }

  private int u8() {
    if (at < end) {
      return array[at++] & 0xff;
    }
    fail(INCOMPLETE);
    return 0;
  }

  /** A minimal ULEB128 of 32 bits; most are one byte. */
  private int uleb128() {
    if (at < end && array[at] >= 0) {
      return array[at++];
    }
    return longUleb128();
  }

  private int longUleb128() {
    int value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int b = u8();
      if (failure != 0) {
        return 0;
      }
      value |= (b & 0x7f) << shift;
      if (b < 0x80) {
        if (b == 0 || (shift == 28 && b > 0x0f)) {
          break;
        }
        return value;
      }
    }
    fail(MALFORMED);
    return 0;
  }

  private boolean fail(int how) {
    if (failure == 0) {
      failure = how;
    }
    return false;
  }

  @Override
  public void deliver(byte[] payload, int messageLength, MessageDecoder.Listener listener) {
    listener.message(message(payload), messageLength);
  }

  @Override
  public void close() {
    // It keeps nothing between messages.
  }

  /** The message of the header parsed last, with its payload, which is ignored for an Error. */
  public NetworkMessage message(byte[] payload) {
    Buffer buffer = error == null ? Payloads.wrap(payload) : null;
    return switch (type) {
      case MessageEncoder.DIRECT_SEND -> new NetworkMessage.DirectSend(protocol, priority, buffer);
      case MessageEncoder.RPC_REQUEST ->
          new NetworkMessage.RpcRequest(protocol, requestId, priority, buffer);
      case MessageEncoder.RPC_RESPONSE ->
          new NetworkMessage.RpcResponse(requestId, priority, buffer);
      default -> new NetworkMessage.Error(error);
    };
  }
}

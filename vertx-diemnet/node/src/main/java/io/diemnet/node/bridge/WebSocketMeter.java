package io.diemnet.node.bridge;

import io.netty.buffer.ByteBuf;

/**
 * Measures the bytes of a WebSocket before they are decoded: the received bytes of a message, and
 * the number of SockJS messages in it.
 *
 * <pre>
 *   0               1               2 or 4 or 10        + 4
 *   +-+-----+-------+-+-------------+-------------------+--------+---------
 *   |F|     |opcode |M| length      | length, extended  | mask   | payload
 *   +-+-----+-------+-+-------------+-------------------+--------+---------
 * </pre>
 *
 * <p>A SockJS frame is an array of strings. The elements are counted as they arrive, so that an
 * array with too many is never decoded. Not thread-safe, no I/O.
 */
final class WebSocketMeter {

  private static final int FIN = 0x80;
  private static final int MASKED = 0x80;
  private static final int CONTROL = 0x08;
  private static final int TWO_BYTES = 126;
  private static final int EIGHT_BYTES = 127;

  private final int maxElements; // 0: not counted
  private final byte[] header = new byte[14];
  private int headerBytes;
  private int headerLength = 2;

  // The current frame, from its header on.
  private boolean inFrame;
  private long remaining;
  private int maskStart;
  private int maskAt;

  // The current message, which has one or more frames.
  private boolean inMessage;
  private long messageBytes;
  private int elements;
  private boolean inText;
  private boolean escaped;
  private long messages;

  /**
   * @param maxElements maximum number of elements of a SockJS array; 0 if messages are not such
   *     arrays
   */
  WebSocketMeter(int maxElements) {
    this.maxElements = maxElements;
  }

  /**
   * Reads further bytes. Does not change the buffer.
   *
   * @return false if a message has too many elements; do not read further then
   */
  boolean read(ByteBuf bytes) {
    int at = bytes.readerIndex();
    int end = bytes.writerIndex();
    while (at < end) {
      if (inFrame) {
        int here = (int) Math.min(remaining, end - at);
        if (!payload(bytes, at, here)) {
          return false;
        }
        at += here;
      } else {
        header(bytes.getByte(at++));
      }
      if (inFrame && remaining == 0) {
        frameEnds();
      }
    }
    return true;
  }

  /** Returns whether a message or a frame is incomplete. */
  boolean partial() {
    return inMessage || inFrame || headerBytes > 0;
  }

  /**
   * Returns the bytes of the incomplete message, including the announced length of the current
   * frame.
   */
  int announced() {
    return (int) Math.min(Integer.MAX_VALUE, messageBytes + (inFrame ? remaining : 0));
  }

  /** Returns the received bytes of the incomplete message. */
  long arrived() {
    return messageBytes;
  }

  /** Returns the number of complete messages. */
  long messages() {
    return messages;
  }

  private void header(byte next) {
    header[headerBytes++] = next;
    if (headerBytes == 2) {
      int length = header[1] & 0x7f;
      headerLength =
          2
              + (length == TWO_BYTES ? 2 : length == EIGHT_BYTES ? 8 : 0)
              + ((header[1] & MASKED) != 0 ? 4 : 0);
    }
    if (headerBytes == headerLength) {
      frameBegins();
    }
  }

  private void frameBegins() {
    int length = header[1] & 0x7f;
    remaining = length;
    int at = 2;
    if (length >= TWO_BYTES) {
      int end = length == TWO_BYTES ? 4 : 10;
      remaining = 0;
      while (at < end) {
        remaining = remaining << 8 | (header[at++] & 0xff);
      }
      remaining = Math.max(0, remaining); // a negative length ends the connection anyway
    }
    maskStart = at;
    maskAt = 0;
    inFrame = true;
    if (!control()) {
      inMessage = true;
    }
  }

  private boolean control() {
    return (header[0] & CONTROL) != 0;
  }

  private boolean payload(ByteBuf bytes, int from, int length) {
    if (!control()) {
      if (maxElements > 0 && !count(bytes, from, length)) {
        return false;
      }
      messageBytes += length;
    }
    remaining -= length;
    return true;
  }

  private boolean count(ByteBuf bytes, int from, int length) {
    boolean masked = (header[1] & MASKED) != 0;
    for (int i = 0; i < length; i++) {
      int next = bytes.getByte(from + i);
      if (masked) {
        next ^= header[maskStart + (maskAt++ & 3)];
      }
      if (inText) {
        if (escaped) {
          escaped = false;
        } else if (next == '\\') {
          escaped = true;
        } else if (next == '"') {
          inText = false;
        }
      } else if (next == '"') {
        inText = true;
        elements++;
      } else if (next == ',' || next == '[' || next == '{') {
        elements++;
      }
      // A string and its comma count as two.
      if (elements > 2 * maxElements) {
        return false;
      }
    }
    return true;
  }

  private void frameEnds() {
    boolean last = (header[0] & FIN) != 0;
    boolean control = control();
    inFrame = false;
    headerBytes = 0;
    headerLength = 2;
    if (last && !control) {
      inMessage = false;
      messageBytes = 0;
      elements = 0;
      inText = false;
      escaped = false;
      messages++;
    }
  }
}

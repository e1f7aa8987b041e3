package io.diemnet.node.bridge;

import io.vertx.core.buffer.Buffer;

/**
 * Splits TCP data into frames.
 *
 * <pre>
 *   0         4                   4 + length
 *   +---------+-------------------+
 *   | length  | JSON in UTF-8     |
 *   +---------+-------------------+
 *   u32, big-endian
 * </pre>
 *
 * <p>An announced length reserves nothing: the buffer grows with the bytes that arrive. After a
 * length over the limit nothing more is read. Not thread-safe, no I/O.
 */
final class FrameReader {

  static final int HEADER = 4;
  private static final int FIRST_ROOM = 1024;

  /** Receives the frames. */
  interface Listener {

    /** A whole frame. The listener may use the array only during the call. */
    void frame(byte[] bytes, int offset, int length);

    /** A frame with an announced length over the limit. */
    void tooLarge(long length);
  }

  private final Listener listener;
  private int limit;
  private boolean stopped;

  private int headerBytes;
  private int announced;
  private byte[] body;
  private int bodyBytes;

  FrameReader(int limit, Listener listener) {
    this.limit = limit;
    this.listener = listener;
  }

  /** Sets the limit for the next frames. */
  void limit(int bytes) {
    limit = bytes;
  }

  /** Stops reading and releases the buffer. */
  void stop() {
    stopped = true;
    body = null;
  }

  /** Returns whether a frame is incomplete. */
  boolean partial() {
    return !stopped && headerBytes > 0;
  }

  /** Returns the announced length of the incomplete frame; 0 if it is not known yet. */
  int announced() {
    return headerBytes == HEADER ? announced : 0;
  }

  /** Returns the bytes of memory that the incomplete frame uses. */
  int held() {
    return body == null ? 0 : body.length;
  }

  void read(Buffer data) {
    byte[] bytes = data.getBytes();
    int at = 0;
    while (at < bytes.length && !stopped) {
      at = headerBytes < HEADER ? header(bytes, at) : body(bytes, at);
    }
  }

  private int header(byte[] bytes, int from) {
    int at = from;
    while (headerBytes < HEADER && at < bytes.length) {
      announced = announced << 8 | (bytes[at++] & 0xff);
      headerBytes++;
    }
    if (headerBytes == HEADER && (announced < 0 || announced > limit)) {
      stop();
      listener.tooLarge(Integer.toUnsignedLong(announced));
    } else if (headerBytes == HEADER && announced == 0) {
      complete(bytes, at, 0);
    }
    return at;
  }

  private int body(byte[] bytes, int at) {
    int here = Math.min(announced - bodyBytes, bytes.length - at);
    if (body == null && here == announced) {
      complete(bytes, at, here);
      return at + here;
    }
    room(bodyBytes + here);
    System.arraycopy(bytes, at, body, bodyBytes, here);
    bodyBytes += here;
    if (bodyBytes == announced) {
      complete(body, 0, bodyBytes);
    }
    return at + here;
  }

  private void room(int needed) {
    if (body == null || body.length < needed) {
      int twice = (int) Math.min(announced, Math.max(FIRST_ROOM, 2L * needed));
      byte[] larger = new byte[twice];
      if (body != null) {
        System.arraycopy(body, 0, larger, 0, bodyBytes);
      }
      body = larger;
    }
  }

  private void complete(byte[] bytes, int offset, int length) {
    headerBytes = 0;
    announced = 0;
    body = null;
    bodyBytes = 0;
    listener.frame(bytes, offset, length);
  }
}

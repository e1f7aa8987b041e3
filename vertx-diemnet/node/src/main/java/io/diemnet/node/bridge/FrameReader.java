package io.diemnet.node.bridge;

import io.vertx.core.buffer.Buffer;

/**
 * Finds frames in what comes over TCP.
 *
 * <pre>
 *   0         4                   4 + length
 *   +---------+-------------------+
 *   | length  | JSON in UTF-8     |
 *   +---------+-------------------+
 *   u32, big-endian
 * </pre>
 *
 * <p>A length is believed only up to what has arrived: room grows with the bytes. After a length
 * over the limit nothing more is read. Not thread-safe, no I/O.
 */
final class FrameReader {

  static final int HEADER = 4;
  private static final int FIRST_ROOM = 1024;

  /** Takes the frames. */
  interface Listener {

    /** A whole frame; the array is the listener's only during the call. */
    void frame(byte[] bytes, int offset, int length);

    /** A frame that is announced with more bytes than the limit. */
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

  /** For the frames from now on. */
  void limit(int bytes) {
    limit = bytes;
  }

  /** Nothing more is read or held. */
  void stop() {
    stopped = true;
    body = null;
  }

  /** Whether a frame has begun and not ended. */
  boolean partial() {
    return !stopped && headerBytes > 0;
  }

  /** Bytes of the frame that has begun, as announced; 0 while even that is not known. */
  int announced() {
    return headerBytes == HEADER ? announced : 0;
  }

  /** Bytes of memory that hold the frame that has begun. */
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

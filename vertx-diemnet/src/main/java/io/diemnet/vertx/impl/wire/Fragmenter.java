package io.diemnet.vertx.impl.wire;

import io.vertx.core.buffer.Buffer;
import java.util.Iterator;

/**
 * Divides messages that are too long for one frame. The frames of one message are sent in order;
 * other messages may come between them, but no frames of another divided message. Owned by the
 * event loop of one connection.
 */
public interface Fragmenter {

  /** Whether a message goes in several frames. */
  boolean divides(NetworkMessage message);

  /** The frames of such a message, at least one, made one after the other as they are taken. */
  Iterator<Frame> divide(NetworkMessage message);

  /**
   * One frame.
   *
   * @param header length prefix and header: at most {@link MessageEncoder#MAX_HEADER} bytes
   * @param payload what follows; a view of the message's payload
   */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  record Frame(byte[] header, Buffer payload) {}
}

package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.impl.wire.Fragmenter;
import io.diemnet.vertx.impl.wire.MessageCodec;
import io.vertx.core.buffer.Buffer;

/** One frame of a divided message. It is never queued, so its size counts nowhere. */
final class OutboundPiece extends Outbound {

  private final Fragmenter.Frame frame;

  /** The divided message if this is its last frame, else null. */
  private final Outbound whole;

  OutboundPiece(Fragmenter.Frame frame, Outbound message, boolean last) {
    super(null, 0, message.priority, message.countedProtocol);
    this.frame = frame;
    this.whole = last ? message : null;
  }

  @Override
  int header(MessageCodec codec, byte[] out, int offset) {
    System.arraycopy(frame.header(), 0, out, offset, frame.header().length);
    return frame.header().length;
  }

  @Override
  Buffer payload() {
    return frame.payload();
  }

  @Override
  Outbound whole() {
    return whole;
  }
}

package io.diemnet.vertx.impl.eventbus;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/**
 * Hands a Buffer over without copying it, where Vert.x's own codec copies on each local hop. Only
 * for messages that stay within one Vert.x instance, and for Buffers that nobody changes
 * afterwards.
 */
final class BufferByReference implements MessageCodec<Buffer, Buffer> {

  static final String NAME = "io.diemnet.vertx.buffer";

  @Override
  public void encodeToWire(Buffer wire, Buffer payload) {
    throw new UnsupportedOperationException("a buffer by reference cannot leave this Vert.x");
  }

  @Override
  public Buffer decodeFromWire(int position, Buffer wire) {
    throw new UnsupportedOperationException("a buffer by reference cannot come from the wire");
  }

  @Override
  public Buffer transform(Buffer payload) {
    return payload;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}

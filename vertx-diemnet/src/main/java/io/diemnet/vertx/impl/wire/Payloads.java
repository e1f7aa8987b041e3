package io.diemnet.vertx.impl.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/**
 * Makes Vert.x buffers of arrays without copying them. Such a buffer is on the heap, unpooled,
 * never released, and grows like any other.
 */
public final class Payloads {

  /** Vert.x's own unpooled allocator, which it does not export by name. */
  private static final ByteBufAllocator ALLOCATOR =
      BufferInternal.buffer(new byte[1]).getByteBuf().alloc();

  private Payloads() {}

  /** A buffer of exactly these bytes; the array belongs to the buffer from now on. */
  public static Buffer wrap(byte[] array) {
    return BufferInternal.buffer(new OwnedHeapByteBuf(array));
  }

  /** An array of its own, without a reference count, as the buffers of Vert.x are. */
  private static final class OwnedHeapByteBuf extends UnpooledHeapByteBuf {

    OwnedHeapByteBuf(byte[] array) {
      super(ALLOCATOR, array, Integer.MAX_VALUE);
    }

    @Override
    public ByteBuf retain() {
      return this;
    }

    @Override
    public ByteBuf retain(int increment) {
      return this;
    }

    @Override
    public ByteBuf touch() {
      return this;
    }

    @Override
    public ByteBuf touch(Object hint) {
      return this;
    }

    @Override
    public boolean release() {
      return false;
    }

    @Override
    public boolean release(int decrement) {
      return false;
    }
  }
}

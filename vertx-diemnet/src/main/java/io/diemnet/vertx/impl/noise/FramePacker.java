package io.diemnet.vertx.impl.noise;

import io.netty.buffer.ByteBuf;

/**
 * Packs a stream of small and large pieces into as few frames as fit, of 16 KiB each. A full
 * frame's worth is encrypted straight from the caller's array; only remainders are copied first.
 * Used within one call on a loop: whoever adds also finishes before anything else runs there.
 */
final class FramePacker {

  private static final int SIZE = FrameEncrypter.PREFERRED_PLAINTEXT;

  private final FrameEncrypter encrypter;
  private int gathered;

  FramePacker(FrameEncrypter encrypter) {
    this.encrypter = encrypter;
  }

  /** Room that so many bytes of plaintext need, whatever their cut. */
  static int room(long plaintext) {
    return (int) Math.min(Integer.MAX_VALUE, plaintext + (plaintext / SIZE + 1) * Frame.OVERHEAD);
  }

  /** Takes from {@code in} until it is empty or {@code out} holds at least {@code limit} bytes. */
  void add(ByteBuf in, ByteBuf out, int limit) {
    byte[] gather = LoopScratch.get().gathered();
    while (in.isReadable() && out.readableBytes() < limit) {
      if (gathered == 0 && in.hasArray() && in.readableBytes() >= SIZE) {
        encrypter.encrypt(in.array(), in.arrayOffset() + in.readerIndex(), SIZE, out);
        in.skipBytes(SIZE);
      } else {
        int taken = Math.min(SIZE - gathered, in.readableBytes());
        in.readBytes(gather, gathered, taken);
        gathered += taken;
        if (gathered == SIZE) {
          finish(out);
        }
      }
    }
  }

  /** Makes a frame of what was gathered, if anything was. */
  void finish(ByteBuf out) {
    if (gathered > 0) {
      int length = gathered;
      gathered = 0;
      encrypter.encrypt(LoopScratch.get().gathered(), 0, length, out);
    }
  }
}

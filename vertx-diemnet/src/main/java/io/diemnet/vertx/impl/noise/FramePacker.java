package io.diemnet.vertx.impl.noise;

import io.netty.buffer.ByteBuf;

/**
 * Packs a stream of small and large pieces into as few frames as fit, of 16 KiB of plaintext each.
 * A full frame is encrypted straight from the caller's array; only smaller pieces are copied first,
 * into an array that all connections of the loop share. So a caller finishes what it has added
 * before anything else runs on the loop.
 */
public final class FramePacker {

  private static final int SIZE = FrameEncrypter.PREFERRED_PLAINTEXT;

  private final FrameEncrypter encrypter;
  private int gathered;

  public FramePacker(FrameEncrypter encrypter) {
    this.encrypter = encrypter;
  }

  /** Bytes that so much plaintext needs at most, however it is cut into frames. */
  public static int room(long plaintext) {
    return (int) Math.min(Integer.MAX_VALUE, plaintext + (plaintext / SIZE + 1) * Frame.OVERHEAD);
  }

  /** Takes from {@code in} until it is empty or {@code out} holds at least {@code limit} bytes. */
  public void add(ByteBuf in, ByteBuf out, int limit) {
    while (in.isReadable() && out.readableBytes() < limit) {
      in.skipBytes(pack(in, in.readerIndex(), in.readableBytes(), out));
    }
  }

  /** Takes as much of a piece as goes into one frame, and returns how much that is. */
  public int pack(ByteBuf in, int index, int length, ByteBuf out) {
    if (gathered == 0 && in.hasArray() && length >= SIZE) {
      encrypter.encrypt(in.array(), in.arrayOffset() + index, SIZE, out);
      return SIZE;
    }
    int taken = Math.min(SIZE - gathered, length);
    in.getBytes(index, array(), gathered, taken);
    added(taken, out);
    return taken;
  }

  /** The array to write the next bytes of plaintext to, from {@link #position}. */
  public byte[] array() {
    return LoopScratch.get().gathered();
  }

  /** Where the next byte of plaintext goes in {@link #array}. */
  public int position() {
    return gathered;
  }

  /** Bytes of plaintext that still go into the frame being gathered. */
  public int free() {
    return SIZE - gathered;
  }

  /** So many bytes were written to {@link #array}, at most {@link #free}. */
  public void added(int count, ByteBuf out) {
    gathered += count;
    if (gathered == SIZE) {
      finish(out);
    }
  }

  /** Makes a frame of what was gathered, if anything was. */
  public void finish(ByteBuf out) {
    if (gathered > 0) {
      int length = gathered;
      gathered = 0;
      encrypter.encrypt(array(), 0, length, out);
    }
  }

  /** Forgets what was gathered: packing it failed. */
  public void reset() {
    gathered = 0;
  }
}

package io.diemnet.vertx.impl.noise;

import io.netty.buffer.ByteBuf;

/**
 * Makes transport frames. Used on the loop of its connection only; holds no buffers.
 *
 * <p>The JDK's cipher is slow on direct buffers, so a direct target is filled through the loop's
 * scratch space.
 */
public final class FrameEncrypter {

  /** The most that a frame may hold. */
  public static final int MAX_PLAINTEXT = Frame.MAX_PLAINTEXT;

  /** How much to put in a frame when there is more to send. */
  public static final int PREFERRED_PLAINTEXT = 16 * 1024;

  /** Bytes that a frame has more than its plaintext. */
  public static final int OVERHEAD = Frame.OVERHEAD;

  private final CipherState cipher;

  public FrameEncrypter(CipherState cipher) {
    this.cipher = cipher;
  }

  /** True when nothing more can be sent in this session. */
  public boolean exhausted() {
    return cipher.exhausted();
  }

  /**
   * Appends one frame of {@code length + 18} bytes to {@code out}, which grows as needed.
   *
   * @param length from 1 to {@link #MAX_PLAINTEXT}: an empty frame would be the end of the stream
   * @throws IllegalStateException if the cipher is {@link #exhausted}
   */
  public void encrypt(byte[] plaintext, int offset, int length, ByteBuf out) {
    if (length < 1 || length > MAX_PLAINTEXT) {
      throw new IllegalArgumentException(
          "a frame holds 1 to " + MAX_PLAINTEXT + " bytes of plaintext, not " + length);
    }
    int size = length + OVERHEAD;
    if (out.hasArray()) {
      out.ensureWritable(size);
      write(plaintext, offset, length, out.array(), out.arrayOffset() + out.writerIndex());
      out.writerIndex(out.writerIndex() + size);
      return;
    }
    byte[] scratch = LoopScratch.get().outbound();
    write(plaintext, offset, length, scratch, 0);
    out.writeBytes(scratch, 0, size);
  }

  private void write(byte[] plaintext, int offset, int length, byte[] target, int at) {
    Frame.writeLength(target, at, length + CipherState.TAG_LENGTH);
    cipher.encrypt(plaintext, offset, length, target, at + Frame.LENGTH_FIELD);
  }
}

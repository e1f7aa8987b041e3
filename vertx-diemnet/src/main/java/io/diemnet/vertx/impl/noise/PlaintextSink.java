package io.diemnet.vertx.impl.noise;

/**
 * Where decrypted bytes go, in order. One sink belongs to one connection and is called on its event
 * loop only.
 *
 * <p>A sink that is in the middle of a long value may offer that value's own array, so that a whole
 * frame is decrypted in place and not copied again: see {@link #target(int)}.
 */
public interface PlaintextSink {

  /**
   * The array that the next {@code length} bytes of plaintext should be decrypted into, at {@link
   * #targetOffset()}, or null when they should pass through {@link #plaintext} instead.
   */
  default byte[] target(int length) {
    return null;
  }

  /** The offset that goes with the last array given by {@link #target}. */
  default int targetOffset() {
    return 0;
  }

  /** The {@code length} bytes asked for with {@link #target} were written. */
  default void targetWritten(int length) {}

  /**
   * The next bytes of the stream. The array is scratch space of the loop: whatever is kept must be
   * copied before this method returns.
   */
  void plaintext(byte[] array, int offset, int length);
}

package io.diemnet.vertx;

import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.storage.CompressedPayload;
import io.vertx.core.buffer.Buffer;

/**
 * Compressed payloads of the {@link WireProfile#APTOS} profile: the plain size as u32
 * little-endian, then one LZ4 block (section 3). Needs {@code at.yawk.lz4:lz4-java} on the class
 * path, which is an optional dependency.
 */
public final class AptosCompression {

  /** The most bytes of a payload, plain and compressed. */
  public static final int MAX_LENGTH = CompressedPayload.MAX_LENGTH;

  private AptosCompression() {}

  /**
   * Compresses a payload. Takes time in proportion to its length: long ones belong on a worker.
   *
   * @param plain the payload, at most {@link #MAX_LENGTH} bytes
   * @return the compressed payload
   * @throws IllegalArgumentException if it is too long
   * @throws IllegalStateException if lz4-java is not on the class path
   */
  public static Buffer compress(Buffer plain) {
    return CompressedPayload.compress(plain);
  }

  /**
   * Decompresses a payload of at most {@link #MAX_LENGTH} bytes. See {@link #decompress(Buffer,
   * int)}.
   *
   * @param compressed the compressed payload
   * @return the plain payload
   * @throws IllegalArgumentException if it does not decompress
   * @throws IllegalStateException if lz4-java is not on the class path
   */
  public static Buffer decompress(Buffer compressed) {
    return decompress(compressed, MAX_LENGTH);
  }

  /**
   * Decompresses a payload. The size that it announces and its whole block are checked before
   * memory is taken: it must yield exactly the announced number of bytes.
   *
   * @param compressed the compressed payload
   * @param maxLength the most plain bytes that the caller takes; {@link #MAX_LENGTH} holds as well
   * @return the plain payload
   * @throws IllegalArgumentException if it does not decompress
   * @throws IllegalStateException if lz4-java is not on the class path
   */
  public static Buffer decompress(Buffer compressed, int maxLength) {
    try {
      return CompressedPayload.decompress(compressed, maxLength);
    } catch (BcsException malformed) {
      throw new IllegalArgumentException(malformed.getMessage(), malformed);
    }
  }
}

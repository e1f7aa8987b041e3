package io.diemnet.vertx.impl.storage;

import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.wire.Payloads;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;

/**
 * A payload as one LZ4 block behind its plain size (section 3): u32 little-endian, then the block.
 */
public final class CompressedPayload {

  /** The most bytes of a payload, plain and compressed. */
  public static final int MAX_LENGTH = 64_880_640;

  private static final int PREFIX = 4;

  private CompressedPayload() {}

  /**
   * Compresses a payload.
   *
   * @throws IllegalArgumentException if it is too long, plain or compressed
   * @throws IllegalStateException if lz4-java is not on the class path
   */
  public static Buffer compress(Buffer plain) {
    requireShort("a payload", plain.length());
    byte[] bytes = plain.getBytes();
    LZ4Compressor compressor = Lz4.factory().fastCompressor();
    byte[] out = new byte[PREFIX + compressor.maxCompressedLength(bytes.length)];
    int block = compressor.compress(bytes, 0, bytes.length, out, PREFIX, out.length - PREFIX);
    requireShort("a compressed payload", PREFIX + block);
    for (int i = 0; i < PREFIX; i++) {
      out[i] = (byte) (bytes.length >>> (8 * i));
    }
    return Payloads.wrap(Arrays.copyOf(out, PREFIX + block));
  }

  private static void requireShort(String what, int length) {
    if (length > MAX_LENGTH) {
      throw new IllegalArgumentException(
          what + " has at most " + MAX_LENGTH + " bytes, this one has " + length);
    }
  }

  /**
   * Decompresses a payload. Memory for it is taken after the whole block was checked.
   *
   * @param maxLength the most plain bytes that the caller takes
   * @throws BcsException if it is too long, or if the block does not yield exactly the announced
   *     number of bytes
   * @throws IllegalStateException if lz4-java is not on the class path
   */
  public static Buffer decompress(Buffer compressed, int maxLength) {
    int limit = Math.min(maxLength, MAX_LENGTH);
    int length = compressed.length();
    if (length > MAX_LENGTH) {
      throw new BcsException("a compressed payload of " + length + " bytes");
    }
    if (length < PREFIX) {
      throw new BcsException("a compressed payload without its size");
    }
    int announced = compressed.getIntLE(0);
    if (announced < 0 || announced > limit) {
      throw new BcsException(
          "a compressed payload of "
              + Integer.toUnsignedString(announced)
              + " bytes; the limit is "
              + limit);
    }
    byte[] bytes = compressed.getBytes();
    Lz4Block.check(bytes, PREFIX, length, announced);
    byte[] plain = new byte[announced];
    try {
      int yielded =
          Lz4.factory()
              .safeDecompressor()
              .decompress(bytes, PREFIX, length - PREFIX, plain, 0, announced);
      if (yielded != announced) {
        throw new BcsException("the block yields " + yielded + " bytes, not " + announced);
      }
    } catch (LZ4Exception malformed) {
      throw new BcsException("the block does not decode: " + malformed.getMessage());
    }
    return Payloads.wrap(plain);
  }

  /** Loaded with its first use: the library is optional. */
  private static final class Lz4 {

    private Lz4() {}

    static LZ4Factory factory() {
      try {
        // Pure Java: no native library is unpacked and no memory is touched past an array.
        return LZ4Factory.safeInstance();
      } catch (NoClassDefFoundError absent) {
        throw new IllegalStateException(
            "compressed payloads need at.yawk.lz4:lz4-java on the class path", absent);
      }
    }
  }
}

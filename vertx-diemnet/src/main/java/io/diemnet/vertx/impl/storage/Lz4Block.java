package io.diemnet.vertx.impl.storage;

import io.diemnet.vertx.impl.bcs.BcsException;

/**
 * Walks the sequences of an LZ4 block without decoding them, to learn how many bytes it yields. So
 * a few bytes that announce many take no memory.
 */
final class Lz4Block {

  private static final int MIN_MATCH = 4;
  private static final int FULL = 15;

  private final byte[] bytes;
  private final int end;
  private int at;

  private Lz4Block(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /**
   * Checks that a block is well-formed and yields exactly so many bytes.
   *
   * @throws BcsException if it is not or does not
   */
  static void check(byte[] bytes, int from, int end, int announced) {
    long yields = new Lz4Block(bytes, from, end).walk(announced);
    if (yields != announced) {
      throw new BcsException("the block yields " + yields + " bytes, not " + announced);
    }
  }

  private long walk(int most) {
    long yields = 0;
    while (true) {
      int token = next();
      long literals = length(token >>> 4);
      if (literals > end - at) {
        throw new BcsException("the block ends within its literals");
      }
      at += (int) literals;
      yields += literals;
      if (at == end) {
        return yields;
      }
      int offset = next() | next() << 8;
      if (offset == 0 || offset > yields) {
        throw new BcsException("the block refers to bytes before its beginning");
      }
      yields += length(token & FULL) + MIN_MATCH;
      if (yields > most) {
        throw new BcsException("the block yields more than " + most + " bytes");
      }
    }
  }

  /** A length of 15 goes on in further bytes, up to one that is not 255. */
  private long length(int first) {
    long length = first;
    if (first == FULL) {
      int more;
      do {
        more = next();
        length += more;
      } while (more == 255);
    }
    return length;
  }

  private int next() {
    if (at >= end) {
      throw new BcsException("the block ends within a sequence");
    }
    return bytes[at++] & 0xff;
  }
}

package io.diemnet.vertx.impl.wire;

import io.diemnet.vertx.impl.memory.MemoryLease;
import java.util.ArrayList;
import java.util.List;

/** The beginning of a long payload, in arrays of {@value MessageDecoder#CHUNK} bytes. */
final class PayloadChunks {

  /** What one of the arrays takes of the heap, in bytes. */
  static final long FOOTPRINT = MemoryLease.footprint(MessageDecoder.CHUNK);

  private static final int SIZE = MessageDecoder.CHUNK;

  private final List<byte[]> arrays = new ArrayList<>();

  /** Adds an array. */
  void add() {
    arrays.add(new byte[SIZE]);
  }

  int capacity() {
    return arrays.size() * SIZE;
  }

  long footprint() {
    return arrays.size() * FOOTPRINT;
  }

  /** The array for bytes at a position, or null if they do not lie in one. */
  byte[] target(int position, int length) {
    return offset(position) + length <= SIZE ? arrays.get(position / SIZE) : null;
  }

  /** Where in its array a position lies. */
  static int offset(int position) {
    return position % SIZE;
  }

  void put(int position, byte[] from, int offset, int length) {
    for (int done = 0; done < length; ) {
      int at = position + done;
      int part = Math.min(length - done, SIZE - offset(at));
      System.arraycopy(from, offset + done, arrays.get(at / SIZE), offset(at), part);
      done += part;
    }
  }

  void copyTo(byte[] to, int length) {
    for (int at = 0; at < length; at += SIZE) {
      System.arraycopy(arrays.get(at / SIZE), 0, to, at, Math.min(SIZE, length - at));
    }
  }
}

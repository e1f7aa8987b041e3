package io.diemnet.node.bridge;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that all clients of a node may hold together. Thread-safe. */
final class BytesBudget {

  private final long total;
  private final AtomicLong taken = new AtomicLong();

  BytesBudget(long total) {
    this.total = total;
  }

  /** A quarter of the heap, and room for a few clients that use all of their limits. */
  static BytesBudget of(BridgeLimits limits) {
    long few = 4L * (limits.maxFrameSize() + 2L * limits.queueBytes());
    return new BytesBudget(Math.max(few, Runtime.getRuntime().maxMemory() / 4));
  }

  /** False if there is no room; then nothing is taken. */
  boolean take(long bytes) {
    if (taken.addAndGet(bytes) > total) {
      taken.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  void give(long bytes) {
    taken.addAndGet(-bytes);
  }

  long taken() {
    return taken.get();
  }
}

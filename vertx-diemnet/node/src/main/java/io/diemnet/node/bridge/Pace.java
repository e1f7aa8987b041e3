package io.diemnet.node.bridge;

/**
 * Whether a client goes on sending what it has begun: it may pause for a while, and the whole must
 * arrive at a least speed. Times are those of the {@link BridgeClock}. Not thread-safe, no I/O.
 */
final class Pace {

  private final BridgeLimits limits;
  private long begunAt;
  private long heardAt;

  Pace(BridgeLimits limits, long now) {
    this.limits = limits;
    this.begunAt = now;
    this.heardAt = now;
  }

  /**
   * Bytes have come.
   *
   * @param between whether they begin something new
   */
  void heard(long now, boolean between) {
    heardAt = now;
    if (between) {
      begunAt = now;
    }
  }

  /** What had begun is whole. */
  void whole() {
    begunAt = heardAt;
  }

  /**
   * Whether the client takes too long.
   *
   * @param bytes of what it has begun, as announced
   */
  boolean late(long now, int bytes) {
    return now - heardAt > limits.patienceNanos() || now - begunAt > limits.sendingNanos(bytes);
  }
}

package io.diemnet.node.bridge;

/**
 * Checks that a client continues to send a frame or message: it may pause for a limited time, and
 * the whole must arrive with a minimum speed. Uses the time of the {@link BridgeClock}. Not
 * thread-safe, no I/O.
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
   * Bytes have arrived.
   *
   * @param between whether they begin a new frame
   */
  void heard(long now, boolean between) {
    heardAt = now;
    if (between) {
      begunAt = now;
    }
  }

  /** The frame is complete. */
  void whole() {
    begunAt = heardAt;
  }

  /**
   * Returns whether the client takes too long.
   *
   * @param bytes the announced length of the incomplete frame
   */
  boolean late(long now, int bytes) {
    return now - heardAt > limits.patienceNanos() || now - begunAt > limits.sendingNanos(bytes);
  }
}

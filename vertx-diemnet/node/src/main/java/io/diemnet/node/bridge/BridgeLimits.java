package io.diemnet.node.bridge;

/**
 * The limits of a bridge.
 *
 * @param maxFrameSize maximum bytes of a frame in either direction
 * @param queueBytes maximum bytes that a client has not read yet, and maximum bytes of its requests
 *     in flight. One frame always fits.
 * @param maxClients maximum number of clients of a port that have sent the token
 * @param maxStrangers maximum number of connections of a port that have not sent the token
 * @param maxHandlers maximum number of registrations of a client
 * @param maxPending maximum number of requests of a client in flight, and of requests that it has
 *     not answered
 * @param patienceMillis time limit for a client to send more of a frame, to read its output, and to
 *     send its token
 * @param silenceMillis time after which a silent connection of the web port is closed. A browser
 *     runs the timers of a hidden page once per minute, so a client that pings by timer needs more
 *     than two minutes
 */
record BridgeLimits(
    int maxFrameSize,
    int queueBytes,
    int maxClients,
    int maxStrangers,
    int maxHandlers,
    int maxPending,
    long patienceMillis,
    int silenceMillis) {

  /** Maximum number of array elements (messages) in one SockJS frame. */
  static final int MAX_MESSAGES = 1000;

  /** Maximum bytes of the frame with the token, because the client is unknown before it. */
  static final int MAX_FIRST_FRAME = 64 * 1024;

  /** Minimum speed of sending a frame, and of reading. Reading is less visible to the bridge. */
  private static final int SENT_PER_SECOND = 64 * 1024;

  private static final int READ_PER_SECOND = 1024 * 1024;

  static BridgeLimits of(int maxFrameSize, int queueBytes) {
    return new BridgeLimits(maxFrameSize, queueBytes, 256, 64, 1000, 1000, 10_000, 150_000);
  }

  long patienceNanos() {
    return patienceMillis * 1_000_000;
  }

  /** Returns the total time that a client may take to send a frame. */
  long sendingNanos(int bytes) {
    return patienceNanos() + bytes * 1_000_000_000L / SENT_PER_SECOND;
  }

  /** Returns the time that a client may take to read a frame. */
  long readingNanos(int bytes) {
    return patienceNanos() + bytes * 1_000_000_000L / READ_PER_SECOND;
  }
}

package io.diemnet.node.bridge;

/**
 * What a bridge holds for its clients at most.
 *
 * @param maxFrameSize bytes of a frame, either way
 * @param queueBytes bytes that a client has not read yet; also bytes of its requests under way. One
 *     frame always fits.
 * @param maxClients clients of a port at a time, from where they have shown the token
 * @param maxStrangers connections of a port at a time that are no such client (yet)
 * @param maxHandlers registered addresses of a client
 * @param maxPending requests of a client under way, and as many that it has not answered
 * @param patienceMillis how long a client may take to go on: to send more of a frame, to read what
 *     waits for it, to show its token
 * @param silenceMillis after which a connection of the web port that sends nothing is closed. A
 *     browser lets the timers of a hidden page run once a minute, so a client that pings by timer
 *     needs more than two minutes
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

  /** Messages in one frame of SockJS, and other elements of its array. */
  static final int MAX_MESSAGES = 1000;

  /** Bytes of the frame that shows the token: nobody is known before it. */
  static final int MAX_FIRST_FRAME = 64 * 1024;

  /** Slowest sending of a frame, and slowest reading, of which less is seen. */
  private static final int SENT_PER_SECOND = 64 * 1024;

  private static final int READ_PER_SECOND = 1024 * 1024;

  static BridgeLimits of(int maxFrameSize, int queueBytes) {
    return new BridgeLimits(maxFrameSize, queueBytes, 256, 64, 1000, 1000, 10_000, 150_000);
  }

  long patienceNanos() {
    return patienceMillis * 1_000_000;
  }

  /** How long a frame may be on its way from a client, all in all. */
  long sendingNanos(int bytes) {
    return patienceNanos() + bytes * 1_000_000_000L / SENT_PER_SECOND;
  }

  /** How long a client may take to read a frame. */
  long readingNanos(int bytes) {
    return patienceNanos() + bytes * 1_000_000_000L / READ_PER_SECOND;
  }
}

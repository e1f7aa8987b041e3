package io.diemnet.vertx;

/**
 * The reason why a call failed, with its number on the event bus ({@code
 * ReplyException.failureCode()}). A call is checked in the order of these values.
 */
public enum FailureCode {
  /**
   * The peer, protocol, time-out, priority or payload is missing or malformed, the peer is this
   * node itself, or a network cannot start with its configuration. Number 400.
   */
  INVALID_REQUEST(400),
  /** The peer is not connected. Number 404. */
  NOT_CONNECTED(404),
  /** The remote does not support the protocol. Number 501. */
  NOT_SUPPORTED(501),
  /** The message is larger than the frame limit. Number 413. */
  TOO_LARGE(413),
  /** All RPC slots are in use or the outbound queue is full. Number 429. */
  TOO_MANY_PENDING(429),
  /** No response arrived in time. Number 408. */
  TIMED_OUT(408),
  /**
   * The connection ended before the response arrived, or the network does not run: it is not
   * started, cannot bind its address, or is closing. Number 503.
   */
  CONNECTION_LOST(503),
  /** A peer was dialed that is already connected. Number 409. */
  ALREADY_CONNECTED(409),
  /** A dial failed. The message names the step. Number 502. */
  DIAL_FAILED(502);

  private final int number;

  FailureCode(int number) {
    this.number = number;
  }

  /** {@return the number of this code on the event bus} */
  public int number() {
    return number;
  }

  /**
   * Returns the code with the given number.
   *
   * @param number the number on the event bus
   * @return the code, or null if no code has that number
   */
  public static FailureCode ofNumber(int number) {
    for (FailureCode code : values()) {
      if (code.number == number) {
        return code;
      }
    }
    return null;
  }
}

package io.diemnet.vertx;

/**
 * Why a call failed, with the number that stands for it on the event bus ({@code
 * ReplyException.failureCode()}). The checks are made in the order of these values.
 */
public enum FailureCode {
  /**
   * Missing or malformed peer, protocol, timeout or priority, the own id, or no payload; a
   * configuration that a network cannot start with.
   */
  INVALID_REQUEST(400),
  /** There is no connection to that peer. */
  NOT_CONNECTED(404),
  /** The remote does not speak that protocol. */
  NOT_SUPPORTED(501),
  /** The message is larger than the frame limit allows. */
  TOO_LARGE(413),
  /** All RPC slots are taken or the outbound queue is full. */
  TOO_MANY_PENDING(429),
  /** No response came in time. */
  TIMED_OUT(408),
  /**
   * The connection ended before the response came, or the network does not run: it is not started,
   * cannot listen, or is shutting down.
   */
  CONNECTION_LOST(503),
  /** A dial to a peer that is connected already. */
  ALREADY_CONNECTED(409),
  /** A dial that failed; the message names the step. */
  DIAL_FAILED(502);

  private final int number;

  FailureCode(int number) {
    this.number = number;
  }

  /** {@return the number on the event bus} */
  public int number() {
    return number;
  }

  /**
   * The code of that number, or null when there is none.
   *
   * @param number the number on the wire
   * @return the failure code
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

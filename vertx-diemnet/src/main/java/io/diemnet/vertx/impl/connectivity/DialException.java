package io.diemnet.vertx.impl.connectivity;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;

/** A dial that failed, with the reason as in metrics and events. */
public final class DialException extends DiemNetException {

  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * Creates the failure of a dial.
   *
   * @param reason the value of the tag {@code reason}
   */
  public DialException(String message, String reason, Throwable cause) {
    super(FailureCode.DIAL_FAILED, message, cause);
    this.reason = reason;
  }

  /** The reason as in metrics and events. */
  public String reason() {
    return reason;
  }
}

package io.diemnet.vertx;

import io.vertx.core.VertxException;
import java.util.Objects;

/**
 * The failure of a call to a network: a stable {@link FailureCode} and a message that names the
 * peer, the protocol and the reason. It is an expected failure and carries no stack trace. Its text
 * form begins with the code's name and number.
 */
public class DiemNetException extends VertxException {

  private static final long serialVersionUID = 1L;

  private final FailureCode code;

  /**
   * Creates a failure.
   *
   * @param code the code of the failure
   * @param message the payload of the message
   */
  public DiemNetException(FailureCode code, String message) {
    super(message, true);
    this.code = Objects.requireNonNull(code);
  }

  /**
   * Creates a failure.
   *
   * @param code the code of the failure
   * @param message the payload of the message
   * @param cause the failure behind it, or null
   */
  public DiemNetException(FailureCode code, String message, Throwable cause) {
    super(message, cause, true);
    this.code = Objects.requireNonNull(code);
  }

  /** {@return the code} */
  public FailureCode code() {
    return code;
  }

  /** {@code io.diemnet.vertx.DiemNetException: NOT_CONNECTED (404): } and the message. */
  @Override
  @SuppressWarnings("OverrideThrowableToString") // the message alone goes over the event bus
  public String toString() {
    return DiemNetException.class.getName()
        + ": "
        + code
        + " ("
        + code.number()
        + "): "
        + getLocalizedMessage();
  }
}

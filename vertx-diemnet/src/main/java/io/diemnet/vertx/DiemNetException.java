package io.diemnet.vertx;

import io.vertx.core.VertxException;
import java.util.Objects;

/**
 * The failure of a call to a network. It has a stable {@link FailureCode}, and a message that names
 * the peer, the protocol and the reason. It has no stack trace. Its string form starts with the
 * name and number of the code.
 */
public class DiemNetException extends VertxException {

  private static final long serialVersionUID = 1L;

  /** The failure code. */
  private final FailureCode code;

  /**
   * Creates an exception.
   *
   * @param code the failure code
   * @param message the detail message
   */
  public DiemNetException(FailureCode code, String message) {
    super(message, true);
    this.code = Objects.requireNonNull(code);
  }

  /**
   * Creates an exception.
   *
   * @param code the failure code
   * @param message the detail message
   * @param cause the cause, or null
   */
  public DiemNetException(FailureCode code, String message, Throwable cause) {
    super(message, cause, true);
    this.code = Objects.requireNonNull(code);
  }

  /** {@return the failure code} */
  public FailureCode code() {
    return code;
  }

  /**
   * {@return the class name, the code with its number, and the message: {@code
   * io.diemnet.vertx.DiemNetException: NOT_CONNECTED (404): ...}}
   */
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

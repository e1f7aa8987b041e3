package io.diemnet.vertx;

import io.vertx.core.VertxException;
import java.util.Objects;

/**
 * A Noise handshake or session ended because of what the remote sent or did not send (specification
 * section 5). The remote sees only the end of the connection. The exception has no stack trace,
 * because any remote can cause it.
 */
public final class NoiseException extends VertxException {

  private static final long serialVersionUID = 1L;

  /** The reason as one word. */
  private final String reason;

  /**
   * Creates an exception.
   *
   * @param reason the reason as one word, stable for programs and metrics
   * @param message the detail message
   */
  public NoiseException(String reason, String message) {
    this(reason, message, null);
  }

  /**
   * Creates an exception.
   *
   * @param reason the reason as one word, stable for programs and metrics
   * @param message the detail message
   * @param cause the cause, or null
   */
  public NoiseException(String reason, String message, Throwable cause) {
    super(message, cause, true);
    this.reason = Objects.requireNonNull(reason);
  }

  /**
   * {@return the reason as one word, for programs and metrics, for example {@code replay} or {@code
   * frame-not-authentic}}
   */
  public String reason() {
    return reason;
  }
}

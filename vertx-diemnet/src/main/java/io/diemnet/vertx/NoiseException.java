package io.diemnet.vertx;

import io.vertx.core.VertxException;
import java.util.Objects;

/**
 * A Noise handshake or session that ended because of something the remote sent or did not send
 * (specification section 5). The remote is told nothing but the end of the connection. Without a
 * stack trace, since any remote can cause it.
 */
public final class NoiseException extends VertxException {

  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * Creates a failure.
   *
   * @param reason the reason, in a word
   * @param message the payload of the message
   */
  public NoiseException(String reason, String message) {
    this(reason, message, null);
  }

  /**
   * Creates a failure.
   *
   * @param reason the reason, in a word
   * @param message the payload of the message
   * @param cause the failure behind it, or null
   */
  public NoiseException(String reason, String message, Throwable cause) {
    super(message, cause, true);
    this.reason = Objects.requireNonNull(reason);
  }

  /**
   * {@return one word for programs and metrics: {@code replay}, {@code frame-not-authentic}, ..}
   */
  public String reason() {
    return reason;
  }
}

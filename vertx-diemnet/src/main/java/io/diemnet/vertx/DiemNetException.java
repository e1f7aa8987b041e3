package io.diemnet.vertx;

import io.vertx.core.VertxException;
import java.util.Objects;

/**
 * The one exception at the public face: a stable {@link FailureCode} and a message that names the
 * peer, the protocol and the reason. It is an expected failure and carries no stack trace.
 */
public class DiemNetException extends VertxException {

  private static final long serialVersionUID = 1L;

  private final FailureCode code;

  public DiemNetException(FailureCode code, String message) {
    super(message, true);
    this.code = Objects.requireNonNull(code);
  }

  public DiemNetException(FailureCode code, String message, Throwable cause) {
    super(message, cause, true);
    this.code = Objects.requireNonNull(code);
  }

  public FailureCode code() {
    return code;
  }
}

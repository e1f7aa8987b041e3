package io.diemnet.vertx.impl.bcs;

/** The input is not canonical BCS. It has no stack trace. */
public final class BcsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public BcsException(String message) {
    super(message, null, false, false);
  }
}

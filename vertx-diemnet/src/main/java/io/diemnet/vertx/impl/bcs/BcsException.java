package io.diemnet.vertx.impl.bcs;

/** Bytes that are not canonical BCS. An expected failure: it carries no stack trace. */
public final class BcsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public BcsException(String message) {
    super(message, null, false, false);
  }
}

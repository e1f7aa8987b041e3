package io.diemnet.vertx.impl.discovery;

/** An encrypted address that cannot be had. An expected failure: it carries no stack trace. */
public final class BadAddressException extends Exception {

  private static final long serialVersionUID = 1L;

  public BadAddressException(String message) {
    super(message, null, false, false);
  }
}

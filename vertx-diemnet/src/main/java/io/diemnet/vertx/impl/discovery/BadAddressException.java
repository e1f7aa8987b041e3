package io.diemnet.vertx.impl.discovery;

/** An address that cannot be decrypted or decoded. It has no stack trace. */
public final class BadAddressException extends Exception {

  private static final long serialVersionUID = 1L;

  public BadAddressException(String message) {
    super(message, null, false, false);
  }
}

package io.diemnet.vertx.impl.discovery;

/**
 * The content of a source cannot be read and changes nothing. The message says what is wrong and
 * where. It has no stack trace.
 */
public final class DiscoveryException extends Exception {

  private static final long serialVersionUID = 1L;

  public DiscoveryException(String message) {
    super(message, null, false, false);
  }
}

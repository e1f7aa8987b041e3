package io.diemnet.vertx.impl.discovery;

/**
 * What a source gave cannot be read, so it changes nothing. An expected failure: the message says
 * what is wrong and where, and there is no stack trace.
 */
public final class DiscoveryException extends Exception {

  private static final long serialVersionUID = 1L;

  public DiscoveryException(String message) {
    super(message, null, false, false);
  }
}

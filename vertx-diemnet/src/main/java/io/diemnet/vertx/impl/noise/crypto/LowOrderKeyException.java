package io.diemnet.vertx.impl.noise.crypto;

import java.security.GeneralSecurityException;

/** A public key of low order made a shared secret of zeros, which is public. */
public final class LowOrderKeyException extends GeneralSecurityException {

  private static final long serialVersionUID = 1L;

  public LowOrderKeyException() {
    super("the key agreement gave all zeros: the public key is of low order");
  }

  /** Expected from hostile peers, so it carries no stack trace. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}

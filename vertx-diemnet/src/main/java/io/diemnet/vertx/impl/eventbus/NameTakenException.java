package io.diemnet.vertx.impl.eventbus;

/** Another node of the cluster has a network of the same name. */
public final class NameTakenException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  NameTakenException(String message) {
    super(message);
  }
}

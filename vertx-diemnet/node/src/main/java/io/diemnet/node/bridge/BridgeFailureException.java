package io.diemnet.node.bridge;

/** A refused frame. Never leaves this package. */
final class BridgeFailureException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient BridgeFailure failure;

  BridgeFailureException(BridgeFailure failure) {
    super(failure.message(), null, false, false);
    this.failure = failure;
  }

  BridgeFailure failure() {
    return failure;
  }
}

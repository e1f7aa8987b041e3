package io.diemnet.vertx.impl;

/** The states of a network, which it passes in this order; any of the first three may be last. */
enum NetworkState {
  /** Made, and not started. */
  NEW("is not started"),
  /** From the call of {@code start()} until its future completes. */
  STARTING("is still starting"),
  /** Started. */
  RUNNING("is running"),
  /** From the call of {@code close()}, or the first undeployed verticle, until all has ended. */
  CLOSING("is shutting down"),
  /** Closed, or failed to start: it cannot be started again. */
  CLOSED("is closed");

  private final String words;

  NetworkState(String words) {
    this.words = words;
  }

  boolean isClosing() {
    return this == CLOSING || this == CLOSED;
  }

  /** What a message says after the network's name. */
  String words() {
    return words;
  }
}

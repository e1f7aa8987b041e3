package io.diemnet.vertx.impl;

/** The states of a network, in order. STARTING and RUNNING may be skipped. */
enum NetworkState {
  /** Created, not started. */
  NEW("is not started"),
  /** From the call of {@code start()} until its future completes. */
  STARTING("is still starting"),
  /** Started. */
  RUNNING("is running"),
  /**
   * From the call of {@code close()}, or the undeployment of a verticle, until everything has
   * ended.
   */
  CLOSING("is shutting down"),
  /** Closed, or failed to start. It cannot be started again. */
  CLOSED("is closed");

  private final String words;

  NetworkState(String words) {
    this.words = words;
  }

  boolean isClosing() {
    return this == CLOSING || this == CLOSED;
  }

  /** The text of the state in messages, after the name of the network. */
  String words() {
    return words;
  }
}

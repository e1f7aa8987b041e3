package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.impl.metrics.FailureReason;

/** Why a channel did not become a connection. Expected, so without a stack trace. */
public final class UpgradeException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Where in the upgrade it was (specification section 4). */
  public enum Step {
    RESOLVE("name resolution"),
    CONNECT("TCP connect"),
    PROXY("PROXY protocol"),
    NOISE("Noise handshake"),
    HANDSHAKE("DiemNet handshake"),
    REGISTER("registration");

    private final String text;

    Step(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private final Step step;
  private final FailureReason reason;

  /**
   * @param message what happened and what can be behind it
   */
  public UpgradeException(Step step, FailureReason reason, String message) {
    super(message, null, false, false);
    this.step = step;
    this.reason = reason;
  }

  public Step step() {
    return step;
  }

  public FailureReason reason() {
    return reason;
  }
}

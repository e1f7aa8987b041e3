package io.diemnet.vertx;

/** Which side dialed. */
public enum ConnectionOrigin {
  INBOUND("inbound"),
  OUTBOUND("outbound");

  private final String text;

  ConnectionOrigin(String text) {
    this.text = text;
  }

  /** {@code inbound} or {@code outbound}, as in events and metrics. */
  @Override
  public String toString() {
    return text;
  }
}

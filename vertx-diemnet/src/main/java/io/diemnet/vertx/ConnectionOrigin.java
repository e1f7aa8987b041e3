package io.diemnet.vertx;

/** Which side dialed. */
public enum ConnectionOrigin {
  INBOUND("inbound"),
  OUTBOUND("outbound");

  private final String text;

  ConnectionOrigin(String text) {
    this.text = text;
  }

  /** Reads {@code inbound} or {@code outbound}. */
  public static ConnectionOrigin parse(String text) {
    for (ConnectionOrigin origin : values()) {
      if (origin.text.equals(text)) {
        return origin;
      }
    }
    throw new IllegalArgumentException(
        "a connection's origin is inbound or outbound, not '" + text + "'");
  }

  /** {@code inbound} or {@code outbound}, as in events and metrics. */
  @Override
  public String toString() {
    return text;
  }
}

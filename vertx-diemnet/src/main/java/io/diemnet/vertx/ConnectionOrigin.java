package io.diemnet.vertx;

/** Which side dialed. */
public enum ConnectionOrigin {
  /** Its text form is {@code inbound}. */
  INBOUND("inbound"),
  /** Its text form is {@code outbound}. */
  OUTBOUND("outbound");

  private final String text;

  ConnectionOrigin(String text) {
    this.text = text;
  }

  /**
   * Reads {@code inbound} or {@code outbound}.
   *
   * @param text the text form
   * @return the connection origin
   */
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

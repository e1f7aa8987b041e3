package io.diemnet.vertx;

/** The side that dialed a connection. */
public enum ConnectionOrigin {
  /** The remote dialed. Text form: {@code inbound}. */
  INBOUND("inbound"),
  /** This node dialed. Text form: {@code outbound}. */
  OUTBOUND("outbound");

  private final String text;

  ConnectionOrigin(String text) {
    this.text = text;
  }

  /**
   * Parses {@code inbound} or {@code outbound}.
   *
   * @param text the text to parse
   * @return the origin
   * @throws IllegalArgumentException if the text is neither
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

  /** {@return {@code inbound} or {@code outbound}, as in events and metrics} */
  @Override
  public String toString() {
    return text;
  }
}

package io.diemnet.vertx;

/** The reason why the last connection to a peer ended, as in {@code lost-peer} events. */
public enum DisconnectReason {
  /**
   * This node closed the connection: by a disconnect, because the peer is no longer eligible, or at
   * shutdown. Text form: {@code requested}.
   */
  REQUESTED("requested"),
  /** Any other reason. Text form: {@code connection-lost}. */
  CONNECTION_LOST("connection-lost"),
  /**
   * This node closed the connection because memory was short and this connection held the most
   * memory in the least trusted class (specification section 14, point 9). Text form: {@code
   * memory}.
   */
  MEMORY("memory");

  private final String text;

  DisconnectReason(String text) {
    this.text = text;
  }

  /**
   * Parses the text form of a reason.
   *
   * @param text the text to parse
   * @return the reason
   * @throws IllegalArgumentException if the text is not a reason
   */
  public static DisconnectReason parse(String text) {
    for (DisconnectReason reason : values()) {
      if (reason.text.equals(text)) {
        return reason;
      }
    }
    throw new IllegalArgumentException(
        "the reason of a lost peer is requested or connection-lost, not '" + text + "'");
  }

  /** {@return {@code requested}, {@code connection-lost} or {@code memory}, as in events} */
  @Override
  public String toString() {
    return text;
  }
}

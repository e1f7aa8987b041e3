package io.diemnet.vertx;

/** Why the last connection to a peer ended, as {@code lost-peer} events tell it. */
public enum DisconnectReason {
  /** This node closed it: a disconnect, a peer no longer eligible, or a shutdown. */
  REQUESTED("requested"),
  /** Anything else. */
  CONNECTION_LOST("connection-lost"),
  /**
   * This node closed it because memory was short and it held most in the least trusted class
   * (specification section 14, point 9).
   */
  MEMORY("memory");

  private final String text;

  DisconnectReason(String text) {
    this.text = text;
  }

  /**
   * Reads {@code requested} or {@code connection-lost}.
   *
   * @param text the text form
   * @return the disconnect reason
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

  /** {@code requested} or {@code connection-lost}, as in events. */
  @Override
  public String toString() {
    return text;
  }
}

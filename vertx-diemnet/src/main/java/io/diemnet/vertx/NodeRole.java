package io.diemnet.vertx;

/** The role of this node. It decides which peers are dialed (specification section 10). */
public enum NodeRole {
  /** A validator. Text form: {@code validator}. */
  VALIDATOR("validator"),
  /** A full node. Text form: {@code full_node}. */
  FULL_NODE("full_node");

  private final String text;

  NodeRole(String text) {
    this.text = text;
  }

  /**
   * Parses {@code validator} or {@code full_node}.
   *
   * @param text the text to parse
   * @return the role
   * @throws IllegalArgumentException if the text is neither
   */
  public static NodeRole parse(String text) {
    for (NodeRole role : values()) {
      if (role.text.equals(text)) {
        return role;
      }
    }
    throw new IllegalArgumentException(
        "a node's role is validator or full_node, not '" + text + "'");
  }

  /** {@return {@code validator} or {@code full_node}} */
  @Override
  public String toString() {
    return text;
  }
}

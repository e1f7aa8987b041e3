package io.diemnet.vertx;

/** What this node is itself; decides whom it dials (specification section 10). */
public enum NodeRole {
  /** Its text form is {@code validator}. */
  VALIDATOR("validator"),
  /** Its text form is {@code full_node}. */
  FULL_NODE("full_node");

  private final String text;

  NodeRole(String text) {
    this.text = text;
  }

  /**
   * Reads {@code validator} or {@code full_node}.
   *
   * @param text the text form
   * @return the node role
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

  /** As in a configuration. */
  @Override
  public String toString() {
    return text;
  }
}

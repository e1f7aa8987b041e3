package io.diemnet.vertx;

/** What this node is itself; decides whom it dials (specification section 10). */
public enum NodeRole {
  VALIDATOR("validator"),
  FULL_NODE("full_node");

  private final String text;

  NodeRole(String text) {
    this.text = text;
  }

  /** Reads {@code validator} or {@code full_node}. */
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

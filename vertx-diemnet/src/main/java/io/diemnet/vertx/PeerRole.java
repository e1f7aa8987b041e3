package io.diemnet.vertx;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The role of a peer for this node, from most to least trusted (specification section 1). */
public enum PeerRole {
  /** Text form: {@code Validator}. */
  VALIDATOR("Validator"),
  /** Text form: {@code PreferredUpstream}. */
  PREFERRED_UPSTREAM("PreferredUpstream"),
  /** Text form: {@code Upstream}. */
  UPSTREAM("Upstream"),
  /** Text form: {@code ValidatorFullNode}. */
  VALIDATOR_FULL_NODE("ValidatorFullNode"),
  /** Text form: {@code Downstream}. */
  DOWNSTREAM("Downstream"),
  /** Text form: {@code Known}. */
  KNOWN("Known"),
  /** Text form: {@code Unknown}. */
  UNKNOWN("Unknown");

  private final String text;

  PeerRole(String text) {
    this.text = text;
  }

  /**
   * Parses the name of a role as {@link #toString} writes it.
   *
   * @param text the text to parse
   * @return the role
   * @throws IllegalArgumentException if the text is not a role
   */
  public static PeerRole parse(String text) {
    for (PeerRole role : values()) {
      if (role.text.equals(text)) {
        return role;
      }
    }
    throw new IllegalArgumentException(
        "a peer's role is one of "
            + Arrays.stream(values()).map(PeerRole::toString).collect(Collectors.joining(", "))
            + ", not '"
            + text
            + "'");
  }

  /**
   * {@return the name of the role as in configurations and events, for example {@code
   * PreferredUpstream}}
   */
  @Override
  public String toString() {
    return text;
  }
}

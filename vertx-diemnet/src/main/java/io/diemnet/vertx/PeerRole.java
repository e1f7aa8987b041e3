package io.diemnet.vertx;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What a peer is to this node, from most to least trusted (specification section 1). */
public enum PeerRole {
  /** Its text form is {@code Validator}. */
  VALIDATOR("Validator"),
  /** Its text form is {@code PreferredUpstream}. */
  PREFERRED_UPSTREAM("PreferredUpstream"),
  /** Its text form is {@code Upstream}. */
  UPSTREAM("Upstream"),
  /** Its text form is {@code ValidatorFullNode}. */
  VALIDATOR_FULL_NODE("ValidatorFullNode"),
  /** Its text form is {@code Downstream}. */
  DOWNSTREAM("Downstream"),
  /** Its text form is {@code Known}. */
  KNOWN("Known"),
  /** Its text form is {@code Unknown}. */
  UNKNOWN("Unknown");

  private final String text;

  PeerRole(String text) {
    this.text = text;
  }

  /**
   * Reads a role's name as {@link #toString} writes it.
   *
   * @param text the text form
   * @return the peer role
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

  /** As in configurations and events, {@code PreferredUpstream} for one. */
  @Override
  public String toString() {
    return text;
  }
}

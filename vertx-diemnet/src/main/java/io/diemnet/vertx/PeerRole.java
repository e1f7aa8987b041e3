package io.diemnet.vertx;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What a peer is to this node, from most to least trusted (specification section 1). */
public enum PeerRole {
  VALIDATOR("Validator"),
  PREFERRED_UPSTREAM("PreferredUpstream"),
  UPSTREAM("Upstream"),
  VALIDATOR_FULL_NODE("ValidatorFullNode"),
  DOWNSTREAM("Downstream"),
  KNOWN("Known"),
  UNKNOWN("Unknown");

  private final String text;

  PeerRole(String text) {
    this.text = text;
  }

  /** Reads a role's name as {@link #toString} writes it. */
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

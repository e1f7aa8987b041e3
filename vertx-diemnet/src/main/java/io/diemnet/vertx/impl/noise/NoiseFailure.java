package io.diemnet.vertx.impl.noise;

/**
 * Why a Noise handshake ended, one value per rule of specification section 5. The remote is never
 * told: it sees its connection close.
 */
public enum NoiseFailure {
  /** Rule 1: the remote closed, or the deadline passed, before its message was whole. */
  INCOMPLETE("incomplete", false, "the remote's handshake message did not come whole"),
  /** Rule 2: the dialer carries this node's own PeerId. */
  SELF_DIAL("self-dial", false, "the remote has this node's own peer id"),
  /** Rule 3: the dialer expects another peer here. */
  WRONG_KEY("wrong-key", false, "the remote expects another public key than this node's"),
  /** Rule 4: what the remote sent is not authentic. */
  DECRYPT_FAILED("decrypt-failed", true, "the remote's handshake message does not decrypt"),
  /** Rule 4 too: a key of low order, which would make the secret public. */
  LOW_ORDER_KEY("low-order-key", true, "the remote sent a public key of low order"),
  /** Rule 5, mutual mode: that PeerId is not trusted. */
  UNKNOWN_PEER("unknown-peer", false, "the remote's peer id is not in the trusted set"),
  /** Rule 5: that PeerId is trusted, but not with this key. */
  KEY_MISMATCH("key-mismatch", true, "the remote's key is not one of that trusted peer's keys"),
  /** Rule 5, maybe-mutual mode: an unknown PeerId that is not the one of its key. */
  DERIVED_ID_MISMATCH(
      "derived-id-mismatch", true, "the remote is unknown and its peer id is not that of its key"),
  /** Rule 6: a handshake seen before, or one that was overtaken by a later one. */
  REPLAY("replay", true, "the remote's timestamp is not newer than its last one"),
  /** Dialer only: the listener closed without an answer, whatever its rule was. */
  REFUSED("refused", false, "the remote closed the connection without an answer"),
  /** The connection ended while this end was still computing. */
  CONNECTION_LOST("connection-lost", false, "the connection ended during the handshake"),
  /** This node has more handshakes waiting than it takes. */
  OVERLOADED("overloaded", false, "too many handshakes are waiting on this node"),
  /** A defect here, not the remote's doing. */
  INTERNAL("internal", false, "an unexpected error on this node");

  private final String tag;
  private final boolean suspicious;
  private final String description;

  NoiseFailure(String tag, boolean suspicious, String description) {
    this.tag = tag;
    this.suspicious = suspicious;
    this.description = description;
  }

  /** The reason as a metric's tag has it. */
  public String tag() {
    return tag;
  }

  /** True when it may be an attack and is to be logged as such. */
  public boolean suspicious() {
    return suspicious;
  }

  /** One line for people. */
  public String description() {
    return description;
  }

  @Override
  public String toString() {
    return tag;
  }
}

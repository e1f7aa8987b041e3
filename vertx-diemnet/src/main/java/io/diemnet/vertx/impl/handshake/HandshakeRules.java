package io.diemnet.vertx.impl.handshake;

/**
 * What a profile decides about handshake messages.
 *
 * @param maxBitVector the most bytes that a set of protocols may have when it is read
 * @param emptyIntersection whether two ends agree that have no protocol in common; if not, the
 *     highest version with a common protocol counts
 * @param networkIds how the network is named
 * @param callsAdvertised whether a node may call every protocol that the remote advertises; if not,
 *     only those that it advertises itself too
 */
public record HandshakeRules(
    int maxBitVector,
    boolean emptyIntersection,
    NetworkIdCodec networkIds,
    boolean callsAdvertised) {

  /** Rules by which only what both ends advertise may be called. */
  public HandshakeRules(int maxBitVector, boolean emptyIntersection, NetworkIdCodec networkIds) {
    this(maxBitVector, emptyIntersection, networkIds, false);
  }
}

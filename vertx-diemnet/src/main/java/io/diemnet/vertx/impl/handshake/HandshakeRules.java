package io.diemnet.vertx.impl.handshake;

/**
 * What a profile decides about handshake messages.
 *
 * @param maxBitVector the most bytes that a set of protocols may have when it is read
 * @param emptyIntersection whether two ends agree that have no protocol in common; if not, the
 *     highest version with a common protocol counts
 * @param networkIds how the network is named
 */
public record HandshakeRules(
    int maxBitVector, boolean emptyIntersection, NetworkIdCodec networkIds) {}

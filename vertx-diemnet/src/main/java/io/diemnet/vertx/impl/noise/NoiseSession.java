package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PublicKey;

/**
 * What a handshake ends with.
 *
 * @param remotePeer the id that the remote claimed and proved (listener) or that was dialed
 *     (dialer)
 * @param remoteKey the static key that Noise proved, as it was received
 * @param role the role in the trusted set at that moment (listener); always Unknown on the dialer's
 *     side, which looks it up when the connection is handed over
 * @param ciphers of the event loop of the connection, from now on
 */
public record NoiseSession(
    PeerId remotePeer, PublicKey remoteKey, PeerRole role, TransportCiphers ciphers) {}

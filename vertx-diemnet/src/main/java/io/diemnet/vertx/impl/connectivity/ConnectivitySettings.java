package io.diemnet.vertx.impl.connectivity;

import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.NodeRole;
import io.diemnet.vertx.PeerId;

/**
 * Who this node is and how eager it dials.
 *
 * @param self never dialed, never trusted
 * @param network decides with the role whom to dial
 * @param mutualAuthentication whether only peers in the trusted set may connect
 * @param backoff the pauses between attempts
 * @param maxOutbound outbound connections and queued dials together; not heeded in the validator
 *     network
 */
public record ConnectivitySettings(
    PeerId self,
    NetworkId network,
    NodeRole role,
    boolean mutualAuthentication,
    Backoff backoff,
    int maxOutbound) {}

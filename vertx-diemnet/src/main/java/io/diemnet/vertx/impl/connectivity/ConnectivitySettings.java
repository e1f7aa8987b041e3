package io.diemnet.vertx.impl.connectivity;

import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.NodeRole;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.profile.Roles;

/**
 * What the connectivity plan knows of this node, and how often it dials.
 *
 * @param self never dialed, never trusted
 * @param network decides, with the role, whom to dial
 * @param roles which roles that are, in the network's profile
 * @param mutualAuthentication whether only peers in the trusted set may connect
 * @param backoff the pauses between attempts
 * @param maxOutbound outbound connections and queued dials together; ignored in the validator
 *     network
 */
public record ConnectivitySettings(
    PeerId self,
    NetworkId network,
    NodeRole role,
    Roles roles,
    boolean mutualAuthentication,
    Backoff backoff,
    int maxOutbound) {}

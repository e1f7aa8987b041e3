package io.diemnet.vertx.impl.connectivity;

import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.NodeRole;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.profile.Roles;

/**
 * The identity of this node and its dial settings.
 *
 * @param self the peer id of this node, which is never dialed and never trusted
 * @param network selects, with the role, the peers to dial
 * @param roles gives the roles to dial, in the profile of the network
 * @param mutualAuthentication whether only peers in the trusted set may connect
 * @param backoff the delays between attempts
 * @param maxOutbound the limit of outbound connections and queued dials; not used in the validator
 *     network
 * @param byLatency whether peers of the public network are chosen by latency
 * @param access the peers that may be dialed
 */
public record ConnectivitySettings(
    PeerId self,
    NetworkId network,
    NodeRole role,
    Roles roles,
    boolean mutualAuthentication,
    Backoff backoff,
    int maxOutbound,
    boolean byLatency,
    AccessLists access) {

  /** Settings that measure no latencies and let every peer be dialed. */
  public ConnectivitySettings(
      PeerId self,
      NetworkId network,
      NodeRole role,
      Roles roles,
      boolean mutualAuthentication,
      Backoff backoff,
      int maxOutbound) {
    this(
        self,
        network,
        role,
        roles,
        mutualAuthentication,
        backoff,
        maxOutbound,
        false,
        AccessLists.NONE);
  }
}

package io.diemnet.vertx.impl.profile;

import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.NodeRole;
import io.diemnet.vertx.PeerRole;
import java.util.Set;

/** What roles mean in a profile. Implementations are stateless. */
public interface Roles {

  /** The roles that a node dials. It waits for peers of the other roles to connect. */
  Set<PeerRole> dialed(NetworkId network, NodeRole role);

  /** The role of an inbound peer that is not in the trusted set. */
  PeerRole ofStrangers(NetworkId network, NodeRole role);

  /**
   * Whether an inbound connection of a peer with this role is kept that is not, or no longer, in
   * the trusted set, without mutual authentication.
   */
  default boolean keepsUntrusted(PeerRole role) {
    return role == PeerRole.UNKNOWN;
  }
}

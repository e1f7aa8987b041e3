package io.diemnet.vertx.impl.connectivity;

import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.NodeRole;
import io.diemnet.vertx.PeerRole;
import java.util.EnumSet;
import java.util.Set;

/**
 * The roles that a node dials. Peers in other roles dial this node (see the table in the
 * specification, section 10).
 */
final class DialRoles {

  private DialRoles() {}

  static Set<PeerRole> of(NetworkId network, NodeRole role) {
    if (network.isVfn()) {
      return role == NodeRole.VALIDATOR
          ? EnumSet.noneOf(PeerRole.class)
          : EnumSet.of(PeerRole.VALIDATOR);
    }
    return switch (network.kind()) {
      case VALIDATOR -> EnumSet.of(PeerRole.VALIDATOR);
      case PUBLIC ->
          EnumSet.of(PeerRole.PREFERRED_UPSTREAM, PeerRole.UPSTREAM, PeerRole.VALIDATOR_FULL_NODE);
      case PRIVATE -> EnumSet.of(PeerRole.PREFERRED_UPSTREAM, PeerRole.UPSTREAM);
    };
  }
}

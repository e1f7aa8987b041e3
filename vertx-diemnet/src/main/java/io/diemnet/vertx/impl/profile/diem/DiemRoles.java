package io.diemnet.vertx.impl.profile.diem;

import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.NodeRole;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.impl.profile.Roles;
import java.util.EnumSet;
import java.util.Set;

/**
 * The roles that a node dials. Peers in other roles dial this node (see the table in the
 * specification, section 10).
 */
final class DiemRoles implements Roles {

  @Override
  public Set<PeerRole> dialed(NetworkId network, NodeRole role) {
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

  @Override
  public PeerRole ofStrangers(NetworkId network, NodeRole role) {
    return PeerRole.UNKNOWN;
  }
}

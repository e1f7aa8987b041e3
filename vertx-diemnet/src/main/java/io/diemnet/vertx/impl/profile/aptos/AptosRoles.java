package io.diemnet.vertx.impl.profile.aptos;

import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.NodeRole;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.impl.profile.Roles;
import java.util.EnumSet;
import java.util.Set;

/** The roles that a node dials and the role that it gives a stranger (sections 1 and 6). */
final class AptosRoles implements Roles {

  @Override
  public Set<PeerRole> dialed(NetworkId network, NodeRole role) {
    return switch (network.kind()) {
      case VALIDATOR -> EnumSet.of(PeerRole.VALIDATOR);
      case PUBLIC ->
          EnumSet.of(
              PeerRole.PREFERRED_UPSTREAM,
              PeerRole.UPSTREAM,
              PeerRole.VALIDATOR_FULL_NODE,
              PeerRole.VALIDATOR);
      case PRIVATE ->
          role == NodeRole.VALIDATOR
              ? EnumSet.noneOf(PeerRole.class)
              : EnumSet.of(PeerRole.VALIDATOR);
    };
  }

  /** Whoever calls a validator on its vfn network is taken for one of its full nodes. */
  @Override
  public PeerRole ofStrangers(NetworkId network, NodeRole role) {
    return network.isVfn() && role == NodeRole.VALIDATOR
        ? PeerRole.VALIDATOR_FULL_NODE
        : PeerRole.UNKNOWN;
  }

  @Override
  public boolean keepsUntrusted(PeerRole role) {
    return role == PeerRole.UNKNOWN || role == PeerRole.VALIDATOR_FULL_NODE;
  }
}

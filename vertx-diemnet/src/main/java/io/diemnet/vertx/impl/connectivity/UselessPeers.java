package io.diemnet.vertx.impl.connectivity;

import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of listed peers that this network never dials or never trusts, with the reason. Each entry
 * is warned of once, until its source lists it differently. One owner.
 *
 * <p>Entries of the on-chain validator set are not warned of: the operator did not write them.
 */
final class UselessPeers {

  static final int MAX_LINES = 10;

  private static final Logger LOG = LoggerFactory.getLogger(UselessPeers.class);

  private final String name;
  private final PeerId self;
  private final NetworkId network;
  private final Set<PeerRole> rolesToDial;
  private final Map<DiscoverySource, Map<PeerId, String>> known =
      new EnumMap<>(DiscoverySource.class);

  UselessPeers(String name, ConnectivitySettings settings) {
    this.name = name;
    this.self = settings.self();
    this.network = settings.network();
    this.rolesToDial = settings.roles().dialed(settings.network(), settings.role());
  }

  /** Logs what is new in the listing of a source, at most {@value #MAX_LINES} lines. */
  void warn(DiscoverySource source, Map<PeerId, DiscoveredPeer> peers) {
    if (source == DiscoverySource.VALIDATOR_SET) {
      return;
    }
    Map<PeerId, String> found = reasons(peers);
    Map<PeerId, String> before = known.put(source, found);
    int news = 0;
    for (Map.Entry<PeerId, String> entry : found.entrySet()) {
      boolean old = before != null && entry.getValue().equals(before.get(entry.getKey()));
      if (!old && news++ < MAX_LINES) {
        LOG.warn("{}: {} lists {} in vain: {}", name, source, entry.getKey(), entry.getValue());
      }
    }
    if (news > MAX_LINES) {
      LOG.warn("{}: {} lists {} more peers in vain", name, source, news - MAX_LINES);
    }
  }

  /** The peers that are never dialed or never trusted, and why. */
  Map<PeerId, String> reasons(Map<PeerId, DiscoveredPeer> peers) {
    Map<PeerId, String> reasons = new LinkedHashMap<>();
    peers.forEach(
        (peer, listing) -> {
          String reason = peer.equals(self) ? null : reason(listing);
          if (reason != null) {
            reasons.put(peer, reason);
          }
        });
    return reasons;
  }

  private String reason(DiscoveredPeer listing) {
    if (listing.isEmpty()) {
      return "it has neither an address nor a key, so it is not trusted";
    }
    // Without an address the peer is to dial this node. Where no role is dialed, all peers are.
    if (listing.addresses().isEmpty()
        || rolesToDial.isEmpty()
        || rolesToDial.contains(listing.role())) {
      return null;
    }
    return notDialed(listing.role(), network);
  }

  static String notDialed(PeerRole role, NetworkId network) {
    return "role " + role + " is not dialed in the " + text(network) + " network";
  }

  static String text(NetworkId network) {
    return switch (network.kind()) {
      case VALIDATOR -> "validator";
      case PUBLIC -> "public";
      case PRIVATE -> network.name();
    };
  }
}

package io.diemnet.vertx.impl.peermanager;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.impl.connectivity.AccessLists;
import io.diemnet.vertx.impl.metrics.FailureReason;
import io.diemnet.vertx.impl.noise.TrustedPeers;
import io.diemnet.vertx.impl.peer.Peer;
import io.diemnet.vertx.impl.transport.SourceNetwork;
import io.diemnet.vertx.impl.transport.UpgradeException;
import io.diemnet.vertx.impl.transport.UpgradeException.Step;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How many inbound connections of peers that the trusted set does not know there may be
 * (specification section 9): in all, and of one address, so that one remote cannot take all places.
 * Thread-safe; exact on the peer manager's context, where connections are registered.
 *
 * @param max in all
 * @param maxPerAddress of one IPv4 address or IPv6 /64; of an IPv6 /48 twice as many
 * @param access has the peers for which another one is closed when there are too many
 */
public record UnknownPeers(
    int max, int maxPerAddress, TrustedPeers trusted, PeerRegistry registry, AccessLists access) {

  /**
   * Why an inbound connection of that peer would be one too many; null if there is room or the peer
   * is trusted.
   *
   * @param source the remote's address, or null if it has none: then only the total counts
   */
  public UpgradeException refusal(PeerId id, InetAddress source) {
    if (trusted.role(id) != PeerRole.UNKNOWN) {
      return null;
    }
    Peer kept = registry.get(id);
    if (kept != null && kept.metadata().origin() == ConnectionOrigin.OUTBOUND) {
      return null; // The tie-break decides.
    }
    int others = 0;
    int sameAddress = 0;
    int sameSite = 0;
    Object address = SourceNetwork.address(source);
    Object site = SourceNetwork.site(source);
    for (Peer peer : registry.all()) {
      if (peer.metadata().origin() != ConnectionOrigin.INBOUND
          || peer.id().equals(id)
          || trusted.role(peer.id()) != PeerRole.UNKNOWN) {
        continue;
      }
      others++;
      if (source != null && site.equals(SourceNetwork.site(peer.source()))) {
        sameSite++;
        sameAddress += address.equals(SourceNetwork.address(peer.source())) ? 1 : 0;
      }
    }
    boolean preferred = access.prefers(id);
    if (kept == null && others >= max && !(preferred && !evictable().isEmpty())) {
      return new UpgradeException(
          Step.REGISTER,
          FailureReason.TOO_MANY_UNKNOWN,
          max + " unknown peers are connected already");
    }
    if (!preferred
        && (sameAddress >= maxPerAddress
            || sameSite >= (long) SourceNetwork.SITE_FACTOR * maxPerAddress)) {
      return new UpgradeException(
          Step.REGISTER,
          FailureReason.TOO_MANY_UNKNOWN_FROM_ADDRESS,
          Math.max(sameAddress, sameSite) + " unknown peers of that address are connected already");
    }
    return null;
  }

  /** The connection to close for an inbound one that is about to be registered, or null. */
  Peer evictedFor(PeerId id) {
    if (!access.prefers(id) || trusted.role(id) != PeerRole.UNKNOWN || registry.get(id) != null) {
      return null;
    }
    long others = registry.all().stream().filter(this::counts).count();
    List<Peer> candidates = others < max ? List.of() : evictable();
    return candidates.isEmpty()
        ? null
        : candidates.get(ThreadLocalRandom.current().nextInt(candidates.size()));
  }

  private List<Peer> evictable() {
    return registry.all().stream()
        .filter(peer -> counts(peer) && !access.prefers(peer.id()))
        .toList();
  }

  private boolean counts(Peer peer) {
    return peer.metadata().origin() == ConnectionOrigin.INBOUND
        && trusted.role(peer.id()) == PeerRole.UNKNOWN;
  }
}

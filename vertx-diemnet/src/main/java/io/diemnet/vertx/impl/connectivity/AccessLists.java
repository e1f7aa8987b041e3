package io.diemnet.vertx.impl.connectivity;

import io.diemnet.vertx.AccessOptions;
import io.diemnet.vertx.PeerId;
import java.util.Set;

/**
 * Which peers may connect and be dialed. Immutable.
 *
 * @param allow if not empty, no other peer may
 * @param block these may not
 * @param priority these may although there are too many untrusted connections
 */
public record AccessLists(Set<PeerId> allow, Set<PeerId> block, Set<PeerId> priority) {

  /** Lists that let everybody in. */
  public static final AccessLists NONE = new AccessLists(Set.of(), Set.of(), Set.of());

  public AccessLists {
    allow = Set.copyOf(allow);
    block = Set.copyOf(block);
    priority = Set.copyOf(priority);
  }

  public static AccessLists of(AccessOptions options) {
    return new AccessLists(options.getAllow(), options.getBlock(), options.getPriority());
  }

  /** Whether a peer may connect and be dialed. */
  public boolean admits(PeerId peer) {
    return !block.contains(peer) && (allow.isEmpty() || allow.contains(peer));
  }

  /** Why a peer may not. */
  public String refusal(PeerId peer) {
    return block.contains(peer)
        ? "the peer is on the list access.block"
        : "the peer is not on the list access.allow";
  }

  /** Whether a connection is closed for this peer if there are too many. */
  public boolean prefers(PeerId peer) {
    return priority.contains(peer);
  }
}

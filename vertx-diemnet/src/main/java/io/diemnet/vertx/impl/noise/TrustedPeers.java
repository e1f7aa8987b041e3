package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import java.util.Map;

/**
 * The trusted set as handshakes see it: an immutable snapshot that its owner replaces whole. A
 * handshake reads it at the moment it needs it. Safe for any thread.
 */
public final class TrustedPeers {

  private volatile Map<PeerId, TrustedPeer> peers;

  /** Nobody is trusted yet. */
  public TrustedPeers() {
    this(Map.of());
  }

  public TrustedPeers(Map<PeerId, TrustedPeer> peers) {
    this.peers = Map.copyOf(peers);
  }

  /** Replaces the whole set. */
  public void publish(Map<PeerId, TrustedPeer> next) {
    peers = Map.copyOf(next);
  }

  /** The set as it is now; it never changes. */
  public Map<PeerId, TrustedPeer> snapshot() {
    return peers;
  }

  /** What is known of a peer now, or null. */
  public TrustedPeer get(PeerId peer) {
    return peers.get(peer);
  }

  /** A peer's role now; Unknown if it is absent. */
  public PeerRole role(PeerId peer) {
    TrustedPeer trusted = peers.get(peer);
    return trusted == null ? PeerRole.UNKNOWN : trusted.role();
  }
}

package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The trusted set as handshakes see it: an immutable snapshot that its owner replaces whole. A
 * handshake reads it at the moment it needs it. Safe for any thread.
 */
public final class TrustedPeers {

  private volatile Map<PeerId, TrustedPeer> peers;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /** Nobody is trusted yet. */
  public TrustedPeers() {
    this(Map.of());
  }

  public TrustedPeers(Map<PeerId, TrustedPeer> peers) {
    this.peers = Map.copyOf(peers);
  }

  /** Replaces the whole set, then calls the listeners on this thread. */
  public void publish(Map<PeerId, TrustedPeer> next) {
    peers = Map.copyOf(next);
    listeners.forEach(Runnable::run);
  }

  /** Adds a listener that is called after each change of the set. It must not throw. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
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

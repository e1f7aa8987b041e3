package io.diemnet.vertx.impl.peermanager;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.impl.noise.TrustedPeers;
import io.diemnet.vertx.impl.peer.Peer;
import java.util.Collection;
import java.util.Collections;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The peers that are connected now. Read by every sender on any thread; changed by the peer manager
 * only.
 */
public final class PeerRegistry {

  private final ConcurrentMap<PeerId, Peer> peers = new ConcurrentHashMap<>();

  /** The connection to that peer, or null. */
  public Peer get(PeerId id) {
    return peers.get(id);
  }

  public Collection<Peer> all() {
    return Collections.unmodifiableCollection(peers.values());
  }

  public int size() {
    return peers.size();
  }

  /** How many inbound connections are of peers that the trusted set does not know now. */
  public long unknownInbound(TrustedPeers trusted) {
    return peers.values().stream()
        .filter(peer -> peer.metadata().origin() == ConnectionOrigin.INBOUND)
        .filter(peer -> trusted.role(peer.id()) == PeerRole.UNKNOWN)
        .count();
  }

  /** Gives the connection that was there before, or null. */
  Peer put(Peer peer) {
    return peers.put(peer.id(), peer);
  }

  /** Forgets a connection; false when it was replaced before. */
  boolean remove(Peer peer) {
    return peers.remove(peer.id(), peer);
  }
}

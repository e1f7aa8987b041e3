package io.diemnet.vertx.impl.peermanager;

import io.diemnet.vertx.PeerId;
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

  /** Gives the connection that was there before, or null. */
  Peer put(Peer peer) {
    return peers.put(peer.id(), peer);
  }

  /** Forgets a connection; false when it was replaced before. */
  boolean remove(Peer peer) {
    return peers.remove(peer.id(), peer);
  }
}

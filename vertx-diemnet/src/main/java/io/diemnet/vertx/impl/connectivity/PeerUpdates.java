package io.diemnet.vertx.impl.connectivity;

import io.diemnet.vertx.PeerId;
import io.vertx.core.Future;
import java.util.Map;

/** Receives the listings of the discovery sources. Thread-safe. */
public interface PeerUpdates {

  /**
   * Replaces the listing of a source. No update is dropped. Updates take effect in the order of the
   * calls.
   *
   * @return the number of peers that the source now lists, without this node and empty entries;
   *     completes when the trusted set has changed
   */
  Future<Integer> update(DiscoverySource source, Map<PeerId, DiscoveredPeer> peers);
}

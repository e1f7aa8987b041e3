package io.diemnet.vertx.impl.connectivity;

import io.diemnet.vertx.PeerId;
import io.vertx.core.Future;
import java.util.Map;

/** Where discovery puts what it has found. Any thread may call. */
public interface PeerUpdates {

  /**
   * Replaces all that this source said before. No update is ever dropped; they take effect in the
   * order of the calls.
   *
   * @return how many peers the source now lists, this node and empty entries not counted; done once
   *     the trusted set has changed
   */
  Future<Integer> update(DiscoverySource source, Map<PeerId, DiscoveredPeer> peers);
}

package io.diemnet.vertx.impl.connectivity;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerInfo;
import io.vertx.core.Future;
import java.util.Collection;

/** What the connectivity manager needs of the peer manager. Any thread may call. */
public interface PeerDirectory {

  /**
   * Dials a peer, as the connectivity manager does by itself.
   *
   * @return done when the connection is registered; fails with a {@code DiemNetException}
   */
  Future<PeerInfo> dial(PeerId peer, NetworkAddress address);

  /** Closes the connection to a peer that is no longer eligible; done when it is closed. */
  Future<Void> disconnect(PeerId peer);

  /** The connections that are there now. */
  Collection<PeerInfo> connected();
}

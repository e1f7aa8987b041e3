package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.DisconnectReason;

/** Told when a connection has ended: once, on the connection's event loop. */
public interface PeerListener {

  /**
   * @param cause what ended it, in words for the log
   */
  void closed(Peer peer, DisconnectReason reason, String cause);
}

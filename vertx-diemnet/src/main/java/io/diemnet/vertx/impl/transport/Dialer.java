package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.vertx.core.Future;

/** Makes outbound connections. Thread-safe. */
public interface Dialer {

  /**
   * Connects to a peer, on one of the network's event loops.
   *
   * @return the channel after its handshake; fails with an {@link UpgradeException} that names the
   *     step
   */
  Future<EstablishedChannel> dial(PeerId peer, NetworkAddress address);

  /** Measures how long a bare connection takes, in nanoseconds, and closes it without a byte. */
  default Future<Long> measure(NetworkAddress address) {
    return Future.failedFuture(new UnsupportedOperationException());
  }
}

package io.diemnet.vertx.impl.connectivity;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerInfo;
import io.vertx.core.Future;
import java.util.Collection;

/** The operations of the peer manager that the connectivity manager needs. Thread-safe. */
public interface PeerDirectory {

  /**
   * Dials a peer for the connectivity manager.
   *
   * @return completes when the connection is registered; fails with a {@code DiemNetException}
   */
  Future<PeerInfo> dial(PeerId peer, NetworkAddress address);

  /**
   * Measures how long a bare TCP connection to an address takes, in nanoseconds. It is closed at
   * once, without a byte.
   */
  default Future<Long> measure(NetworkAddress address) {
    return Future.failedFuture(new UnsupportedOperationException());
  }

  /** Closes the connection to a peer that is no longer eligible. Completes when it is closed. */
  Future<Void> disconnect(PeerId peer);

  /** Returns why a dial failed, in words, without the peer and its address. */
  default String words(Throwable failure) {
    return failure.getMessage();
  }

  /** The current connections. */
  Collection<PeerInfo> connected();
}

package io.diemnet.vertx;

import io.vertx.core.Future;

/**
 * A subscription to the peer events of a network, created by {@link DiemNet#subscribe} or {@link
 * DiemNetClient#subscribe}. It ends with {@link #unregister}, when the verticle that created it is
 * undeployed, or when the network or client is closed. Thread-safe.
 */
public interface PeerSubscription {

  /**
   * Ends the subscription. The handler is not called after the future completes. Further calls have
   * no effect.
   *
   * @return a future that completes when the subscription has ended
   */
  Future<Void> unregister();
}

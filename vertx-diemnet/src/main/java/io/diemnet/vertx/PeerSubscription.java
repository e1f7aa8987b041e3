package io.diemnet.vertx;

import io.vertx.core.Future;

/**
 * A subscription to the peer events of a network, made by {@link DiemNet#subscribe} or {@link
 * DiemNetClient#subscribe}. It ends with {@link #unregister}, with the verticle that made it, and
 * with the network or client that it was made at.
 */
public interface PeerSubscription {

  /**
   * Ends the subscription: the handler is not called any more once this is done. Calling it again
   * has no effect. Any thread may call.
   *
   * @return completes when it is done, and fails with the reason
   */
  Future<Void> unregister();
}

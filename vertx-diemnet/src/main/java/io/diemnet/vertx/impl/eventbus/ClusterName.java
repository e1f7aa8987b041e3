package io.diemnet.vertx.impl.eventbus;

import io.diemnet.vertx.EventBusAddresses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Lock;

/**
 * A network's name in a cluster: a lock of the cluster that is held as long as the network answers
 * on its addresses, so that two nodes never answer for each other. The cluster manager frees the
 * lock of a node that is gone.
 */
final class ClusterName {

  /** How long a predecessor of the same name may take to leave, in milliseconds. */
  private static final long PATIENCE = 5_000;

  private ClusterName() {}

  /**
   * Takes the name.
   *
   * @return fails with IllegalStateException if another node has it
   */
  static Future<Lock> claim(Vertx vertx, EventBusAddresses addresses) {
    return vertx
        .sharedData()
        .getLockWithTimeout("io.diemnet.vertx.network." + addresses, PATIENCE)
        .recover(
            failure ->
                Future.failedFuture(
                    new IllegalStateException(
                        "no network can be "
                            + addresses
                            + " here: another node of the cluster has that name, or the cluster"
                            + " gives no lock for it ("
                            + failure.getMessage()
                            + ")",
                        failure)));
  }
}

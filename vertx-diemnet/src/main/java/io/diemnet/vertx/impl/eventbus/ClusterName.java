package io.diemnet.vertx.impl.eventbus;

import io.diemnet.vertx.EventBusAddresses;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.shareddata.AsyncMap;
import io.vertx.core.spi.cluster.NodeInfo;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A network's name in a cluster, held as long as the network answers on its addresses, so that two
 * nodes never answer for each other: an entry in a map of the cluster, with the node that has it. A
 * holder that is no member of the cluster any more has lost it. (A lock of the cluster would not
 * do: Infinispan frees that of a node that died only where another has already waited for it.)
 */
final class ClusterName {

  private static final long RETRY = 250;

  /** Looks in a row in which a holder is not found, after which it is gone. */
  private static final int GONE = 3;

  private static final String MAP = "io.diemnet.vertx.networks";

  private final VertxInternal vertx;
  private final AsyncMap<String, String> holders;
  private final String name;
  private final String self;
  private final BooleanSupplier givenUp;

  private ClusterName(
      VertxInternal vertx, AsyncMap<String, String> holders, String name, BooleanSupplier givenUp) {
    this.vertx = vertx;
    this.givenUp = givenUp;
    this.holders = holders;
    this.name = name;
    // This claim and no other: that of a network which ends here must not end the next one's.
    this.self = vertx.clusterManager().getNodeId() + ' ' + UUID.randomUUID();
  }

  /**
   * Takes the name.
   *
   * @param patience how long a predecessor of the same name may take to leave, in milliseconds
   * @param givenUp whether nobody waits for the name any more
   * @return fails with IllegalStateException if another node has it
   */
  static Future<ClusterName> claim(
      VertxInternal vertx, EventBusAddresses addresses, long patience, BooleanSupplier givenUp) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patience);
    return vertx
        .sharedData()
        .<String, String>getClusterWideMap(MAP)
        .map(holders -> new ClusterName(vertx, holders, addresses.toString(), givenUp))
        .compose(claimed -> claimed.take(deadline, 0).map(taken -> claimed))
        .recover(
            failure ->
                Future.failedFuture(
                    failure instanceof IllegalStateException
                        ? failure
                        : new IllegalStateException(
                            "the cluster does not tell whether another node has the name "
                                + addresses
                                + ": "
                                + failure.getMessage(),
                            failure)));
  }

  /** Gives the name back; where the cluster does not take it, this node's end does the same. */
  Future<Void> release() {
    return holders.removeIfPresent(name, self).<Void>mapEmpty().otherwiseEmpty();
  }

  /**
   * @param missed how often in a row the one that holds the name was not found in the cluster
   */
  private Future<Void> take(long deadline, int missed) {
    return holders
        .putIfAbsent(name, self)
        .compose(
            holder ->
                holder == null
                    ? Future.succeededFuture()
                    : isMember(holder)
                        .compose(member -> succeed(holder, deadline, member ? 0 : missed + 1)));
  }

  private Future<Void> succeed(String holder, long deadline, int missed) {
    if (missed >= GONE) {
      return holders
          .replaceIfPresent(name, holder, self)
          .compose(replaced -> replaced ? Future.succeededFuture() : take(deadline, 0));
    }
    return System.nanoTime() - deadline < 0 && !givenUp.getAsBoolean()
        ? vertx.timer(RETRY, TimeUnit.MILLISECONDS).compose(waited -> take(deadline, missed))
        : Future.failedFuture(taken(holder));
  }

  /** Whether the cluster says where that node is; it forgets those that are gone. */
  private Future<Boolean> isMember(String holder) {
    Promise<NodeInfo> info = Promise.promise();
    vertx.clusterManager().getNodeInfo(nodeOf(holder), info);
    return info.future().map(true).otherwise(false);
  }

  private IllegalStateException taken(String holder) {
    return new IllegalStateException(
        "no network can be "
            + name
            + " here: another node of the cluster, "
            + nodeOf(holder)
            + ", has that name; each network of a cluster needs a name of its own");
  }

  private static String nodeOf(String holder) {
    return holder.substring(0, holder.lastIndexOf(' '));
  }
}

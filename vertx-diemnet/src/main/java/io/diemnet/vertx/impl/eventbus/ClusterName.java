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
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A network's name in a cluster, held as long as the network answers on its addresses, so that two
 * nodes never answer for each other: an entry in a map of the cluster, with the node that has it. A
 * holder that is no member of the cluster any more has lost it. (A lock of the cluster would not
 * do: Infinispan frees that of a node that died only where another has already waited for it.)
 *
 * <p>While the cluster is split, each part has its own map, so two nodes can hold one name. After
 * the parts have merged, the map has one of the two entries. Each holder therefore looks at the
 * entry at an interval: the holder with the later claim has lost the name, and the other one writes
 * its entry again.
 */
final class ClusterName {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterName.class);

  private static final long RETRY = 250;

  /** Looks in a row in which a holder is not found, after which it is gone. */
  private static final int GONE = 3;

  private static final String MAP = "io.diemnet.vertx.networks";

  private final VertxInternal vertx;
  private final AsyncMap<String, String> holders;
  private final String name;
  private final NameClaim self;
  private final BooleanSupplier givenUp;
  private volatile boolean released;

  private ClusterName(
      VertxInternal vertx, AsyncMap<String, String> holders, String name, BooleanSupplier givenUp) {
    this.vertx = vertx;
    this.givenUp = givenUp;
    this.holders = holders;
    this.name = name;
    // This claim and no other: that of a network which ends here must not end the next one's.
    this.self =
        new NameClaim(
            vertx.clusterManager().getNodeId(),
            System.currentTimeMillis(),
            UUID.randomUUID().toString());
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
    released = true;
    return holders.removeIfPresent(name, self.toString()).<Void>mapEmpty().otherwiseEmpty();
  }

  /**
   * Checks from now on, until the name is released, that this node still has it.
   *
   * @param interval time between two checks, in milliseconds
   * @param lost is called once, if another node has the name by an earlier claim
   */
  void watch(long interval, Consumer<NameTakenException> lost) {
    watch(interval, 0, lost);
  }

  private void watch(long interval, int missed, Consumer<NameTakenException> lost) {
    vertx
        .timer(interval, TimeUnit.MILLISECONDS)
        .compose(waited -> released ? Future.succeededFuture(0) : check(missed))
        .onComplete(
            misses -> next(interval, misses, lost),
            failure -> {
              if (failure instanceof NameTakenException taken) {
                lost.accept(taken);
              } else {
                LOG.debug("{}: the cluster does not tell the holder of the name", name, failure);
                next(interval, missed, lost);
              }
            });
  }

  private void next(long interval, int missed, Consumer<NameTakenException> lost) {
    if (!released) {
      watch(interval, missed, lost);
    }
  }

  /**
   * Fails with NameTakenException if the name is lost. Otherwise succeeds with how often in a row
   * another holder was not found in the cluster.
   */
  private Future<Integer> check(int missed) {
    return holders
        .get(name)
        .compose(
            holder ->
                holder == null
                    ? holders.putIfAbsent(name, self.toString())
                    : Future.succeededFuture(holder))
        .compose(
            holder ->
                holder == null || holder.equals(self.toString())
                    ? Future.succeededFuture(0)
                    : isMember(holder).compose(member -> contest(holder, member ? 0 : missed + 1)));
  }

  private Future<Integer> contest(String holder, int missed) {
    NameClaim other = NameClaim.parse(holder);
    if (missed == 0 && other.isBefore(self)) {
      return Future.failedFuture(
          new NameTakenException(
              "another node of the cluster, "
                  + other.node()
                  + ", has had the name "
                  + name
                  + " for longer; each network of a cluster needs a name of its own"));
    }
    if (missed > 0 && missed < GONE) {
      return Future.succeededFuture(missed);
    }
    return holders.replaceIfPresent(name, holder, self.toString()).map(0);
  }

  /**
   * @param missed how often in a row the one that holds the name was not found in the cluster
   */
  private Future<Void> take(long deadline, int missed) {
    return holders
        .putIfAbsent(name, self.toString())
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
          .replaceIfPresent(name, holder, self.toString())
          .compose(replaced -> replaced ? Future.succeededFuture() : take(deadline, 0));
    }
    return System.nanoTime() - deadline < 0 && !givenUp.getAsBoolean()
        ? vertx.timer(RETRY, TimeUnit.MILLISECONDS).compose(waited -> take(deadline, missed))
        : Future.failedFuture(taken(holder));
  }

  /** Whether the cluster says where that node is; it forgets those that are gone. */
  private Future<Boolean> isMember(String holder) {
    Promise<NodeInfo> info = Promise.promise();
    vertx.clusterManager().getNodeInfo(NameClaim.parse(holder).node(), info);
    return info.future().map(true).otherwise(false);
  }

  private NameTakenException taken(String holder) {
    return new NameTakenException(
        "no network can be "
            + name
            + " here: another node of the cluster, "
            + NameClaim.parse(holder).node()
            + ", has that name; each network of a cluster needs a name of its own");
  }
}

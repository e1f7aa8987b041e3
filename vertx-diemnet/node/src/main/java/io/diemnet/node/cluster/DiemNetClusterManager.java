package io.diemnet.node.cluster;

import io.vertx.core.Completable;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.ext.cluster.infinispan.InfinispanClusterManager;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.notifications.Listener;
import org.infinispan.notifications.cachemanagerlistener.annotation.Merged;
import org.infinispan.notifications.cachemanagerlistener.annotation.ViewChanged;
import org.infinispan.notifications.cachemanagerlistener.event.MergeEvent;
import org.infinispan.notifications.cachemanagerlistener.event.ViewChangedEvent;

/**
 * An Infinispan cluster manager for members that can be separated for some time, by the network or
 * because they hang. The other members then drop the address and the registrations of such a
 * member. This cluster manager announces both again after the cluster has merged. Thread-safe.
 */
public final class DiemNetClusterManager extends InfinispanClusterManager {

  /**
   * Times after a merge, in milliseconds. There are several, because the caches merge after the
   * members.
   */
  private static final List<Long> AGAIN = List.of(500L, 3_000L, 10_000L, 30_000L);

  /** The interval of further attempts to forget a lost member, in milliseconds. */
  private static final long SWEEP_INTERVAL = 10_000;

  /** The number of further attempts: the caches may wait for a lost member for minutes. */
  private static final int SWEEPS = 60;

  private static final String SUBS = "__vertx.subs";

  private record Registration(String address, RegistrationInfo info) {}

  private final Set<Registration> registrations = ConcurrentHashMap.newKeySet();
  private final Object listener = new ViewListener();
  private final AtomicInteger sweeps = new AtomicInteger();
  private Vertx vertx;

  /** Is configured like {@link InfinispanClusterManager#InfinispanClusterManager()}. */
  public DiemNetClusterManager() {}

  /** Uses a cache manager that the caller starts and stops. */
  public DiemNetClusterManager(DefaultCacheManager caches) {
    super(caches);
  }

  @Override
  public void init(Vertx vertx) {
    this.vertx = vertx;
    super.init(vertx);
  }

  @Override
  public void join(Completable<Void> promise) {
    Promise<Void> joined = Promise.promise();
    super.join(joined);
    joined
        .future()
        .onSuccess(
            in -> {
              caches().addListener(listener);
              vertx.setPeriodic(SWEEP_INTERVAL, now -> sweep());
            })
        .onComplete(promise);
  }

  /**
   * Returns the members. The inherited implementation uses a method that this Infinispan version
   * does not have.
   */
  @Override
  public List<String> getNodes() {
    return caches().getMembers().stream().map(Object::toString).toList();
  }

  @Override
  public void addRegistration(String address, RegistrationInfo info, Completable<Void> promise) {
    if (!info.localOnly()) {
      registrations.add(new Registration(address, info));
    }
    super.addRegistration(address, info, promise);
  }

  @Override
  public void removeRegistration(String address, RegistrationInfo info, Completable<Void> promise) {
    registrations.remove(new Registration(address, info));
    super.removeRegistration(address, info, promise);
  }

  private DefaultCacheManager caches() {
    return (DefaultCacheManager) getCacheContainer();
  }

  private void tellAgain() {
    NodeInfo self = getNodeInfo();
    if (!isActive() || self == null) {
      return;
    }
    super.setNodeInfo(self, Promise.promise());
    for (Registration registration : registrations) {
      Promise<Void> told = Promise.promise();
      super.addRegistration(registration.address, registration.info, told);
      told.future()
          .onSuccess(
              done -> {
                if (!registrations.contains(registration)) { // it was removed meanwhile
                  super.removeRegistration(
                      registration.address, registration.info, Promise.promise());
                }
              });
    }
  }

  private void sweep() {
    if (sweeps.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      forgetGone();
    }
  }

  /**
   * Removes the registrations of lost members. The inherited method tries once, which fails while
   * the caches still wait for such a member.
   */
  private void forgetGone() {
    if (!isActive() || !caches().isCoordinator()) {
      return;
    }
    vertx
        .executeBlocking(() -> List.copyOf(caches().<String, Object>getCache(SUBS).keySet()))
        .onSuccess(addresses -> addresses.forEach(this::forgetGone));
  }

  private void forgetGone(String address) {
    Promise<List<RegistrationInfo>> found = Promise.promise();
    super.getRegistrations(address, found);
    found
        .future()
        .onSuccess(
            infos -> {
              List<String> members = getNodes();
              for (RegistrationInfo info : infos) {
                if (!members.contains(info.nodeId())) {
                  super.removeRegistration(address, info, Promise.promise());
                }
              }
            });
  }

  /** Public because Infinispan requires it. */
  @Listener(sync = false)
  public final class ViewListener {

    private ViewListener() {}

    /** Called when separated members have merged. */
    @Merged
    public void merged(MergeEvent event) {
      AGAIN.forEach(delay -> vertx.setTimer(delay, now -> tellAgain()));
    }

    /** Called when members may have been lost. */
    @ViewChanged
    public void changed(ViewChangedEvent event) {
      if (!event.getNewMembers().containsAll(event.getOldMembers())) {
        AGAIN.forEach(delay -> vertx.setTimer(delay, now -> forgetGone()));
        sweeps.set(SWEEPS);
      }
    }
  }
}

package io.diemnet.vertx.impl;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.VertxInternal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Deploys one verticle on each event loop of a Vert.x instance.
 *
 * <p>Vert.x assigns the event loops of all deployments in turn. Concurrent deployments can take a
 * loop, so this class deploys until every loop has a verticle.
 */
final class LoopVerticles {

  private final VertxInternal vertx;
  private final Consumer<String> deployed;

  /**
   * @param deployed receives each deployment id, for undeployment
   */
  LoopVerticles(VertxInternal vertx, Consumer<String> deployed) {
    this.vertx = vertx;
    this.deployed = deployed;
  }

  <V extends VerticleBase> Future<Map<EventLoop, V>> deploy(
      Supplier<V> factory, Function<V, EventLoop> loopOf) {
    int loops = 0;
    for (EventExecutor ignored : vertx.nettyEventLoopGroup()) {
      loops++;
    }
    return next(factory, loopOf, new LinkedHashMap<>(), List.of(loops, 8 * loops));
  }

  private <V extends VerticleBase> Future<Map<EventLoop, V>> next(
      Supplier<V> factory,
      Function<V, EventLoop> loopOf,
      Map<EventLoop, V> found,
      List<Integer> wantedAndTries) {
    int wanted = wantedAndTries.get(0);
    int tries = wantedAndTries.get(1);
    if (found.size() == wanted || (tries <= 0 && !found.isEmpty())) {
      return Future.succeededFuture(found);
    }
    V verticle = factory.get();
    return vertx
        .deployVerticle(verticle)
        .compose(
            id -> {
              // A surplus verticle stays idle, because undeploying it would close the network.
              deployed.accept(id);
              found.putIfAbsent(loopOf.apply(verticle), verticle);
              return next(factory, loopOf, found, List.of(wanted, tries - 1));
            });
  }
}
